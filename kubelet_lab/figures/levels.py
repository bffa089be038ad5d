"""Counts over time on one common grid of instants, fine enough for a screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from kubelet_lab.cluster.fleet_history import NodeChange
from kubelet_lab.figures.sizes import PLOT_PX

NODE_STATES = ("Ready", "NotReady", "Unknown", "dead")
_MOST = 2 * PLOT_PX  # instants: two to a pixel


@dataclass(frozen=True, slots=True)
class Levels:
    """From `at_ms[i]` on, `counts[name][i]` of each name; the last holds until `end_ms`."""

    at_ms: list[int]
    counts: dict[str, list[int]]
    end_ms: int

    @property
    def totals(self) -> list[int]:
        """All names together, at each instant."""
        return [sum(column) for column in zip(*self.counts.values(), strict=True)]


def levels(series: Mapping[str, Sequence[tuple[int, int]]], end_ms: int) -> Levels:
    """Steps (instant, count) of each name, put on one grid; before its first a name counts 0.

    Of instants that share half a pixel of a still the last is kept: what lasted less cannot be
    seen. The longest figure of a fleet then costs what its width costs.
    """
    at_ms = _grid((at for steps in series.values() for at, _ in steps), end_ms)
    counts = {name: _at(sorted(steps, key=itemgetter(0)), at_ms) for name, steps in series.items()}
    return Levels(at_ms, counts, end_ms)


def _grid(instants: Iterable[int], end_ms: int) -> list[int]:
    inside = sorted({0, *(at for at in instants if 0 <= at <= end_ms)})
    if len(inside) <= _MOST:
        return inside
    kept = {at * _MOST // (end_ms + 1): at for at in inside[1:]}
    return [0, *kept.values()]


def _at(steps: Sequence[tuple[int, int]], grid: list[int]) -> list[int]:
    instants = [at for at, _ in steps]
    found = (bisect_right(instants, at) for at in grid)
    return [steps[index - 1][1] if index else 0 for index in found]


def node_steps(nodes: Mapping[str, Sequence[NodeChange]]) -> dict[str, list[tuple[int, int]]]:
    """How many nodes are in each state, as steps."""
    moves = sorted(
        (after.at_ms, before.state if before else None, after.state)
        for changes in nodes.values()
        for before, after in zip([None, *changes], changes, strict=False)
    )
    now: dict[str, int] = dict.fromkeys(NODE_STATES, 0)
    steps: dict[str, list[tuple[int, int]]] = {state: [] for state in now}
    for at_ms, before, after in moves:
        if before is not None:
            now[before] -= 1
            steps[before].append((at_ms, now[before]))
        now[after] += 1
        steps[after].append((at_ms, now[after]))
    return steps
