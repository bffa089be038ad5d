"""One pod's run as a timeline: does it get traffic, what is the process doing, what was seen."""

from __future__ import annotations

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.bites import note_annotations, ring_traces
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
from kubelet_lab.figures.looks import look_traces, thinning
from kubelet_lab.figures.palette import Figure, Theme, in_theme
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.figures.words import alt_text
from kubelet_lab.node.history import PodHistory, ProbeHistory
from kubelet_lab.spec.pod import Probe, ProbeType

_BAND_LANES = [Lane("Pod condition", ["gets traffic?"]), Lane("Container", ["process state"])]
_LATEST_GUESS = 1.25  # how far, in lengths of the run, the axis follows a guess


def timeline(
    history: PodHistory,
    *,
    title: str = "What the probes see, and what the kubelet does",
    prediction: Prediction | None = None,
    since: str = "the container first started",
    theme: Theme = "light",
) -> Figure:
    """A plotly figure, as a plain dictionary: Pod and container on top, then a lane a probe.

    `since` says what happened at 0 ms. The figure is 900 px wide as a still and takes any width
    from 760 px when live; `layout.meta` holds its title and its alternative text. A name that
    finds no room is left out, its line stays.
    """
    axis = TimeAxis(_end_ms(history, prediction), since)
    lanes = [*_BAND_LANES, *(_lane(kind, probe) for kind, probe in history.probes.items())]
    figure = sheet(title, lanes, axis, alt_text(history))
    _add_bands_and_looks(figure, history, axis)
    _add_events(figure, history, prediction, axis)
    return in_theme(figure, theme)


def _end_ms(history: PodHistory, prediction: Prediction | None) -> int:
    if prediction is None:
        return history.end_ms
    latest = round(history.end_ms * _LATEST_GUESS)
    return max(history.end_ms, min(prediction.at_ms, latest))


def _lane(probe_type: ProbeType, probe: ProbeHistory) -> Lane:
    small = wrapped(_settings(probe.probe))
    drawn = thinning(probe)
    if drawn > 1:
        small.append(f"1 look in {drawn:,} drawn")
    return Lane(f"{probe_type.capitalize()} probe", small, track=True)


def _settings(probe: Probe) -> list[str]:
    delay = [f"delay {probe.initial_delay_s} s"] if probe.initial_delay_s else []
    success = probe.success_threshold
    return [
        *delay,
        f"every {probe.period_s} s",
        f"threshold {probe.failure_threshold}",
        *([f"success threshold {success}"] if success > 1 else []),
        f"timeout {probe.timeout_s} s",
    ]


def _add_bands_and_looks(figure: Figure, history: PodHistory, axis: TimeAxis) -> None:
    probes = dict(enumerate(history.probes.items(), start=len(_BAND_LANES)))
    looks = {row: probe for row, (_, probe) in probes.items()}
    figure["data"] += band_traces({0: history.ready, 1: history.container}, axis)
    figure["data"] += look_traces(looks, axis) + ring_traces(looks, axis)
    figure["layout"]["annotations"] += note_annotations(probes, axis)


def _add_events(
    figure: Figure, history: PodHistory, prediction: Prediction | None, axis: TimeAxis
) -> None:
    found = events(history.marks, prediction, axis.end_ms)
    lined = notable(found)
    names = placed(lined, axis)
    lanes = len(_BAND_LANES) + len(history.probes)
    figure["data"].append(hover_trace(found, axis))
    figure["layout"]["shapes"] += line_shapes(lined, names, axis, lanes)
    figure["layout"]["annotations"] += name_annotations(names, axis)
