"""One node's PLEG as a timeline: is the node Ready, does the sync loop run, how long is a walk."""

from __future__ import annotations

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.events import (
    Prediction,
    events,
    hover_trace,
    line_shapes,
    name_annotations,
    notable,
    placed,
)
from kubelet_lab.figures.frame import Lane, sheet, wrapped
from kubelet_lab.figures.palette import Figure, Theme, in_theme
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Band, Mark
from kubelet_lab.node.node_history import NodeHistory

_DRAWN_MS = 1_000  # shorter walks are thinner than a line
_LATEST_GUESS = 1.25  # how far, in lengths of the run, the axis follows a guess
_LANES = [
    Lane("Node condition", ["takes new pods?"]),
    Lane("Sync loop", wrapped(["starts and restarts", "stuck: PLEG is unhealthy"])),
]


def walks(
    history: NodeHistory,
    *,
    title: str,
    prediction: Prediction | None = None,
    since: str = "23:50",
    theme: Theme = "light",
) -> Figure:
    """A plotly figure, as a plain dictionary: condition and sync loop, and a bar for each walk."""
    end_ms = history.end_ms
    if prediction is not None:
        end_ms = max(end_ms, min(prediction.at_ms, round(end_ms * _LATEST_GUESS)))
    axis = TimeAxis(end_ms, since)
    figure = sheet(title, [*_LANES, _walk_lane(history)], axis, readout(history))
    bars = [
        Band(walk.at_ms, min(walk.end_ms, history.end_ms), "walking" if walk.listed else "stuck")
        for walk in history.walks
        if walk.takes_ms >= _DRAWN_MS
    ]
    figure["data"] += band_traces({0: history.ready, 1: history.loop, 2: bars}, axis)
    found = events([*history.marks, *_turning_points(history)], prediction, axis.end_ms)
    lined = notable(found)
    names = placed(lined, axis)
    figure["data"].append(hover_trace(found, axis))
    figure["layout"]["shapes"] += line_shapes(lined, names, axis, len(_LANES) + 1)
    figure["layout"]["annotations"] += name_annotations(names, axis)
    return in_theme(figure, theme)


def readout(history: NodeHistory) -> str:
    """What came of it, in two or three short sentences."""
    longest = f"The longest walk takes {duration(history.longest_ms)}."
    if any(not walk.listed for walk in history.walks):
        longest = "Walks get no answer within two minutes."
    if history.unhealthy_ms is None:
        return f"Ready all the time. {longest}"
    unhealthy = f"PLEG is unhealthy at {duration(history.unhealthy_ms)}"
    if history.not_ready_ms is None:
        return f"{unhealthy}, and no status is due before it is well again. {longest}"
    return f"{unhealthy}, the node NotReady at {duration(history.not_ready_ms)}. {longest}"


def _walk_lane(history: NodeHistory) -> Lane:
    small = [f"longest {duration(history.longest_ms)}"]
    if any(walk.takes_ms >= _DRAWN_MS for walk in history.walks):
        small.append("one bar each")
    else:
        small.append("too short to draw")
    if any(not walk.listed for walk in history.walks):
        small.append("stuck: no answer in 2 min")
    return Lane("Walks (relist)", wrapped(small), track=True)


def _turning_points(history: NodeHistory) -> list[Mark]:
    if history.not_ready_ms is None:
        return []
    return [Mark(history.not_ready_ms, "NotReady", "kubelet")]
