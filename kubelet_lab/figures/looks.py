"""The looks of a probe as markers: one trace for each outcome, thinned honestly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kubelet_lab.figures.bites import ringed
from kubelet_lab.figures.frame import key
from kubelet_lab.figures.palette import OUTCOMES
from kubelet_lab.figures.sizes import PLOT_PX
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Look, ProbeHistory

MOST_LOOKS = PLOT_PX  # in one lane: one to a pixel
_LARGEST_PX, _SMALLEST_PX = 9.5, 3.0


def thinning(probe: ProbeHistory) -> int:
    """Of how many equal looks in a row one is drawn; 1 while all of them can be."""
    return -(-sum(run.times for run in probe.runs) // MOST_LOOKS) or 1


def drawn_looks(probe: ProbeHistory, end_ms: int, keep: set[int]) -> Iterator[Look]:
    """The looks in [0, end_ms]: all, or of each outcome every n-th; those at `keep` always."""
    every = thinning(probe)
    seen: Counter[str] = Counter()
    for run in probe.runs:
        first = -seen[run.outcome] % every
        seen[run.outcome] += run.times
        shown = {run.first_ms + k * run.every_ms for k in range(first, run.times, every)}
        after_ms = run.first_ms + run.times * run.every_ms
        shown |= {at_ms for at_ms in keep if run.first_ms <= at_ms < after_ms}
        inside = sorted(at_ms for at_ms in shown if 0 <= at_ms <= end_ms)
        yield from (Look(at_ms, run.duration_ms, run.outcome) for at_ms in inside)


def look_traces(lanes: Mapping[int, ProbeHistory], axis: TimeAxis) -> list[dict[str, Any]]:
    """One marker trace for each outcome that occurs, and its key; `lanes` is probes by row."""
    found: dict[str, list[tuple[Look, int, float]]] = {}
    for row, probe in lanes.items():
        size_px = _size_px(probe, axis)
        keep = {one.look_at_ms for one in ringed(probe, axis)}
        for look in drawn_looks(probe, axis.end_ms, keep):
            found.setdefault(look.outcome, []).append((look, row, size_px))
    names = [name for name in OUTCOMES if name in found]
    return [_trace(name, found[name], axis) for name in names] + [_key(name) for name in names]


def _key(name: str) -> dict[str, Any]:
    outcome = OUTCOMES[name]
    marker = {"color": outcome.colour, "symbol": outcome.symbol, "size": _LARGEST_PX}
    return key(outcome.words, marker)


def _size_px(probe: ProbeHistory, axis: TimeAxis) -> float:
    apart_px = axis.px(probe.probe.period_s * 1_000) * thinning(probe)
    return round(min(_LARGEST_PX, max(_SMALLEST_PX, 0.85 * apart_px)), 1)


def _trace(name: str, found: list[tuple[Look, int, float]], axis: TimeAxis) -> dict[str, Any]:
    outcome = OUTCOMES[name]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": outcome.words,
        "showlegend": False,
        "x": [axis.value(look.at_ms) for look, _, _ in found],
        "y": [row for _, row, _ in found],
        "marker": {
            "color": outcome.colour,
            "symbol": outcome.symbol,
            "size": [size for _, _, size in found],
            "opacity": 1,  # plotly fades markers that have a list of sizes
            "line": {"width": 0},
        },
        "cliponaxis": False,
        "customdata": [look.duration_ms for look, _, _ in found],
        "hovertemplate": f"<b>{outcome.words}</b><br>%{{x}} {axis.unit}, "
        "answered after %{customdata} ms<extra></extra>",
    }
