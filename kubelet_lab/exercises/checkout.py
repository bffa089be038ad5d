"""The checkout pod's three probes, judged by what they do on the night.

Every criterion is a behaviour; none asks which field was set. See `checkout_nights` for the
nights, `checkout_symptoms` for what is said, `incidents.checkout_pod` for the service.
"""

from __future__ import annotations

from kubelet_lab.exercises import checkout_nights as nights
from kubelet_lab.exercises import checkout_symptoms as symptoms
from kubelet_lab.exercises.manifest import Manifest
from kubelet_lab.exercises.questions import Choice, Guess
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.checkout_pod import play

REQUIREMENTS = (
    Requirement(
        "it starts on a quick day and on a slow one, and a start that hangs is begun anew",
        3,
        (
            Aspect(lambda _pod, seed: nights.startup_nights(seed), symptoms.starts),
            Aspect(lambda _pod, seed: nights.hanging_starts(seed), symptoms.gives_up),
        ),
        (
            "Look at the first minute: which probe looks, and how often may it fail?",
            (
                "From the first look to the last of n there are n - 1 periods. What do yours add "
                "up to on the slowest day, and what when the catalogue never comes?"
            ),
            "startupProbe: periodSeconds and failureThreshold.",
        ),
    ),
    Requirement(
        "it leaves the Service within 10 s of a database outage, and comes back within 10 s",
        3,
        (Aspect(nights.outages, symptoms.leaves_and_returns),),
        (
            "Look at the lane of the readiness probe when the database goes away.",
            (
                "What does your readiness probe ask? How long can it take if the outage begins "
                "right after a look, and the database does not even refuse?"
            ),
            "readinessProbe: the path, periodSeconds, failureThreshold, timeoutSeconds.",
        ),
    ),
    Requirement(
        "a database outage never restarts it",
        3,
        (
            Aspect(nights.outages, symptoms.not_restarted),
            Aspect(lambda _pod, seed: nights.outage_at_start(seed), symptoms.not_restarted),
        ),
        (
            "Look at what the probe asks that had the container killed.",
            "Would a new container have had a database?",
            "livenessProbe and startupProbe: the path.",
        ),
        needs=("liveness",),
    ),
    Requirement(
        "a deadlock has a new container running within 45 s",
        3,
        (Aspect(nights.deadlocks, symptoms.restarted_in_time),),
        (
            "Look at the time between the deadlock, SIGTERM and the new container.",
            (
                "Three things add up: noticing, the last look's timeout, and the grace that a "
                "stuck process gets before SIGKILL. Which of them is yours to choose?"
            ),
            (
                "livenessProbe: periodSeconds, failureThreshold, timeoutSeconds; and "
                "terminationGracePeriodSeconds."
            ),
        ),
        needs=("liveness",),
    ),
    Requirement(
        "one slow answer changes nothing",
        2,
        (Aspect(nights.slow_answers, symptoms.does_not_flap),),
        (
            "Look at the one failed look, and at what followed it.",
            "How many failures in a row does it take?",
            "failureThreshold, of the probe that acted.",
        ),
        needs=("readiness", "liveness"),
    ),
)


RUBRIC = Rubric("checkout", REQUIREMENTS, play)

GUESSES = (
    Sheet("guess_start", (Guess("first_customer", "The first customer comes in", unit="s"),)),
    Sheet("guess_outage", (Guess("removed", "The pod leaves the Service", unit="s"),)),
    Sheet(
        "guess_deadlock",
        (Guess("restarted", "A new container starts", unit="s", words=("never",)),),
    ),
)

WHO_ACTS = Sheet(
    "checkout_who_acts",
    (
        Choice(
            "liveness_asks_the_database",
            "What if /health asked the database as well?",
            0,
            "the pod is restarted for every long outage",
            {
                "the pod leaves the Service sooner": (
                    "Leaving the Service is what readiness decides. Liveness knows one verb."
                ),
                "nothing, the database is back before it matters": (
                    "It depends on the outage, not on hope: three looks, ten seconds apart."
                ),
                "the database is restarted": (
                    "The kubelet restarts the container that failed its probe, and no other."
                ),
            },
            "And it comes back to the same database, thirty seconds of catalogue later.",
        ),
    ),
)

EXERCISES = (Manifest(RUBRIC.name, RUBRIC.points, RUBRIC.judge), *GUESSES, WHO_ACTS)
