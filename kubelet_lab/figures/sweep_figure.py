"""What each setting leads to: a strip for each outcome, over one parameter, a line for each other.

Drawn are the outcomes that differ from point to point, at most six of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kubelet_lab.figures.areas import Strip
from kubelet_lab.figures.canvas import canvas
from kubelet_lab.figures.legends import top_legend
from kubelet_lab.figures.number_axis import NumberAxis
from kubelet_lab.figures.palette import STATES, Figure, Theme, colour, in_theme
from kubelet_lab.figures.sizes import LEFT_PX, SMALL_PX
from kubelet_lab.figures.text import plain, width_px

Row = tuple[Mapping[str, int | float | str], Mapping[str, float | None]]
MOST_STRIPS, MOST_LINES = 6, 5
_TITLE_PX, _STRIP_PX, _GAP_PX, _NAME_PX = 62, 92, 22, LEFT_PX - 78
_NEVER_PX = 14  # above a strip, for points that have no number
_LOOKS = (  # colour, symbol, dash
    (colour("success"), "circle", "solid"),
    (colour("failure"), "x", "9px,5px"),
    (STATES["running"].edge, "diamond", "3px,3px"),
    (STATES["terminating"].edge, "circle-open", "solid"),
    (colour("ink"), "diamond-open", "9px,5px"),
)


def sweep_figure(rows: Sequence[Row], *, title: str, theme: Theme = "light") -> Figure | None:
    """A plotly figure, as a plain dictionary; None if no number was swept, or nothing differs.

    The parameter with the most numbers goes along the axis; of the lines of the others at most
    five are drawn, evenly picked. An outcome that never comes is a cross above its strip.
    """
    along = _along(rows)
    names = _telling(rows)
    if not (along and names):
        return None
    series = _series(rows, along)
    axis = NumberAxis([point[along] for point, _ in rows], along)  # type: ignore[misc]
    strips = [_strip(rows, name, number) for number, name in enumerate(names)]
    height = strips[-1].top_px + _STRIP_PX + 6
    alt = f"{', '.join(names)}, over {along}; lines: {', '.join(series) or 'one'}."
    figure = canvas(title, height, axis, alt, top_px=_TITLE_PX)
    for (label, points), look in zip(series.items(), _LOOKS, strict=False):
        figure["data"] += _traces(label, points, names, strips, look)
    layout = figure["layout"]
    layout["legend"] = top_legend(layout["height"])
    layout["yaxis"] |= _ticks(strips)
    layout["annotations"] = [_name(*one) for one in zip(names, strips, strict=True)]
    return in_theme(figure, theme)


def _along(rows: Sequence[Row]) -> str | None:
    """The parameter with the most numbers, of equals the first."""
    values: dict[str, set[float]] = {}
    for point, _ in rows:
        for name, value in point.items():
            if not isinstance(value, str):
                values.setdefault(name, set()).add(value)
    several = {name: len(found) for name, found in values.items() if len(found) > 1}
    return max(several, key=several.__getitem__, default=None)


def _telling(rows: Sequence[Row]) -> list[str]:
    """Outcomes that differ and are a number at least once, in their order."""
    names = dict.fromkeys(name for _, values in rows for name in values)
    seen = {name: {values.get(name) for _, values in rows} for name in names}
    return [name for name, found in seen.items() if len(found) > 1][:MOST_STRIPS]


def _series(rows: Sequence[Row], along: str) -> dict[str, list[tuple[float, Mapping[str, Any]]]]:
    found: dict[str, list[tuple[float, Mapping[str, Any]]]] = {}
    for point, values in rows:
        label = ", ".join(f"{name}={value}" for name, value in point.items() if name != along)
        found.setdefault(label, []).append((float(point[along]), values))
    labels = list(found)
    if len(labels) > MOST_LINES:
        step = (len(labels) - 1) / (MOST_LINES - 1)
        labels = [labels[round(step * number)] for number in range(MOST_LINES)]
    return {label: sorted(found[label], key=lambda one: one[0]) for label in labels}


def _strip(rows: Sequence[Row], name: str, number: int) -> Strip:
    """From 0, or below where there are numbers below, to the largest."""
    found = [value for _, values in rows if (value := values.get(name)) is not None]
    least, most = min(0, *found), max(0, *found)
    top_px = _NEVER_PX + number * (_STRIP_PX + _GAP_PX)
    return Strip(top_px, _STRIP_PX, most if most > least else least + 1, least)


def _traces(
    label: str,
    points: list[tuple[float, Mapping[str, Any]]],
    names: Sequence[str],
    strips: Sequence[Strip],
    look: tuple[str, str, str],
) -> list[dict[str, Any]]:
    """The lines of one series through all strips, its markers, and where there is no number."""
    hue, symbol, dash = look
    lines: list[tuple[float | None, float | None]] = []
    never: list[tuple[float, float]] = []
    for name, strip in zip(names, strips, strict=True):
        for x, values in points:
            value = values.get(name)
            if value is None:
                never.append((x, strip.top_px - _NEVER_PX / 2))
            lines.append((None, None) if value is None else (x, strip.y(value)))
        lines.append((None, None))
    known = [point for point in lines if point[0] is not None]
    line = {"mode": "lines", "line": {"color": hue, "width": 2, "dash": dash}}
    marker = {"mode": "markers", "marker": {"color": hue, "symbol": symbol, "size": 8}}
    cross = {"mode": "markers", "marker": {"color": hue, "symbol": "x", "size": 7}}
    return [
        _trace(label, lines) | line | {"showlegend": False},
        _trace(label, known) | marker | {"showlegend": bool(label)},
        *([_trace(label, never) | cross | {"showlegend": False}] if never else []),
    ]


def _trace(name: str, points: Sequence[tuple[float | None, float | None]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _ticks(strips: Sequence[Strip]) -> dict[str, Any]:
    ends = [(strip, count) for strip in strips for count in (strip.least, strip.most)]
    return {
        "tickvals": [strip.y(count) for strip, count in ends],
        "ticktext": [f"{count:,g}" for _, count in ends],
        "ticklabelstandoff": 6,
    }


def _name(name: str, strip: Strip) -> dict[str, Any]:
    """The outcome's name beside its strip, in lines that fit."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if width_px(longer, SMALL_PX) <= _NAME_PX else [*lines, word]
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 10 - LEFT_PX,
        "y": strip.top_px + strip.height_px / 2,
        "yanchor": "middle",
        "align": "left",
        "text": "<br>".join(plain(line) for line in lines if line),
        "font": {"size": SMALL_PX, "color": colour("ink")},
        "bgcolor": colour("paper"),
        "borderpad": 0,
        "showarrow": False,
    }
