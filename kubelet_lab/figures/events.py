"""Instants that matter: a line across all lanes, and names above them that never collide."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, product
from operator import attrgetter
from typing import Any, NamedTuple

from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import LANE_PX, LEFT_PX, NARROW_PLOT_PX, RIGHT_PX
from kubelet_lab.figures.text import duration, plain, width_px
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Mark

_NAME_PX = 12
_LINE_PX = 15
_ROW_PX = 2 * _LINE_PX + 2  # a name and its instant
_ROWS = 2
_MOST_LINES = 16
_GAP_PX = 5
_FAR_LEFT, _FAR_RIGHT = 4 - LEFT_PX, NARROW_PLOT_PX + RIGHT_PX - 4
_STYLE = {  # source: (role of the colour, dash, width)
    "guess": ("guess", "solid", 2),
    "world": ("ink", "9px,5px", 2),
    "lab": ("muted", "dot", 1.5),
}


class Prediction(NamedTuple):
    """What a learner expected: an instant, drawn on the figure of what happened."""

    at_ms: int
    label: str = "your guess"


class Event(NamedTuple):
    """An instant with its two lines of words: what, and when."""

    at_ms: int
    what: str
    when: str
    source: str  # of a mark, or "guess"


class Name(NamedTuple):
    """Where an event's words go: row 0 is next to the lanes, `shift_px` is sideways."""

    event: Event
    row: int
    shift_px: float


def events(marks: Iterable[Mark], prediction: Prediction | None, end_ms: int) -> list[Event]:
    """Marks in order, those of one instant joined into one, the prediction among them."""
    ordered = sorted(marks, key=attrgetter("at_ms"))
    found = [_joined(at_ms, list(same)) for at_ms, same in groupby(ordered, attrgetter("at_ms"))]
    if prediction is not None:
        found.append(_guess(prediction, end_ms))
    return sorted(found)


def _joined(at_ms: int, same: list[Mark]) -> Event:
    text = ", ".join(dict.fromkeys(mark.text for mark in same))
    source = "world" if any(mark.source == "world" for mark in same) else "lab"
    return Event(at_ms, text, duration(at_ms), source)


def _guess(prediction: Prediction, end_ms: int) -> Event:
    """A guess beyond the axis stands at its end, with an arrow."""
    arrow = " →" if prediction.at_ms > end_ms else ""
    when = duration(prediction.at_ms) + arrow
    return Event(min(prediction.at_ms, end_ms), prediction.label, when, "guess")


def notable(found: list[Event]) -> list[Event]:
    """The events that get a line: all of a short run, of a long one the first of each kind."""
    if len(found) <= _MOST_LINES:
        return found
    return sorted({event.what: event for event in reversed(found)}.values())


def placed(found: list[Event], axis: TimeAxis) -> list[Name]:
    """A place for every name that finds room: guesses first, then the world, then the rest."""
    rank = {"guess": 0, "world": 1, "lab": 2}
    taken: list[tuple[int, float, float]] = []
    names = []
    for event in sorted(found, key=lambda event: (rank[event.source], event.at_ms)):
        name = _first_free(event, taken, axis)
        if name is not None:
            taken.append((name.row, *_extent(event, name.shift_px, axis)))
            names.append(name)
    return names


def _first_free(event: Event, taken: list[tuple[int, float, float]], axis: TimeAxis) -> Name | None:
    step = _width_px(event) / 6
    for row, shift in product(range(_ROWS), (0, step, -step, 2 * step, -2 * step)):
        left, right = _extent(event, shift, axis)
        inside = left >= _FAR_LEFT and right <= _FAR_RIGHT
        if inside and not any(r == row and left < b and a < right for r, a, b in taken):
            return Name(event, row, shift)
    return None


def _width_px(event: Event) -> float:
    return max(width_px(words, _NAME_PX) for words in (event.what, event.when)) + _GAP_PX


def _extent(event: Event, shift_px: float, axis: TimeAxis) -> tuple[float, float]:
    middle = axis.narrow_px(event.at_ms) + shift_px
    return middle - _width_px(event) / 2, middle + _width_px(event) / 2


def name_annotations(names: list[Name], axis: TimeAxis) -> list[dict[str, Any]]:
    """The names as plotly annotations: what happened, and when, above its line."""
    return [_annotation(name, axis) for name in names]


def _annotation(name: Name, axis: TimeAxis) -> dict[str, Any]:
    guess = name.event.source == "guess"
    return {
        "x": axis.value(name.event.at_ms),
        "xanchor": "center",
        "xshift": round(name.shift_px),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": name.row * _ROW_PX,
        "text": _words(name.event),
        "font": {"size": _NAME_PX, "color": colour("reversed" if guess else "ink")},
        "bgcolor": colour("guess" if guess else "paper"),
        "borderpad": 0,
        "showarrow": False,
    }


def _words(event: Event) -> str:
    what, when = plain(event.what), plain(event.when)
    return f"&nbsp;{what}&nbsp;<br>{when}" if event.source == "guess" else f"{what}<br>{when}"


def line_shapes(
    found: list[Event], names: list[Name], axis: TimeAxis, lanes: int
) -> list[dict[str, Any]]:
    """A line for each event, on top of the grid; one whose name found no room is fainter."""
    rows = {name.event: name.row for name in names}
    lines = [_line(event, lanes, axis) | _faint(event in rows) for event in found]
    return lines + [_stem(name, lanes, axis) for name in names if name.row]


def _faint(named: bool) -> dict[str, Any]:  # noqa: FBT001 - private, and read at one place
    return {} if named else {"opacity": 0.4}


def _line(event: Event, lanes: int, axis: TimeAxis) -> dict[str, Any]:
    """The layer between grid and data is for shapes that stay inside the plot."""
    role, dash, width = _STYLE[event.source]
    at = axis.value(event.at_ms)
    return {
        "type": "line",
        "layer": "between",
        "xref": "x",
        "x0": at,
        "x1": at,
        "yref": "y",
        "y0": lanes - 0.5,
        "y1": -0.5,
        "line": {"color": colour(role), "dash": dash, "width": width},
    }


def _stem(name: Name, lanes: int, axis: TimeAxis) -> dict[str, Any]:
    """The line's last piece, from the plot up to a name in a higher row."""
    top = 1 + name.row * _ROW_PX / (lanes * LANE_PX)
    return _line(name.event, lanes, axis) | {
        "layer": "below",
        "yref": "paper",
        "y0": 1,
        "y1": round(top, 4),
    }


def hover_trace(found: list[Event], axis: TimeAxis) -> dict[str, Any]:
    """Unseen points at the top of the event lines that say on hover what happened."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "events",
        "showlegend": False,
        "x": [axis.value(event.at_ms) for event in found],
        "y": [-0.42] * len(found),
        "marker": {"size": 12, "opacity": 0},
        "customdata": [f"<b>{plain(event.what)}</b><br>{plain(event.when)}" for event in found],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
