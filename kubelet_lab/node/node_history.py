"""One node's run as a reader sees it: PLEG's walks, the sync loop, the Ready condition.

Figures draw it and exercises judge it; nothing in the engine reads it back. Milliseconds, counted
from an origin that the story chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lab.node.history import Band, Mark
from kubelet_lab.node.node import Node
from kubelet_lab.node.relist import RUNTIME_REQUEST_TIMEOUT_MS

STOPS, GOES_ON = "Skipping pod synchronization", "pod synchronization goes on"


class Walk(NamedTuple):
    """One relist: when it began, how long it took, whether the runtime's list arrived in time."""

    at_ms: int
    takes_ms: int
    listed: bool

    @property
    def end_ms(self) -> int:
        """When it was over."""
        return self.at_ms + self.takes_ms


class NodeHistory(NamedTuple):
    """Bands of the Ready condition ("Ready", "NotReady") and of the sync loop; walks; marks."""

    ready: list[Band]
    loop: list[Band]  # "running" or "stuck"
    walks: list[Walk]
    marks: list[Mark]
    end_ms: int

    @property
    def not_ready_ms(self) -> int | None:
        """When the node said NotReady for the first time; None if it never did."""
        return next((band.start_ms for band in self.ready if band.state == "NotReady"), None)

    @property
    def unhealthy_ms(self) -> int | None:
        """When PLEG was found unhealthy for the first time; None if it never was."""
        return next((band.start_ms for band in self.loop if band.state == "stuck"), None)

    @property
    def longest_ms(self) -> int:
        """How long the longest walk took."""
        return max((walk.takes_ms for walk in self.walks), default=0)


def node_history(node: Node, *, origin_ms: int, end_ms: int) -> NodeHistory:
    """What happened on a node in [origin_ms, end_ms), seen from `origin_ms`."""
    length_ms = end_ms - origin_ms
    conditions = [
        (at_ms - origin_ms, "Ready" if status == "True" else "NotReady")
        for at_ms, kind, status in node.kubelet.node_status.changes
        if kind == "Ready"
    ]
    turns = [
        (entry.at_ms - origin_ms, "stuck" if entry.text.startswith(STOPS) else "running")
        for entry in node.trace
        if entry.source == "kubelet" and entry.text.startswith((STOPS, GOES_ON))
    ]
    marks = [
        Mark(entry.at_ms - origin_ms, entry.text, "world")
        for entry in node.trace
        if entry.source == "world" and entry.subject == "disk" and entry.at_ms >= origin_ms
    ]
    walks = [
        Walk(at_ms - origin_ms, takes_ms, takes_ms < RUNTIME_REQUEST_TIMEOUT_MS)
        for at_ms, takes_ms in node.kubelet.cache.relists()
        if origin_ms <= at_ms < end_ms
    ]
    return NodeHistory(
        list(_bands("Ready", conditions, length_ms)),
        list(_bands("running", turns, length_ms)),
        walks,
        marks,
        length_ms,
    )


def _bands(first: str, turns: list[tuple[int, str]], end_ms: int) -> Iterator[Band]:
    start_ms, state = 0, first
    for at_ms, to in turns:
        if to != state and at_ms > start_ms:
            yield Band(start_ms, at_ms, state)
            start_ms = at_ms
        state = to
    if end_ms > start_ms:
        yield Band(start_ms, end_ms, state)
