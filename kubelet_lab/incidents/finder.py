"""Finds the instants that a told row talks about in a run that has been played."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.incidents.checkout_pod import Run
from kubelet_lab.node.history import Decision, Look
from kubelet_lab.spec.pod import ProbeType


class Finder:
    """Looks into one run, with the eyes of one probe.

    All instants are milliseconds from the story's own zero, which is itself counted from the
    container's first start.
    """

    def __init__(self, run: Run, kind: ProbeType, zero_ms: int = 0) -> None:
        self.run, self.kind, self.zero_ms = run, kind, zero_ms
        self._probe = run.history.probes[kind]

    def since(self, zero_ms: int) -> Finder:
        """The same with another zero, in milliseconds from the container's start."""
        return Finder(self.run, self.kind, zero_ms)

    def looks(self, outcome: str | None = None) -> Iterator[Look]:
        """The looks from zero on."""
        for look in self._probe.looks(self.zero_ms):
            if outcome in (None, look.outcome):
                yield look._replace(at_ms=look.at_ms - self.zero_ms)

    def look_near(self, at_s: float, outcome: str) -> int | None:
        """The start of the look in that second, if it came to that outcome."""
        return next(
            (k.at_ms for k in self.looks(outcome) if at_s <= k.at_ms / 1000 < at_s + 1), None
        )

    def decision(self, result: str) -> Decision | None:
        """The first decision for that result from zero on."""
        for found in self._probe.decisions:
            if found.result == result and found.at_ms >= self.zero_ms:
                return found._replace(at_ms=found.at_ms - self.zero_ms)
        return None

    def decided_ms(self, result: str) -> int | None:
        """When that decision fell."""
        found = self.decision(result)
        return found.at_ms if found else None

    def ready_ms(self, state: str) -> int | None:
        """When the Ready condition next turned to that state."""
        starts = (band.start_ms for band in self.run.history.ready if band.state == state)
        return next((at_ms - self.zero_ms for at_ms in starts if at_ms >= self.zero_ms), None)

    def mark_ms(self, text: str) -> int | None:
        """When a mark of the history comes next."""
        marks = (mark for mark in self.run.history.marks if mark.at_ms >= self.zero_ms)
        return next((mark.at_ms - self.zero_ms for mark in marks if mark.text == text), None)

    def trace_ms(self, text: str, source: str) -> int | None:
        """When the trace says so next."""
        zero_ms = self.run.zero_ms + self.zero_ms
        found = next(self.run.trace.find(text, source=source, from_ms=zero_ms), None)
        return found.at_ms - zero_ms if found else None


def since(what: str, began: Finder, first: Finder, at_ms: int | None) -> str:
    """An instant counted from the change of the world instead of from the first failing look."""
    if at_ms is None:
        return ""
    late_s = (at_ms + first.zero_ms - began.zero_ms) / 1000
    return f" Counted from the {what} itself: {late_s:g} s."
