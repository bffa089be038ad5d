"""Moments of a pod's run that symptoms speak of; milliseconds from the history's zero."""

from __future__ import annotations

from kubelet_lab.exercises.requirement import Symptom
from kubelet_lab.incidents.service import Run

EARLY = "The container was restarted before anything was wrong"


def next_ms(run: Run, state: str, from_ms: int) -> int | None:
    """When the Ready condition next turned to that state."""
    starts = (band.start_ms for band in run.history.ready if band.state == state)
    return next((start_ms for start_ms in starts if start_ms >= from_ms), None)


def ready_at(run: Run, at_ms: int) -> bool:
    """Whether the pod was in the Service then."""
    return any(b.start_ms <= at_ms < b.end_ms and b.state == "Ready" for b in run.history.ready)


def mark_ms(run: Run, text: str, from_ms: int = 0) -> int | None:
    """When a mark came first: "SIGTERM", "restart"."""
    marks = (mark for mark in run.history.marks if mark.at_ms >= from_ms)
    return next((mark.at_ms for mark in marks if mark.text == text), None)


def mark(run: Run, text: str) -> str:
    """The same in words."""
    at_ms = mark_ms(run, text)
    return "an unknown instant" if at_ms is None else in_s(at_ms)


def too_early(run: Run, fault_s: float) -> Symptom | None:
    """A container that was killed while everything was still well."""
    killed_ms = mark_ms(run, "SIGTERM")
    if killed_ms is None or killed_ms >= fault_s * 1000:
        return None
    return Symptom(f"{EARLY}, at {in_s(killed_ms)}.", f"{EARLY}.")


def left_stuck(run: Run, stuck_ms: int, within_s: int, seen: str, hidden: str) -> Symptom | None:
    """No new container within `within_s` of the moment at which the process got stuck.

    `seen` and `hidden` tell what got stuck, in the words of the exercise.
    """
    anew_ms = mark_ms(run, "restart")
    if anew_ms is not None and anew_ms < stuck_ms:
        return Symptom(f"{EARLY}, at {mark(run, 'SIGTERM')}.", f"{EARLY}.")
    if anew_ms is not None and anew_ms <= stuck_ms + within_s * 1000:
        return None
    new = "no new container" if anew_ms is None else f"the new container at {in_s(anew_ms)}"
    later = f"{within_s} s later no new container was running"
    return Symptom(f"{seen} at {in_s(stuck_ms)}: {new}.", f"{hidden}; {later}.")


def in_s(at_ms: int) -> str:
    """An instant as symptoms write it."""
    return f"{at_ms / 1000:.1f} s"
