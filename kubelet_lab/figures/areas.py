"""Stacked counts over time: one filled area for each state, and plain step lines over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from kubelet_lab.figures.fleet_axis import FleetAxis
from kubelet_lab.figures.legends import pattern, swatch
from kubelet_lab.figures.levels import Levels
from kubelet_lab.figures.palette import State

Point = tuple[float, float]


class Strip(NamedTuple):
    """Where a stack stands: its top and height in px of the canvas, what counts at its two ends."""

    top_px: float
    height_px: float
    most: float
    least: float = 0

    def y(self, count: float) -> float:
        """The px of a count."""
        return round(
            self.top_px + self.height_px * (self.most - count) / (self.most - self.least), 2
        )


class Layer(NamedTuple):
    """A state of the stack: its key in the levels, how it looks, its name in the legend."""

    key: str
    look: State
    name: str


def area_traces(
    levels: Levels, layers: Sequence[Layer], strip: Strip, axis: FleetAxis, legend: str
) -> list[dict[str, Any]]:
    """A filled trace and its key for each layer that is ever seen, the first at the bottom."""
    below = [0] * len(levels.at_ms)
    traces = []
    for layer in layers:
        counts = levels.counts[layer.key]
        above = [low + count for low, count in zip(below, counts, strict=True)]
        if any(counts):
            traces.append(_area(layer, _outline(levels, below, above, strip, axis)))
            traces.append(swatch(layer.name, layer.look, legend))
        below = above
    return traces


def _area(layer: Layer, outline: list[Point | None]) -> dict[str, Any]:
    look = layer.look
    return {
        "type": "scatter",
        "mode": "lines",
        "name": layer.name,
        "showlegend": False,
        "x": [None if point is None else point[0] for point in outline],
        "y": [None if point is None else point[1] for point in outline],
        "line": {"color": look.edge, "width": 1, "dash": "solid"},
        "fill": "toself",
        "fillcolor": look.fill,
        "fillpattern": pattern(look),
        "hoverinfo": "skip",
    }


def _outline(
    levels: Levels, below: list[int], above: list[int], strip: Strip, axis: FleetAxis
) -> list[Point | None]:
    """A closed outline for each stretch in which the layer has any, None between them."""
    ends = [*levels.at_ms[1:], levels.end_ms]
    found: list[Point | None] = []
    for first, last in _stretches([a > b for a, b in zip(above, below, strict=True)]):
        span = range(first, last)
        top = _stairs(((levels.at_ms[i], ends[i], above[i]) for i in span), strip, axis)
        low = _stairs(((levels.at_ms[i], ends[i], below[i]) for i in span), strip, axis)
        found += [*([None] if found else []), *top, *reversed(low), top[0]]
    return found


def _stairs(treads: Iterable[tuple[int, int, int]], strip: Strip, axis: FleetAxis) -> list[Point]:
    """Start, end and count of each tread as the corners of a line; a level stretch has two."""
    corners: list[Point] = []
    for start_ms, end_ms, count in treads:
        y = strip.y(count)
        if corners and corners[-1][1] == y:
            corners.pop()
        else:
            corners.append((axis.value(start_ms), y))
        corners.append((axis.value(end_ms), y))
    return corners


def _stretches(there: list[bool]) -> Iterator[tuple[int, int]]:
    """First index and the one after the last of each run of True."""
    start = None
    for index, now in enumerate([*there, False]):
        if now and start is None:
            start = index
        elif not now and start is not None:
            yield start, index
            start = None


def line_trace(
    levels: Levels, key: str, strip: Strip, axis: FleetAxis, looks: dict[str, Any]
) -> dict[str, Any]:
    """A count as a line of steps; `looks` has its name, legend and line."""
    ends = [*levels.at_ms[1:], levels.end_ms]
    points = _stairs(zip(levels.at_ms, ends, levels.counts[key], strict=True), strip, axis)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "hoverinfo": "skip",
        **looks,
    }
