"""A fleet's run as a reader sees it: each node's states, counts of pods over time, and marks.

Figures draw it and rubrics judge it; nothing in the engine reads it back. All instants are
milliseconds from the story's zero; steps hold until the next one, or to `end_ms`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

NodeState = Literal["Ready", "NotReady", "Unknown", "dead"]
PodCount = Literal["serving", "running", "zombie", "pending", "replaced"]


class NodeChange(NamedTuple):
    """From `at_ms` on the node is in `state`.

    "NotReady": its kubelet says so. "Unknown": the controller has given it up. "dead": its
    kubelet has stopped and nobody has noticed yet.
    """

    at_ms: int
    state: NodeState


class Step(NamedTuple):
    """From `at_ms` on there are so many `pods`."""

    at_ms: int
    pods: int


class FleetMark(NamedTuple):
    """An instant worth a line across all lanes: a row of the story, or a turn of events.

    A told and a computed mark with the same text are the two instants of one row.
    """

    at_ms: int
    text: str
    source: Literal["told", "computed"]


@dataclass(frozen=True, slots=True)
class FleetHistory:
    """A fleet from 0 to `end_ms`.

    `nodes` has each node's changes, the first at 0. `pods` counts: "serving" are in their
    Service; "running" have containers that a kubelet looks after; "zombie" have containers that
    run without one, or that the cluster believes gone; "pending" wait for a node or a start;
    "replaced" were created in place of others, since 0. `clock_zero` is the story's clock at 0,
    such as "14:00", or "" if it has none.
    """

    clock_zero: str
    end_ms: int
    nodes: Mapping[str, Sequence[NodeChange]]
    pods: Mapping[PodCount, Sequence[Step]]
    marks: Sequence[FleetMark]
