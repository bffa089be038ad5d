"""Finds in a fleet that has been played what a told row talks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.fleet_history import (
    FleetHistory,
    NodeChange,
    PodCount,
    Step,
)
from kubelet_lab.incidents.fleet_marks import fleet_marks
from kubelet_lab.incidents.told import Row
from kubelet_lab.sim.trace import Entry


class FleetStory:
    """Looks into one fleet; all instants are milliseconds from the story's zero."""

    def __init__(self, fleet: Fleet, zero_ms: int) -> None:
        self.fleet, self.zero_ms = fleet, zero_ms

    def entry(self, text: str, *, subject: str = "", source: str = "", from_ms: int = 0) -> Entry:
        """The first such entry from `from_ms` on; raises LookupError if there is none.

        `subject` is a part of the entry's; with a slash behind, "node-1/" is not node-10.
        """
        found = self.fleet.trace.find(text, source=source, from_ms=self.zero_ms + from_ms)
        for entry in found:
            if subject in f"{entry.subject}/":
                return entry
        raise LookupError(text)

    def at(self, text: str, *, subject: str = "", source: str = "", from_ms: int = 0) -> int | None:
        """When the trace first says so; None if it never does."""
        try:
            found = self.entry(text, subject=subject, source=source, from_ms=from_ms)
        except LookupError:
            return None
        return found.at_ms - self.zero_ms

    def count(self, kind: PodCount, at_ms: int) -> int:
        """How many pods are counted so at that instant."""
        steps = self.fleet.census.history("", 0, ()).pods[kind]
        before = [step.pods for step in steps if step.at_ms <= self.zero_ms + at_ms]
        return before[-1] if before else 0

    def history(self, clock_zero: str, end_ms: int, rows: Sequence[Row]) -> FleetHistory:
        """The fleet from the story's zero on, with the rows that have an instant as marks."""
        whole = self.fleet.census.history(clock_zero, end_ms, fleet_marks(rows))
        nodes = {name: self._cut_nodes(changes) for name, changes in whole.nodes.items()}
        pods: Mapping[PodCount, Sequence[Step]] = {
            kind: self._cut_steps(steps) for kind, steps in whole.pods.items()
        }
        return replace(whole, nodes=nodes, pods=pods)

    def _cut_nodes(self, changes: Sequence[NodeChange]) -> list[NodeChange]:
        moved = [NodeChange(max(c.at_ms - self.zero_ms, 0), c.state) for c in changes]
        return [c for n, c in enumerate(moved) if n + 1 == len(moved) or moved[n + 1].at_ms]

    def _cut_steps(self, steps: Sequence[Step]) -> list[Step]:
        moved = [Step(max(step.at_ms - self.zero_ms, 0), step.pods) for step in steps]
        return [s for n, s in enumerate(moved) if n + 1 == len(moved) or moved[n + 1].at_ms]
