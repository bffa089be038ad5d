"""A story as told, beside what the engine computes: one row for each sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.node.history import PodHistory
from kubelet_lab.node.node_history import NodeHistory
from kubelet_lab.sim.trace import Trace

Verdict = Literal["same", "differs"]


class Unplayable(ValueError):  # noqa: N818 (it says what the request is)
    """There is no such incident or parameter, or the value does not fit; the text says which."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the lesson and its computed counterpart; instants in seconds, or None."""

    told_s: float | None
    told: str
    computed_s: float | None
    computed: str
    verdict: Verdict
    why: str = ""  # the reason for a difference, or for an agreement that is not obvious


@dataclass(frozen=True, slots=True)
class Outcome:
    """An incident that has been played. Rows and trace count seconds from `zero_ms`."""

    incident: str
    parameters: Mapping[str, Any]
    rows: list[Row]
    trace: Trace
    zero_ms: int
    history: PodHistory | FleetHistory
    since: str = "the container started"  # what happened at `zero_ms`
    node: NodeHistory | None = None  # where the story is about a node, not about a pod

    @property
    def clock_zero(self) -> str:
        """What the story's clock shows at 0 s, such as "14:00"; "" if it counts seconds."""
        return self.history.clock_zero if isinstance(self.history, FleetHistory) else ""

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain JSON values; `because` is the number of a trace entry."""
        names = ("told_s", "told", "computed_s", "computed", "verdict", "why")
        clock = {"clock_zero": self.clock_zero} if self.clock_zero else {}
        return {
            "incident": self.incident,
            **clock,
            "parameters": dict(self.parameters),
            "rows": [{name: getattr(row, name) for name in names} for row in self.rows],
            "trace": [
                {
                    "at_s": (entry.at_ms - self.zero_ms) / 1000,
                    "source": entry.source,
                    "subject": entry.subject,
                    "text": entry.text,
                    "because": entry.because,
                }
                for entry in self.trace
            ],
        }


@dataclass(frozen=True, slots=True)
class Incident:
    """A story that can be played: its title, its parameters with their values as told."""

    title: str
    parameters: Mapping[str, Any]
    play: Callable[[Mapping[str, Any]], Outcome]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what a word may be
    fixes: Callable[[Mapping[str, Any]], str] | None = None  # a table of what each fix is worth


def row(
    told_s: float | None,
    told: str,
    computed_ms: int | None,
    computed: str,
    why: str = "",
    *,
    holds: bool | None = None,
) -> Row:
    """Compare an instant as told, in whole seconds, with the computed one.

    They are the same if the computed instant falls into the told second. A row without a told
    instant is the same if anything was computed. `holds` decides where an instant cannot.
    """
    computed_s = None if computed_ms is None else computed_ms / 1000
    if holds is None:
        holds = computed_s is not None
        if told_s is not None and computed_s is not None:
            holds = told_s <= computed_s < told_s + 1
    return Row(told_s, told, computed_s, computed, "same" if holds else "differs", why)


def clock_time(zero: str, at_s: float) -> str:
    """What a clock shows that showed `zero` at 0 s: "14:32", or "14:32:05" between minutes."""
    hours, minutes = map(int, zero.split(":"))
    minute, second = divmod(int(at_s) + hours * 3600 + minutes * 60, 60)
    shown = f"{minute // 60 % 24:02}:{minute % 60:02}"
    return f"{shown}:{second:02}" if second else shown
