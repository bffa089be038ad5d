"""Why a start took as long as it did: its steps as bars, wired by their causes.

What Ready waited for is dark and joined by a thick line; what went on beside it is light, dotted
and says how much longer it could have taken.
"""

from __future__ import annotations

from typing import Any

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.events import (
    Prediction,
    events,
    hover_trace,
    line_shapes,
    name_annotations,
    placed,
)
from kubelet_lab.figures.frame import Lane, sheet
from kubelet_lab.figures.palette import Figure, Theme, colour, in_theme
from kubelet_lab.figures.steps import Step, steps_to_ready
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Band, Mark
from kubelet_lab.sim.trace import Trace

_ROOM = 1.08  # of the time to Ready: so that the last name has its place
_LATEST_GUESS = 1.6  # how far, in lengths of the start, the axis follows a guess
_HALF_BAR = 0.28  # of a lane


def critical_path(
    trace: Trace,
    *,
    title: str = "What did Ready wait for?",
    prediction: Prediction | None = None,
    theme: Theme = "light",
) -> Figure:
    """A plotly figure as a plain dictionary: a lane for each step, in the order of the wiring.

    A start that never comes to Ready has no path: the figure is one empty lane that says so.
    """
    steps = steps_to_ready(trace)
    axis = TimeAxis(_end_ms(steps, prediction), "the pod came to the node")
    figure = sheet(title, _lanes(steps), axis, path_words(steps))
    bands = {
        row: [Band(s.start_ms, s.end_ms, "beside it" if s.spare_ms else "on the path")]
        for row, s in enumerate(steps)
    }
    figure["data"] += band_traces(bands, axis)
    figure["layout"]["shapes"] += _wires(steps, axis)
    marks = [Mark(_ready_ms(steps), "Ready", "kubelet")] if steps else []
    found = events(marks, prediction, axis.end_ms)
    names = placed(found, axis)
    figure["data"].append(hover_trace(found, axis))
    figure["layout"]["shapes"] += line_shapes(found, names, axis, max(len(steps), 1))
    figure["layout"]["annotations"] += name_annotations(names, axis)
    return in_theme(figure, theme)


def path_words(steps: list[Step]) -> str:
    """The path in words, for a reader who cannot see it."""
    path = [step for step in steps if not step.spare_ms]
    beside = [f"{s.name} has {duration(s.spare_ms)} to spare" for s in steps if s.spare_ms]
    parts = ", ".join(f"{s.name} {duration(s.end_ms - s.start_ms)}" for s in path)
    told = [path_readout(steps), f"The path: {parts}." if path else ""]
    return " ".join([*filter(None, told), *(f"Beside it, {one}." for one in beside)])


def path_readout(steps: list[Step]) -> str:
    """What came of it, in two short sentences."""
    if not steps:
        return "The pod is not Ready within an hour."
    path = [s for s in steps if not s.spare_ms]
    longest = max(path, key=lambda s: s.end_ms - s.start_ms)
    share = round(100 * (longest.end_ms - longest.start_ms) / _ready_ms(steps))
    took = duration(longest.end_ms - longest.start_ms)
    return (
        f"Ready after {duration(_ready_ms(steps))}. Longest on the path: {longest.name}, "
        f"{took} or {share} % of it."
    )


def _ready_ms(steps: list[Step]) -> int:
    return max(step.end_ms for step in steps)


def _end_ms(steps: list[Step], prediction: Prediction | None) -> int:
    ready_ms = _ready_ms(steps) if steps else 60_000
    guess_ms = min(prediction.at_ms, ready_ms * _LATEST_GUESS) if prediction else 0
    return round(max(ready_ms, guess_ms) * _ROOM)


def _lanes(steps: list[Step]) -> list[Lane]:
    if not steps:
        return [Lane("not Ready", ["within an hour"])]
    return [Lane(step.name, [_small_print(step)]) for step in steps]


def _small_print(step: Step) -> str:
    took = duration(step.end_ms - step.start_ms)
    return f"{took}, {duration(step.spare_ms)} to spare" if step.spare_ms else f"◆ {took}"


def _wires(steps: list[Step], axis: TimeAxis) -> list[dict[str, Any]]:
    """From the end of each step down to the beginning of those that waited for it."""
    rows = {step.number: row for row, step in enumerate(steps)}
    return [
        _wire(rows[step.after], row, step, axis)
        for row, step in enumerate(steps)
        if step.after is not None
    ]


def _wire(above: int, row: int, step: Step, axis: TimeAxis) -> dict[str, Any]:
    x = axis.value(step.start_ms)
    critical = not step.spare_ms
    return {
        "type": "line",
        "layer": "between",
        "xref": "x",
        "yref": "y",
        "x0": x,
        "x1": x,
        "y0": above + _HALF_BAR,
        "y1": row - _HALF_BAR,
        "line": {
            "color": colour("ink" if critical else "muted"),
            "width": 3 if critical else 1.5,
            "dash": "solid" if critical else "dot",
        },
    }
