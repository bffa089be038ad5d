"""A fleet over the story's clock: what its nodes are, what becomes of its pods, what was told."""

from __future__ import annotations

from itertools import chain
from typing import Any

from kubelet_lab.cluster.fleet_history import FleetHistory, NodeState, PodCount
from kubelet_lab.figures.areas import Layer, Strip, area_traces, line_trace
from kubelet_lab.figures.canvas import canvas
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.fleet_axis import FleetAxis, fleet_axis
from kubelet_lab.figures.fleet_guess import GUESS_PX, add_guess, fleet_end_ms
from kubelet_lab.figures.fleet_words import alt_text
from kubelet_lab.figures.legends import legend
from kubelet_lab.figures.levels import Levels, levels, node_steps
from kubelet_lab.figures.palette import STATES, Figure, Theme, colour, in_theme
from kubelet_lab.figures.story_rows import (
    ROW_PX,
    StoryRow,
    row_lines,
    row_traces,
    row_words,
    story_rows,
)

_TITLE_PX, _GAP_PX = 46, 18
_NODES_PX, _PODS_PX, _LEAST_ROWS_PX = 150, 180, 70
NODE_LOOKS: dict[NodeState, str] = {  # which of the palette's states it is drawn as
    "Ready": "Ready",
    "NotReady": "NotReady",
    "Unknown": "unknown",
    "dead": "killed",
}
_STACK: dict[PodCount, str] = {"running": "running", "zombie": "unknown", "pending": "waiting"}
_LINES: dict[PodCount, dict[str, Any]] = {
    "serving": {"color": colour("success"), "width": 3, "dash": "solid"},
    "replaced": {"color": STATES["terminating"].edge, "width": 3, "dash": "9px,5px"},
}


def fleet_timeline(
    history: FleetHistory,
    *,
    title: str = "What becomes of the nodes, and of their pods",
    prediction: Prediction | None = None,
    theme: Theme = "light",
) -> Figure:
    """A plotly figure, as a plain dictionary: nodes on top, pods below, then the story's rows.

    One trace for each state; y is in px below the top of the plot. As a still it is 900 px wide,
    live it takes any width from 760 px on. A prediction counts from the story's zero.
    """
    axis = fleet_axis(history, fleet_end_ms(history, prediction))
    rows = story_rows(history.marks, axis.end_ms)
    nodes = levels(node_steps(history.nodes), history.end_ms)
    pods = levels({name: history.pods.get(name, ()) for name in (*_STACK, *_LINES)}, history.end_ms)
    strips = _strips(nodes, pods, prediction)
    rows_px = strips[1].top_px + _PODS_PX + _GAP_PX
    height = rows_px + (max(ROW_PX * len(rows), _LEAST_ROWS_PX) if rows else -_GAP_PX)
    figure = canvas(title, height, axis, alt_text(history), top_px=_TITLE_PX)
    _add_counts(figure, nodes, pods, strips, axis)
    _add_rows(figure, rows, (strips[0].top_px, rows_px), axis)
    if prediction is not None:
        add_guess(figure, prediction, axis)
    return in_theme(figure, theme)


def _strips(nodes: Levels, pods: Levels, prediction: Prediction | None) -> tuple[Strip, Strip]:
    top = 0 if prediction is None else GUESS_PX
    stacked = (sum(column) for column in zip(*(pods.counts[name] for name in _STACK), strict=True))
    most = max(chain(stacked, *(pods.counts[name] for name in _LINES)))
    below = top + _NODES_PX + _GAP_PX
    return Strip(top, _NODES_PX, max(nodes.totals) or 1), Strip(below, _PODS_PX, most or 1)


def _add_counts(
    figure: Figure, nodes: Levels, pods: Levels, strips: tuple[Strip, Strip], axis: FleetAxis
) -> None:
    of_nodes = [Layer(name, STATES[look], name) for name, look in NODE_LOOKS.items()]
    of_pods = [Layer(name, STATES[look], name) for name, look in _STACK.items()]
    figure["data"] += area_traces(nodes, of_nodes, strips[0], axis, "legend")
    figure["data"] += area_traces(pods, of_pods, strips[1], axis, "legend2")
    for name, line in _LINES.items():
        if any(pods.counts[name]):
            looks = {"name": name, "legend": "legend2", "line": line}
            figure["data"].append(line_trace(pods, name, strips[1], axis, looks))
    figure["data"] += [_hover(nodes, strips[0], axis), _hover(pods, strips[1], axis)]
    layout = figure["layout"]
    layout["hovermode"] = "x"
    layout["legend"] = legend("Nodes", strips[0].top_px, layout)
    layout["legend2"] = legend("Pods", strips[1].top_px, layout)
    layout["yaxis"] |= _ticks(strips)


def _ticks(strips: tuple[Strip, Strip]) -> dict[str, Any]:
    """None, half and all, beside each strip."""
    counts = [(strip, n) for strip in strips for n in sorted({0, int(strip.most) // 2, strip.most})]
    return {
        "tickvals": [strip.y(count) for strip, count in counts],
        "ticktext": [f"{count:,}" for _, count in counts],
        "ticklabelstandoff": 6,
    }


def _hover(counted: Levels, strip: Strip, axis: FleetAxis) -> dict[str, Any]:
    """Unseen points that say on hover how many there are of each."""
    columns = zip(*counted.counts.values(), strict=True)
    said = [
        "<br>".join(f"{n:,} {name}" for name, n in zip(counted.counts, column, strict=True) if n)
        for column in columns
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "counts",
        "showlegend": False,
        "x": [axis.value(at_ms) for at_ms in counted.at_ms],
        "y": [strip.y(strip.most / 2)] * len(said),
        "marker": {"size": 1, "opacity": 0},
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _add_rows(
    figure: Figure, rows: list[StoryRow], tops: tuple[float, float], axis: FleetAxis
) -> None:
    """`tops` are those of the strips, where lines begin, and of the rows, in px."""
    if not rows:
        return
    top_px, rows_px = tops
    layout = figure["layout"]
    figure["data"] += row_traces(rows, rows_px, axis)
    layout["shapes"] += row_lines(rows, top_px, rows_px - _GAP_PX, axis)
    layout["annotations"] += row_words(rows, rows_px, axis)
    layout["legend3"] = legend("The story", rows_px, layout)
