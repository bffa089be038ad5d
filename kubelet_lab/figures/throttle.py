"""One piece of work under several CPU limits: when its threads run, and when they wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.events import Prediction, events, line_shapes, name_annotations, placed
from kubelet_lab.figures.frame import Lane, sheet
from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.sizes import BARE_TOP_PX, TOP_PX
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.node.cfs import Slice
from kubelet_lab.node.history import Band


def throttle_figure(
    works: Mapping[tuple[str, str], Sequence[Slice]],
    *,
    title: str,
    prediction: Prediction | None = None,
) -> Figure:
    """A lane for each case, named by two short lines of words; instants from the request on."""
    end_ms = max(slices[-1].end_us for slices in works.values()) // 1000
    latest = prediction.at_ms if prediction else 0
    axis = TimeAxis(max(round(end_ms * 1.05), min(latest, 2 * end_ms)), "the request came")
    lanes = [Lane(name, [small]) for name, small in works]
    top_px = TOP_PX if prediction else BARE_TOP_PX
    figure = sheet(title, lanes, axis, _alt(works), top_px=top_px)
    figure["data"] += band_traces(
        {row: [_band(one) for one in slices] for row, slices in enumerate(works.values())}, axis
    )
    guesses = events((), prediction, axis.end_ms)
    names = placed(guesses, axis)
    figure["layout"]["shapes"] += line_shapes(guesses, names, axis, len(lanes))
    figure["layout"]["annotations"] += name_annotations(names, axis)
    return figure


def _band(one: Slice) -> Band:
    return Band(round(one.start_us / 1000), round(one.end_us / 1000), one.state)


def _alt(works: Mapping[tuple[str, str], Sequence[Slice]]) -> str:
    said = []
    for (name, small), slices in works.items():
        waits_us = sum(one.end_us - one.start_us for one in slices if one.state == "throttled")
        took = duration(round(slices[-1].end_us / 1000))
        said.append(f"{name}, {small}: {took}, throttled for {duration(round(waits_us / 1000))}.")
    return " ".join(said)
