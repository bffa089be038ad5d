"""The story's rows below a fleet: each with the instant as told, the computed one, its words.

A row is a dumbbell: a ring where the story has it, a diamond where the engine has it, and a
line between them as long as the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from kubelet_lab.cluster.fleet_history import FleetMark
from kubelet_lab.figures.fleet_axis import FleetAxis
from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import NARROW_PLOT_PX, RIGHT_PX, SMALL_PX, TEXT_PX
from kubelet_lab.figures.text import plain, width_px

ROW_PX = 19
LEGEND = "legend3"
_GAP_PX, _RING_PX, _DIAMOND_PX = 10, 11, 9
_TOLD = {"color": colour("muted"), "symbol": "circle-open", "size": _RING_PX}
_COMPUTED = {"color": colour("ink"), "symbol": "diamond", "size": _DIAMOND_PX}


class StoryRow(NamedTuple):
    """One sentence, and where it stands on the axis; at least one of its instants is there."""

    text: str
    told_ms: int | None
    computed_ms: int | None

    @property
    def instants(self) -> list[int]:
        """Those there are, the earlier first."""
        return sorted(at for at in (self.told_ms, self.computed_ms) if at is not None)


def story_rows(marks: Sequence[FleetMark], end_ms: int) -> list[StoryRow]:
    """A row for each text, in the order in which they come; marks beyond the axis stand at its end.

    Marks with the same words are the same row; of a text told twice each has its own. Of what
    was told at one instant only what has a computed one is kept, or else the first.
    """
    told: dict[str, list[int]] = {}
    computed: dict[str, list[int]] = {}
    for mark in marks:
        instants = told if mark.source == "told" else computed
        instants.setdefault(mark.text, []).append(min(max(mark.at_ms, 0), end_ms))
    rows = [
        StoryRow(text, told_ms, computed_ms)
        for text in dict.fromkeys(mark.text for mark in marks)
        for told_ms, computed_ms in zip_longest(told.get(text, ()), computed.get(text, ()))
    ]
    return sorted(_needed(rows), key=lambda row: row.instants)


def _needed(rows: Sequence[StoryRow]) -> Iterator[StoryRow]:
    """Of sentences told at one instant, those with a computed one, or else the first."""
    seen = {row.told_ms for row in rows if row.computed_ms is not None}
    for row in rows:
        if row.computed_ms is not None or row.told_ms not in seen:
            seen.add(row.told_ms)
            yield row


def row_traces(rows: Sequence[StoryRow], top_px: float, axis: FleetAxis) -> list[dict[str, Any]]:
    """The lines between, the rings, the diamonds: a trace each."""
    both = [(y, row.instants) for y, row in _placed(rows, top_px) if len(row.instants) > 1]
    lines = [(x, y) for y, ends in both for x in (*map(axis.value, ends), None)]
    told = [(y, row.told_ms) for y, row in _placed(rows, top_px)]
    computed = [(y, row.computed_ms) for y, row in _placed(rows, top_px)]
    return [
        _points("difference", lines) | {"mode": "lines", "line": _LINE, "showlegend": False},
        _points("as told", _known(told, axis)) | {"mode": "markers", "marker": _TOLD},
        _points("as computed", _known(computed, axis)) | {"mode": "markers", "marker": _COMPUTED},
    ]


_LINE = {"color": colour("muted"), "width": 1.5, "dash": "solid"}


def _placed(rows: Sequence[StoryRow], top_px: float) -> list[tuple[float, StoryRow]]:
    return [(top_px + ROW_PX * (number + 0.5), row) for number, row in enumerate(rows)]


def _known(found: list[tuple[float, int | None]], axis: FleetAxis) -> list[tuple[float, float]]:
    return [(axis.value(at_ms), y) for y, at_ms in found if at_ms is not None]


def _points(name: str, points: Sequence[tuple[float | None, float]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "legend": LEGEND,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def row_words(rows: Sequence[StoryRow], top_px: float, axis: FleetAxis) -> list[dict[str, Any]]:
    """Each row's sentence and instants, on the side where there is room, shortened if need be."""
    return [_words(row, y, axis) for y, row in _placed(rows, top_px)]


def _words(row: StoryRow, y: float, axis: FleetAxis) -> dict[str, Any]:
    first, last = row.instants[0], row.instants[-1]
    right_px = NARROW_PLOT_PX + RIGHT_PX - axis.narrow_px(last) - _GAP_PX
    left_px = axis.narrow_px(first) - _GAP_PX
    when = _when(row, axis)
    to_the_right = width_px(f"{row.text} {when}", TEXT_PX) <= right_px or right_px >= left_px
    room_px = (right_px if to_the_right else left_px) - width_px(f" {when}", SMALL_PX)
    small = f"<span style='font-size:{SMALL_PX}px;color:{colour('muted')}'>{when}</span>"
    return {
        "x": axis.value(last if to_the_right else first),
        "xanchor": "left" if to_the_right else "right",
        "xshift": _GAP_PX if to_the_right else -_GAP_PX,
        "y": y,
        "yanchor": "middle",
        "text": f"{plain(shortened(row.text, room_px))} {small}",
        "font": {"size": TEXT_PX, "color": colour("ink")},
        "bgcolor": colour("paper"),
        "borderpad": 0,
        "showarrow": False,
    }


def _when(row: StoryRow, axis: FleetAxis) -> str:
    told, computed = (None if at is None else axis.words(at) for at in row[1:])
    if told == computed or computed is None:
        return f"{told}"
    return computed if told is None else f"{told} → {computed}"


def shortened(text: str, room_px: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width_px(plain(text), TEXT_PX) <= room_px:
        return text
    ends = range(len(text) - 1, 0, -1)
    fits = (f"{text[:end].rstrip(' …')}…" for end in ends)
    return next((one for one in fits if width_px(plain(one), TEXT_PX) <= room_px), "…")


def row_lines(
    rows: Sequence[StoryRow], top_px: float, bottom_px: float, axis: FleetAxis
) -> list[dict[str, Any]]:
    """From each row up through what is drawn above it: dotted as told, solid as computed."""
    told = {row.told_ms for row in rows if row.told_ms is not None}
    computed = {row.computed_ms for row in rows if row.computed_ms is not None}
    styles = [(told - computed, "muted", "dot"), (computed, "ink", "solid")]
    return [
        upright(axis.value(at_ms), (top_px, bottom_px), role, dash) | {"opacity": 0.6}
        for instants, role, dash in styles
        for at_ms in sorted(instants)
    ]


def upright(
    x: float, ends: tuple[float, float], role: str, dash: str, width: float = 1
) -> dict[str, Any]:
    """A vertical line from one px of the canvas to another."""
    return {
        "type": "line",
        "layer": "above",
        "xref": "x",
        "x0": x,
        "x1": x,
        "yref": "y",
        "y0": ends[0],
        "y1": ends[1],
        "line": {"color": colour(role), "dash": dash, "width": width},
    }
