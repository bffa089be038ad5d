"""Memory over time: what a container uses, its limit, and each time it was killed at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.events import Prediction, events, line_shapes, name_annotations, placed
from kubelet_lab.figures.frame import Lane, key, sheet
from kubelet_lab.figures.palette import Figure, colour
from kubelet_lab.figures.sizes import BARE_TOP_PX, TEXT_PX, TOP_PX
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.history import Band
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.quantity import BINARY_SI, Quantity

_ROWS = 4  # lanes that the curve is high
_TOP_ROW, _BOTTOM_ROW = -0.1, _ROWS - 0.6
_HEADROOM = 1.12  # above the limit


def memory_figure(
    runs: Iterable[tuple[Ramp, int]],
    container: Iterable[Band],
    limit: int,
    *,
    end_ms: int,
    title: str,
    since: str = "the pod arrived",
    prediction: Prediction | None = None,
) -> Figure:
    """The curve of each run of a container above the container's states.

    `runs` is memory in bytes and the instant at which the run ended, `limit` memory.max in
    bytes. What lies beyond `end_ms` is cut off; a run that ended before was killed. `since`
    says what happened at 0 ms, `prediction` is an instant.
    """
    axis = TimeAxis(end_ms, since)
    curve = [(ramp, min(end, end_ms)) for ramp, end in runs if ramp.since_ms < end_ms]
    killed = [end for _, end in curve if end < end_ms]
    lanes = [Lane("", [])] * _ROWS + [Lane("Container", ["process state"])]
    top_px = TOP_PX if prediction else BARE_TOP_PX
    figure = sheet(title, lanes, axis, _alt(killed, limit, end_ms), top_px=top_px)
    layout = figure["layout"]
    layout["yaxis"] |= _levels(limit)
    bands = [b._replace(end_ms=min(b.end_ms, end_ms)) for b in container if b.start_ms < end_ms]
    figure["data"] += band_traces({_ROWS: bands}, axis)
    figure["data"] += [_curve(curve, limit, axis), _kills(killed, limit, axis), _key()]
    layout["shapes"].append(_limit_line(limit, axis))
    layout["annotations"].append(_limit_name(limit, axis))
    guesses = events((), prediction, end_ms)
    names = placed(guesses, axis)
    layout["shapes"] += line_shapes(guesses, names, axis, len(lanes))
    layout["annotations"] += name_annotations(names, axis)
    return figure


def _row(level: float, limit: int) -> float:
    """Where a level stands, in the coordinates of the lanes."""
    return round(_BOTTOM_ROW - level / (limit * _HEADROOM) * (_BOTTOM_ROW - _TOP_ROW), 4)


def _levels(limit: int) -> dict[str, Any]:
    marks = [0, limit // 2, limit]
    said = ["0", _size(limit // 2), f"{_size(limit)}<br>memory"]
    lane = f"Container<br><span style='font-size:11px;color:{colour('muted')}'>process state</span>"
    return {
        "tickvals": [*(_row(level, limit) for level in marks), _ROWS],
        "ticktext": [*said, lane],
    }


def _size(level: int) -> str:
    return str(Quantity(level // 1024**2 * 1024**2, form=BINARY_SI))


def _curve(curve: list[tuple[Ramp, int]], limit: int, axis: TimeAxis) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for ramp, end_ms in curve:
        x += [axis.value(ramp.since_ms), axis.value(end_ms), None]
        y += [_row(ramp.level, limit), _row(min(ramp.at(end_ms), limit), limit), None]
    line = {"color": colour("success"), "width": 2}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "memory in use",
        "showlegend": False,
        "x": x,
        "y": y,
        "line": line,
        "hoverinfo": "skip",
    }


def _marker(size: float) -> dict[str, Any]:
    return {"color": colour("failure"), "symbol": "x", "size": size}


def _kills(killed: list[int], limit: int, axis: TimeAxis) -> dict[str, Any]:
    apart_px = axis.px(axis.end_ms) / (len(killed) + 1)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "OOMKilled",
        "showlegend": False,
        "x": [axis.value(at_ms) for at_ms in killed],
        "y": [_row(limit, limit)] * len(killed),
        "marker": _marker(round(min(9.5, max(3.0, apart_px)), 1)),
        "cliponaxis": False,
        "customdata": [duration(at_ms) for at_ms in killed],
        "hovertemplate": "<b>OOMKilled</b>, exit code 137<br>%{customdata}<extra></extra>",
    }


def _key() -> dict[str, Any]:
    return key("OOMKilled", _marker(9.5))


def _limit_line(limit: int, axis: TimeAxis) -> dict[str, Any]:
    at = _row(limit, limit)
    return {
        "type": "line",
        "layer": "between",
        "xref": "x",
        "x0": 0,
        "x1": axis.value(axis.end_ms),
        "yref": "y",
        "y0": at,
        "y1": at,
        "line": {"color": colour("failure"), "dash": "9px,5px", "width": 1.5},
    }


def _limit_name(limit: int, axis: TimeAxis) -> dict[str, Any]:
    return {
        "x": axis.value(axis.end_ms),
        "xanchor": "right",
        "y": _row(limit, limit),
        "yanchor": "bottom",
        "yshift": 9,
        "text": f"limit, memory.max: {_size(limit)}",
        "font": {"color": colour("failure"), "size": TEXT_PX},
        "bgcolor": colour("paper"),
        "borderpad": 1,
        "showarrow": False,
    }


def _alt(killed: list[int], limit: int, end_ms: int) -> str:
    times = "once" if len(killed) == 1 else f"{len(killed)} times"
    first = f", first at {duration(killed[0])}" if killed else ""
    return (
        f"Memory of a container with a limit of {_size(limit)} over {duration(end_ms)}: "
        f"OOMKilled {times}{first}."
    )
