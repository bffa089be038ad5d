"""Requests and limits for a service that peaks, judged by what happens on its node.

The promises: two replicas find room, the peak is neither killed nor slowed down, a leak stays at
home, and when others use more than they asked for, it is not `thumbs` that has to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from kubelet_lab.exercises.manifest import Manifest
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric, Symptom
from kubelet_lab.incidents.peak_day import NAME, PEAK, PEAK_CPU_M, Day, Run, play
from kubelet_lab.node.machine import MI
from kubelet_lab.spec.pod import Pod

ENOUGH = 0.95  # of the CPU it could use
LEAST_EXCESS_MI = 70  # of a neighbour that is to go instead


def _room(_pod: Pod, _dice: Random | None) -> Iterator[Day]:
    """The node as it is."""
    yield Day("room")


def _peaks(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """A good noon; hidden: the highest there is."""
    yield Day("peak", 600 * MI)
    if dice is not None:
        yield Day("peak", dice.randint(660, 690) * MI)
        yield Day("peak", PEAK)


def _leaks(_pod: Pod, _dice: Random | None) -> Iterator[Day]:
    """A release that leaks."""
    yield Day("leak")


def _neighbours(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """Somebody uses far more than was asked for; hidden: a little more."""
    yield Day("neighbour", 350 * MI)
    if dice is not None:
        yield Day("neighbour", dice.randint(LEAST_EXCESS_MI, 180) * MI)


def _noons(_pod: Pod, dice: Random | None) -> Iterator[Day]:
    """A quiet node, and one with neighbours at work; hidden: all of them, at full speed."""
    yield Day("busy", 0)
    yield Day("busy", 1_800)
    if dice is not None:
        yield Day("busy", dice.randint(2_560, 2_600))


def _rejected(_day: Day, run: Run) -> Symptom | None:
    if run.rejected is None:
        return None
    seen = f"A replica was turned away: {run.rejected.reason}. {run.rejected.message}."
    return Symptom(seen, seen)


def _says(run: Run, words: str, subject: str = "") -> bool:
    found = run.trace.find(words) if run.trace else iter(())
    return any(subject in entry.subject for entry in found)


def _killed(day: Day, run: Run) -> Symptom | None:
    if _says(run, "OOMKilled"):
        return Symptom(
            f"At noon it needed {day.amount // MI}Mi. It was OOMKilled, and again after that.",
            "At noon it was OOMKilled.",
        )
    return None


def _short(_day: Day, run: Run) -> Symptom | None:
    if not _says(run, "EvictionThresholdMet") and not _says(run, "SystemOOM"):
        return None
    seen = "The leak did not stay at home: the whole node ran short of memory, and pods had to go."
    return Symptom(seen, seen)


def _evicted(day: Day, run: Run) -> Symptom | None:
    """Gone for somebody else's excess, or dead before it came to that."""
    if _says(run, "Evicted", f"pod/{NAME}"):
        return Symptom(
            f"Another pod used {day.amount // MI}Mi more than it had asked for. The node ran "
            "short, and thumbs was evicted.",
            "Another pod used more than it had asked for. The node ran short, and thumbs was "
            "evicted.",
        )
    if _says(run, "OOMKilled", f"pod/{NAME}"):
        seen = "It was OOMKilled at noon, before the node ran short."
        return Symptom(seen, seen)
    return None


def _slowed(day: Day, run: Run) -> Symptom | None:
    if run.granted_m >= ENOUGH * PEAK_CPU_M:
        return None
    where = "with its neighbours at work" if day.amount else "on an idle node"
    return Symptom(
        f"At noon, {where}, it could use {PEAK_CPU_M}m of CPU and got {run.granted_m}m: answers "
        "took longer.",
        f"At noon, {where}, it got less CPU than it could use: answers took longer.",
    )


REQUIREMENTS = (
    Requirement(
        "both replicas find room on the node",
        1,
        (Aspect(_room, _rejected),),
        (
            "Look at the reason: what was asked for, and what was left?",
            "The scheduler counts requests, not what is used. What do two of yours come to?",
            "resources.requests: cpu and memory.",
        ),
    ),
    Requirement(
        "noon does not have it killed",
        1,
        (Aspect(_peaks, _killed),),
        (
            "Look at the exit code: who kills with 137?",
            "How much memory does it need at the highest noon?",
            "resources.limits.memory.",
        ),
    ),
    Requirement(
        "noon is served at full speed",
        1,
        (Aspect(_noons, _slowed),),
        (
            "Look at what it got beside what it could use.",
            (
                "Two things can hold it back: a limit, on any node, and its weight, on a busy one. "
                "What is the weight made of?"
            ),
            "resources.requests.cpu, and resources.limits.cpu.",
        ),
    ),
    Requirement(
        "a leaking release stays its own problem",
        1,
        (Aspect(_leaks, _short),),
        (
            "Look at who was hit: one container, or the node?",
            "How far can both replicas grow together before somebody stops them?",
            "resources.limits.memory.",
        ),
    ),
    Requirement(
        "when others use more than they asked for, others have to go",
        1,
        (Aspect(_neighbours, _evicted),),
        (
            "Look at who was evicted: who was furthest above what?",
            "The kubelet ranks pods by what they use beyond their request. And at noon?",
            "resources.requests.memory; and a limit that lets noon pass.",
        ),
    ),
)

RUBRIC = Rubric(NAME, REQUIREMENTS, play)
EXERCISES = (Manifest(RUBRIC.name, RUBRIC.points, RUBRIC.judge),)
