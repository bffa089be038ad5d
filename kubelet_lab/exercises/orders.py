"""A liveness probe that survives a database outage, stays calm, and still notices a deadlock.

The service has more questions to be asked than one should ask it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from kubelet_lab.exercises.manifest import Manifest, skeleton
from kubelet_lab.exercises.moments import left_stuck, mark, mark_ms, too_early
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric, Symptom
from kubelet_lab.incidents import service
from kubelet_lab.incidents.service import Night, Run
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.spec.pod import Pod

NAME = "orders"
PORT = 8080
RESTART_WITHIN_S = 75  # of a deadlock
CALM_S = 12.0  # the longest stretch of slow answers
STEADY_S = 60
PROGRAM = Program(
    PORT,
    loads_ms=3_000,
    connects_ms=1_000,
    endpoints={
        "/": Endpoint(needs=("database",)),
        "/status": Endpoint(needs=("database",)),
        "/ping": Endpoint(),
        "/metrics": Endpoint(beside_stuck=True),
        "pgrep orders": Endpoint(beside_stuck=True, while_loading=True, lasts_ms=40),
        "orders-cli ping": Endpoint(lasts_ms=150),
        "orders-cli status": Endpoint(needs=("database",), lasts_ms=150),
    },
)


def play(pod: Pod, night: Night) -> Run:
    """Play one night with the probes of `pod`."""
    return service.play(pod, PROGRAM, night, name=NAME)


def _phase(dice: Random) -> float:
    return round(dice.uniform(2, 32), 2)


def _outages(_pod: Pod, dice: Random | None) -> Iterator[Night]:
    """The database goes for two minutes; hidden: it hangs, for long, or from the start."""
    yield Night(outages=((60, 180),), lasts_s=240)
    if dice is None:
        return
    begins_s = round(dice.uniform(40, 80), 1)
    ends_s = begins_s + round(dice.uniform(200, 400), 1)
    night = Night(_phase(dice), outages=((begins_s, ends_s),), lasts_s=ends_s + 30)
    yield replace(night, outage="hangs")
    yield Night(_phase(dice), outages=((-8, ends_s),), lasts_s=ends_s + 30)


def _deadlocks(pod: Pod, dice: Random | None) -> Iterator[Night]:
    """A deadlock; hidden: right after a look."""
    yield Night(deadlock_s=63, lasts_s=180)
    if dice is not None:
        at_s = STEADY_S + dice.uniform(0, 30)
        night = Night(_phase(dice), lasts_s=at_s + 60)
        stuck_s = _after_look(pod, night, at_s)
        yield replace(night, deadlock_s=stuck_s, lasts_s=stuck_s + 120)


def _after_look(pod: Pod, night: Night, at_s: float) -> float:
    probe = play(pod, night).history.probes.get("liveness")
    look = next(probe.looks(round(at_s * 1000)), None) if probe else None
    return round(look.at_ms / 1000 + 0.05, 3) if look else round(at_s, 3)


def _slow(_pod: Pod, dice: Random | None) -> Iterator[Night]:
    """A pause of garbage collection; hidden: a long one, right before a look."""
    yield Night(slow=((59.5, 62.5, 3.0),), lasts_s=120)
    if dice is not None:
        late_s = round(dice.uniform(4, 9), 1)
        for begins_s in (70.0, round(dice.uniform(60, 80), 2)):
            slow = (begins_s, begins_s + CALM_S, late_s)
            yield Night(_phase(dice), slow=(slow,), lasts_s=140)


def _restarted(night: Night, run: Run) -> Symptom | None:
    if mark_ms(run, "SIGTERM") is None:
        return None
    if early := too_early(run, night.outages[0][0]):
        return early
    times = f"{max(run.restarts, 1)} time" + ("s" if run.restarts > 1 else "")
    fine = "In that time the database was away and the process was fine."
    return Symptom(
        f"The container was restarted {times}, first at {mark(run, 'SIGTERM')}. {fine}",
        f"The container was restarted. {fine}",
    )


def _left_stuck(night: Night, run: Run) -> Symptom | None:
    stuck_ms = round((night.deadlock_s or 0) * 1000)
    seen, hidden = "The process got stuck", "The process got stuck"
    return left_stuck(run, stuck_ms, RESTART_WITHIN_S, seen, hidden)


def _nervous(night: Night, run: Run) -> Symptom | None:
    if mark_ms(run, "SIGTERM") is None:
        return None
    from_s, to_s, late_s = night.slow[0]
    if early := too_early(run, from_s):
        return early
    return Symptom(
        f"For {to_s - from_s:g} s answers came {late_s:g} s late. The container was killed for "
        f"it, at {mark(run, 'SIGTERM')}.",
        "For some seconds answers came late, and the container was killed for it.",
    )


REQUIREMENTS = (
    Requirement(
        "a database outage never restarts it",
        2,
        (Aspect(_outages, _restarted),),
        (
            "Look at what the probe asks that had the container killed.",
            "Would a new container have had a database?",
            "livenessProbe: the path, or the command. The same goes for a startupProbe.",
        ),
        needs=("liveness",),
    ),
    Requirement(
        "a deadlock has a new container running within 75 s",
        2,
        (Aspect(_deadlocks, _left_stuck),),
        (
            "Look at what the liveness probe is answered while the process is stuck.",
            (
                "Does the question go through the part that is stuck? And how long can three "
                "things take: noticing, the last timeout, and the grace of a process that does "
                "not hear SIGTERM?"
            ),
            "livenessProbe: the handler, its path, periodSeconds, failureThreshold.",
        ),
        needs=("liveness",),
    ),
    Requirement(
        "twelve seconds of slow answers restart nothing",
        1,
        (Aspect(_slow, _nervous),),
        (
            "Look at how many looks fell into the slow stretch.",
            "A stretch of 12 s: how many of your looks can fall into it, and how many suffice?",
            "livenessProbe: failureThreshold * periodSeconds, or timeoutSeconds.",
        ),
        needs=("liveness",),
    ),
)

RUBRIC = Rubric(NAME, REQUIREMENTS, play)
BLANK = skeleton(NAME, "livenessProbe")
EXERCISES = (Manifest(RUBRIC.name, RUBRIC.points, RUBRIC.judge, blank=BLANK),)
