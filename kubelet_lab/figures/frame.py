"""The sheet every figure of lanes is drawn on: title, names of lanes, tracks, key."""

from __future__ import annotations

from typing import Any, NamedTuple

from kubelet_lab.figures.palette import Figure, colour
from kubelet_lab.figures.sizes import (
    BOTTOM_PX,
    LANE_PX,
    LEFT_PX,
    RIGHT_PX,
    SMALL_PX,
    TEXT_PX,
    TOP_PX,
    TRACK_PX,
)
from kubelet_lab.figures.text import FONT, plain, width_px
from kubelet_lab.figures.time_axis import TimeAxis

_TITLE_PX = 16
_BESIDE_PX = 14  # between a lane's name and the plot
_LEGEND_TOP_PX = 21  # below plotly's row of buttons


class Lane(NamedTuple):
    """One row of a figure: its name, small print in one or more lines, and whether it is shaded."""

    name: str
    small_print: list[str]
    track: bool = False


def wrapped(parts: list[str], most_px: float = LEFT_PX - _BESIDE_PX - 6) -> list[str]:
    """Short phrases joined by commas into lines that fit beside the plot."""
    lines = [parts[0]]
    for part in parts[1:]:
        longer = f"{lines[-1]}, {part}"
        if width_px(longer, SMALL_PX) <= most_px:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(part)
    return lines


def sheet(
    title: str, lanes: list[Lane], axis: TimeAxis, alt: str, *, top_px: float = TOP_PX
) -> Figure:
    """An empty figure with its lanes, first lane on top; lane i has the y value i.

    `top_px` is the room above the lanes: less is enough where no events are named there.
    """
    return {"data": [], "layout": _layout(title, lanes, axis, alt, top_px)}


def _layout(
    title: str, lanes: list[Lane], axis: TimeAxis, alt: str, top_px: float
) -> dict[str, Any]:
    paper, ink = colour("paper"), colour("ink")
    height = top_px + LANE_PX * len(lanes) + BOTTOM_PX
    return {
        "title": {
            "text": f"<b>{plain(title)}</b>",
            "font": {"size": _TITLE_PX},
            "x": 0.012,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 12},
        },
        "meta": {"title": title, "alt": f"{_sentence(title)} {alt}"},
        "height": height,
        "autosize": True,
        "margin": {"l": LEFT_PX, "r": RIGHT_PX, "t": top_px, "b": BOTTOM_PX},
        "font": {"family": FONT, "size": TEXT_PX, "color": ink},
        "paper_bgcolor": paper,
        "plot_bgcolor": paper,
        "hoverlabel": {"bgcolor": paper, "bordercolor": colour("muted"), "font": {"color": ink}},
        "hovermode": "closest",
        "dragmode": "zoom",
        "modebar": {
            "bgcolor": paper,
            "color": colour("muted"),
            "activecolor": ink,
        },
        "uirevision": "kubelet-lab",
        "barmode": "overlay",
        "bargap": 0,
        "uniformtext": {"mode": "hide", "minsize": TEXT_PX},
        "xaxis": axis.layout(),
        "yaxis": _lane_axis(lanes),
        "legend": _legend(height),
        "shapes": [_track(row) for row, lane in enumerate(lanes) if lane.track],
        "annotations": [],
    }


def _sentence(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _lane_axis(lanes: list[Lane]) -> dict[str, Any]:
    return {
        "range": [len(lanes) - 0.5, -0.5],
        "fixedrange": True,
        "tickvals": list(range(len(lanes))),
        "ticktext": [_lane_name(lane) for lane in lanes],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": _BESIDE_PX,
    }


def _lane_name(lane: Lane) -> str:
    style = f"font-size:{SMALL_PX}px;color:{colour('muted')}"
    small = [f"<span style='{style}'>{plain(line)}</span>" for line in lane.small_print]
    return "<br>".join([plain(lane.name), *small])


def _track(row: int) -> dict[str, Any]:
    half = TRACK_PX / LANE_PX / 2
    return {
        "type": "rect",
        "layer": "below",
        "xref": "paper",
        "x0": -0.014,
        "x1": 1,
        "yref": "y",
        "y0": row - half,
        "y1": row + half,
        "fillcolor": colour("track"),
        "line": {"width": 0},
    }


def _legend(height: float) -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": round(1 - _LEGEND_TOP_PX / height, 4),
        "yref": "container",
        "yanchor": "top",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": TEXT_PX},
        "bgcolor": colour("paper"),
    }


def key(name: str, marker: dict[str, Any]) -> dict[str, Any]:
    """A trace without points: its line in the key does not shrink where its data are dense."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [None],
        "y": [None],
        "marker": marker,
        "hoverinfo": "skip",
    }
