"""Moments of a pod's run that symptoms speak of; milliseconds from the history's zero."""

from __future__ import annotations

from kubelet_lab.incidents.service import Run


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


def in_s(at_ms: int) -> str:
    """An instant as symptoms write it."""
    return f"{at_ms / 1000:.1f} s"
