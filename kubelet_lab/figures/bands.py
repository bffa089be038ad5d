"""Bands of state as horizontal bars: one trace for each state, whatever the number of bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kubelet_lab.figures.legends import pattern
from kubelet_lab.figures.palette import STATES
from kubelet_lab.figures.sizes import TEXT_PX
from kubelet_lab.figures.text import duration, width_px
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Band

_BAR_WIDTH = 0.56  # of a lane
_ROOM_PX = 16  # plotly keeps 3 px free on each side of a bar's text; the rest is air


class _Placed(NamedTuple):
    row: int
    band: Band


def band_traces(lanes: Mapping[int, Iterable[Band]], axis: TimeAxis) -> list[dict[str, Any]]:
    """One bar trace for each state that occurs, in the palette's order; `lanes` is bands by row."""
    by_state: dict[str, list[_Placed]] = {}
    for row, bands in lanes.items():
        for band in bands:
            by_state.setdefault(band.state, []).append(_Placed(row, band))
    return [_trace(state, by_state[state], axis) for state in STATES if state in by_state]


def _trace(state: str, placed: list[_Placed], axis: TimeAxis) -> dict[str, Any]:
    look = STATES[state]
    bands = [one.band for one in placed]
    return {
        "type": "bar",
        "orientation": "h",
        "name": state,
        "showlegend": False,
        "y": [one.row for one in placed],
        "base": [axis.value(band.start_ms) for band in bands],
        "x": [axis.value(band.end_ms - band.start_ms) for band in bands],
        "width": _BAR_WIDTH,
        "text": [_label(band, axis) for band in bands],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": look.ink, "size": TEXT_PX},
        "marker": state_marker(state),
        "customdata": [_hover(band) for band in bands],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def state_marker(state: str) -> dict[str, Any]:
    """How a bar in that state is filled: colour and pattern."""
    look = STATES[state]
    return {
        "color": look.fill,
        "line": {"color": look.edge, "width": 1},
        "pattern": pattern(look),
    }


def _label(band: Band, axis: TimeAxis) -> str:
    """The state and its length, the state alone, or nothing: the longest that fits a still."""
    room_px = axis.px(band.end_ms - band.start_ms) - _ROOM_PX
    long = f"<b>{band.state}</b>\u2002{duration(band.end_ms - band.start_ms)}"
    fits = (text for text in (long, band.state) if width_px(text, TEXT_PX) <= room_px)
    return next(fits, "")


def _hover(band: Band) -> str:
    length = duration(band.end_ms - band.start_ms)
    return (
        f"<b>{band.state}</b> for {length}<br>{duration(band.start_ms)} → {duration(band.end_ms)}"
    )
