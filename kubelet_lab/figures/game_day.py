"""The game day's ranking: one bar for each pod, one piece for each night, coloured by family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.canvas import BESIDE_PX
from kubelet_lab.figures.frame import Lane, sheet
from kubelet_lab.figures.legends import swatch
from kubelet_lab.figures.palette import STATES, Figure
from kubelet_lab.figures.sizes import BARE_TOP_PX, TEXT_PX
from kubelet_lab.figures.text import width_px
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.incidents.game_day import TRIALS
from kubelet_lab.node.history import Band

FAMILIES = {  # the state in whose colour it is drawn, and its name in the key
    "starting": "starts",
    "NotReady": "database",
    "stuck": "process",
    "killed": "memory, CPU",
    "unknown": "node",
}
_MS = 1_000
_AIR = 1.02


def ranking(pods: Mapping[str, Mapping[str, float]], *, title: str, guess: object = None) -> Figure:
    """A lane for each pod, the least lost on top; `pods` is seconds by night, by the pod's name.

    `guess` is the pod that was expected on top.
    """
    order = sorted(pods, key=lambda name: sum(pods[name].values()))
    totals = {name: sum(pods[name].values()) for name in order}
    axis = TimeAxis(round(max(totals.values()) * _AIR * _MS), "")
    lanes = [
        Lane(name, [f"{total:.0f} s lost", *(["▲ your guess"] if name == guess else [])])
        for name, total in totals.items()
    ]
    alt = _alt(totals) + (f" Your guess: {guess}." if guess in totals else "")
    figure = sheet(title, lanes, axis, alt, top_px=BARE_TOP_PX)
    pieces = {row: list(_pieces(pods[name])) for row, name in enumerate(order)}
    traces = band_traces({row: [band for band, _ in each] for row, each in pieces.items()}, axis)
    figure["data"] += [_named(trace, pieces, axis) for trace in traces]
    figure["data"] += [swatch(FAMILIES[s], STATES[s], "legend") for s in FAMILIES]
    figure["layout"]["xaxis"]["title"]["text"] = f"{axis.unit} in which customers were failed"
    return figure


def _pieces(nights: Mapping[str, float]) -> Iterator[tuple[Band, str]]:
    """Each night that cost something, one after the other, with its words."""
    at_ms = 0
    for trial in TRIALS:
        lost_ms = round(nights[trial.name] * _MS)
        if lost_ms:
            words = f"<b>{trial.name}</b><br>{nights[trial.name]:.0f} s lost"
            yield Band(at_ms, at_ms + lost_ms, trial.family), words
        at_ms += lost_ms


def _named(
    trace: dict[str, Any], pieces: Mapping[int, list[tuple[Band, str]]], axis: TimeAxis
) -> dict[str, Any]:
    """The trace with its nights' names to hover for, and their seconds where these fit."""
    mine = [one for each in pieces.values() for one in each if one[0].state == trace["name"]]
    seconds = [f"{round((band.end_ms - band.start_ms) / _MS)}" for band, _ in mine]
    room = [axis.narrow_px(band.end_ms - band.start_ms) - BESIDE_PX for band, _ in mine]
    fits = [s if width_px(s, TEXT_PX) <= px else "" for s, px in zip(seconds, room, strict=True)]
    return trace | {"text": fits, "customdata": [words for _, words in mine]}


def _alt(totals: Mapping[str, float]) -> str:
    listed = ", ".join(f"{name} {total:.0f} s" for name, total in totals.items())
    return f"Seconds in which customers were failed, the least first: {listed}."
