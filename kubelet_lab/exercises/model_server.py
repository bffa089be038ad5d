"""A startup probe for a model that loads in 60 to 240 s, judged by what happens on such days.

The promises: nobody kills it while it loads, a load that hangs is begun anew within 300 s,
customers come in soon, and a deadlock right after a quick start is not waited out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kubelet_lab.exercises.manifest import Manifest, skeleton
from kubelet_lab.exercises.moments import in_s, left_stuck, mark, mark_ms, next_ms
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric, Symptom
from kubelet_lab.incidents import service
from kubelet_lab.incidents.service import Run
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.spec.pod import Pod

NAME = "model"
PORT = 8080
SLOWEST_S = 240
NEVER_S = 10_000.0
ANEW_WITHIN_S = 300
READY_WITHIN_S = 25  # of the moment it could serve
STUCK_AFTER_S = 15  # of having loaded, on the day of the deadlock
RESTART_WITHIN_S = 90  # of a deadlock
PERIOD_S = 10  # of ticks that most answers have: phases are drawn from twice that
ENDPOINTS = {"/loaded": Endpoint(), "/live": Endpoint()}


@dataclass(frozen=True, slots=True)
class Day(service.Night):
    """One day of the model server: how long it loads, and what happens then."""

    loads_s: float = 60


def play(pod: Pod, day: Day) -> Run:
    """Play one day with the probes of `pod`."""
    program = Program(PORT, loads_ms=seconds(day.loads_s), endpoints=ENDPOINTS)
    return service.play(pod, program, day, name=NAME)


def _phase(dice: Random) -> float:
    return round(dice.uniform(2, 2 + 6 * PERIOD_S), 2)


def _loads(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """Quick and slow loads; hidden: the slowest there is, wherever the ticks fall."""
    yield Day(loads_s=60, lasts_s=100)
    yield Day(loads_s=150, lasts_s=200)
    if dice is not None:
        yield Day(_phase(dice), loads_s=SLOWEST_S, lasts_s=SLOWEST_S + 40)
        slow_s = round(dice.uniform(200, SLOWEST_S), 1)
        yield Day(_phase(dice), loads_s=slow_s, lasts_s=slow_s + 40)


def _hangs(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """The load never ends."""
    yield Day(loads_s=NEVER_S, lasts_s=360)
    if dice is not None:
        yield Day(_phase(dice), loads_s=NEVER_S, lasts_s=360)


def _early_deadlocks(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """Stuck soon after a quick start."""
    for pulled_s in (10.0, *([_phase(dice)] if dice else [])):
        at_s = 60.0 + STUCK_AFTER_S
        yield Day(pulled_s, loads_s=60, deadlock_s=at_s, lasts_s=at_s + 130)


def _killed(day: Day, run: Run) -> Symptom | None:
    killed_ms = mark_ms(run, "SIGTERM")
    if not run.restarts and killed_ms is None:
        return None
    if killed_ms is not None and killed_ms >= day.loads_s * 1000:
        return Symptom(
            f"The model was loaded at {day.loads_s:g} s, and nothing was wrong with it. "
            f"The container was killed at {in_s(killed_ms)}.",
            "The model was loaded and well. The container was killed all the same.",
        )
    return Symptom(
        f"The model needed {day.loads_s:g} s to load. The container was killed at "
        f"{mark(run, 'SIGTERM')} and began to load again.",
        "The container was killed while its model was still loading.",
    )


def _late(day: Day, run: Run) -> Symptom | None:
    loaded_ms, ready_ms = round(day.loads_s * 1000), next_ms(run, "Ready", 0)
    if ready_ms is not None and ready_ms < loaded_ms:
        return Symptom(
            f"The pod got traffic from {in_s(ready_ms)} on. Its model was loaded at "
            f"{day.loads_s:g} s.",
            "The pod got traffic before its model was loaded.",
        )
    if ready_ms is not None and ready_ms <= loaded_ms + READY_WITHIN_S * 1000:
        return None
    got = "got none" if ready_ms is None else f"got traffic only from {in_s(ready_ms)} on"
    return Symptom(
        f"The model was loaded at {day.loads_s:g} s. The pod {got}.",
        f"The model was loaded; {READY_WITHIN_S} s later the pod still got no traffic.",
    )


def _left_to_hang(_day: Day, run: Run) -> Symptom | None:
    anew_ms = mark_ms(run, "restart")
    if anew_ms is not None and anew_ms <= ANEW_WITHIN_S * 1000:
        return None
    late = "was still waiting after 360 s" if anew_ms is None else f"began anew at {in_s(anew_ms)}"
    return Symptom(
        f"One load hung. The container {late}.",
        f"One load hung, and after {ANEW_WITHIN_S} s the container had not begun anew.",
    )


def _left_stuck(day: Day, run: Run) -> Symptom | None:
    stuck_ms = round((day.deadlock_s or 0) * 1000)
    seen, hidden = (
        f"The model was loaded at {day.loads_s:g} s and stuck",
        "The model got stuck soon after a quick start",
    )
    return left_stuck(run, stuck_ms, RESTART_WITHIN_S, seen, hidden)


REQUIREMENTS = (
    Requirement(
        "nobody kills it while it loads, on the quickest day and on the slowest",
        1,
        (Aspect(_loads, _killed),),
        (
            "Look at which probe had the container killed, and when.",
            "From the first look to the last of n there are n - 1 periods: is that 240 s?",
            "startupProbe: periodSeconds and failureThreshold.",
        ),
    ),
    Requirement(
        "customers come in within 25 s of its being loaded, and not before",
        1,
        (Aspect(_loads, _late),),
        (
            "Look at the time between loaded and Ready.",
            "How long after the load can the next look of the startup probe come?",
            "startupProbe.periodSeconds, readinessProbe.periodSeconds.",
        ),
    ),
    Requirement(
        "a load that hangs is begun anew within 300 s",
        1,
        (Aspect(_hangs, _left_to_hang),),
        (
            "Look at a day on which the model never loads.",
            "The budget is the longest load, and then? How much more does yours give?",
            "startupProbe: periodSeconds and failureThreshold, the product of both.",
        ),
    ),
    Requirement(
        "a deadlock soon after a quick start has a new container running within 90 s",
        1,
        (Aspect(_early_deadlocks, _left_stuck),),
        (
            "Look at who looks after the load of 60 s is over.",
            "A model that has loaded quickly can get stuck quickly. Who waits for the slow day?",
            "livenessProbe: initialDelaySeconds, periodSeconds, failureThreshold.",
        ),
        needs=("liveness",),
    ),
)

RUBRIC = Rubric(NAME, REQUIREMENTS, play)
BLANK = skeleton(NAME, "startupProbe")
EXERCISES = (Manifest(RUBRIC.name, RUBRIC.points, RUBRIC.judge, blank=BLANK),)
