"""The sheet every figure of lanes is drawn on: title, names of lanes, tracks, key."""

from __future__ import annotations

from typing import Any, NamedTuple

from kubelet_lab.figures.canvas import BESIDE_PX, canvas, y_axis
from kubelet_lab.figures.legends import top_legend
from kubelet_lab.figures.palette import Figure, colour
from kubelet_lab.figures.sizes import (
    LANE_PX,
    LEFT_PX,
    SMALL_PX,
    TOP_PX,
    TRACK_PX,
)
from kubelet_lab.figures.text import plain, width_px
from kubelet_lab.figures.time_axis import TimeAxis


class Lane(NamedTuple):
    """One row of a figure: its name, small print in one or more lines, and whether it is shaded."""

    name: str
    small_print: list[str]
    track: bool = False


def wrapped(parts: list[str], most_px: float = LEFT_PX - BESIDE_PX - 6) -> list[str]:
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
    title: str, lanes: list[Lane], axis: TimeAxis, alt: str, *, top_px: int = TOP_PX
) -> Figure:
    """An empty figure with its lanes, first lane on top; lane i has the y value i.

    `top_px` is the room above the lanes: less is enough where no events are named there.
    """
    figure = canvas(title, LANE_PX * len(lanes), axis, alt, top_px=top_px)
    layout = figure["layout"]
    layout["yaxis"] = _lane_axis(lanes)
    layout["legend"] = top_legend(layout["height"])
    layout["shapes"] = [_track(row) for row, lane in enumerate(lanes) if lane.track]
    return figure


def _lane_axis(lanes: list[Lane]) -> dict[str, Any]:
    names = [_lane_name(lane) for lane in lanes]
    return y_axis([len(lanes) - 0.5, -0.5], list(range(len(lanes))), names)


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
