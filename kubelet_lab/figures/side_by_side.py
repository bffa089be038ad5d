"""The same fault in several runs, one above the other: the state, and the probe that looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.bites import note_annotations, ring_traces
from kubelet_lab.figures.events import (
    Prediction,
    events,
    line_shapes,
    name_annotations,
    placed,
)
from kubelet_lab.figures.frame import Lane, sheet, wrapped
from kubelet_lab.figures.looks import look_traces
from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.sizes import BARE_TOP_PX, TOP_PX
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.figures.words import readout
from kubelet_lab.node.history import Band, PodHistory
from kubelet_lab.spec.pod import ProbeType

_NAMED = {"readiness": "gets traffic?", "liveness": "process state", "startup": "process state"}


def side_by_side(
    runs: Mapping[str, PodHistory],
    kind: ProbeType,
    *,
    title: str,
    since: str,
    predictions: Sequence[Prediction] = (),
) -> Figure:
    """Two lanes for each run, by its name: what the probe decides about, and its looks.

    Every run must have a probe of `kind`; the axis is as long as the longest. `since` says what
    happened at 0 ms; `predictions` are drawn across all lanes.
    """
    axis = TimeAxis(max(run.end_ms for run in runs.values()), since)
    lanes = [lane for name, run in runs.items() for lane in _lanes(name, run, kind)]
    top_px = TOP_PX if predictions else BARE_TOP_PX
    figure = sheet(title, lanes, axis, _alt(runs), top_px=top_px)
    bands = {2 * row: _bands(run, kind) for row, run in enumerate(runs.values())}
    probes = {2 * row + 1: run.probes[kind] for row, run in enumerate(runs.values())}
    figure["data"] += band_traces(bands, axis)
    figure["data"] += look_traces(probes, axis) + ring_traces(probes, axis)
    notes = {row: (kind, probe) for row, probe in probes.items()}
    figure["layout"]["annotations"] += note_annotations(notes, axis)
    guesses = sorted(guess for one in predictions for guess in events((), one, axis.end_ms))
    names = placed(guesses, axis)
    figure["layout"]["shapes"] += line_shapes(guesses, names, axis, len(lanes))
    figure["layout"]["annotations"] += name_annotations(names, axis)
    return figure


def _lanes(name: str, run: PodHistory, kind: ProbeType) -> Iterator[Lane]:
    yield Lane(name, [_NAMED[kind]])
    probe = run.probes[kind].probe
    fields = [f"every {probe.period_s} s", f"threshold {probe.failure_threshold}"]
    yield Lane(
        f"{kind.capitalize()} probe", wrapped([*fields, f"timeout {probe.timeout_s} s"]), track=True
    )


def _bands(run: PodHistory, kind: ProbeType) -> list[Band]:
    return run.ready if kind == "readiness" else run.container


def _alt(runs: Mapping[str, PodHistory]) -> str:
    said = [f"{name}: {readout(run)}" for name, run in runs.items()]
    return (
        f"{len(runs)} runs over {duration(max(run.end_ms for run in runs.values()))}. "
        + " ".join(said)
    )
