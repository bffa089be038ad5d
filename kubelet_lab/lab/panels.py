"""Sliders on an incident, by its name: what `lab.probe_panel` and `lab.fleet_panel` are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from kubelet_lab import incidents
from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.lab.text import FRIENDLY, NotPlayed, Text
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.fleet_panel import fleet_panel as _fleet_panel
from kubelet_lab.panels.panel import MOST_KNOBS, Knob, Panel
from kubelet_lab.panels.probe_panel import DEFAULTS
from kubelet_lab.panels.probe_panel import probe_panel as _probe_panel
from kubelet_lab.spec.pod import ProbeType

WHILE_DRAGGING_S = 0.2  # a run that takes longer waits until the slider is let go
_UNITS = {"_mib_per_s": "MiB/s", "_gib": "GiB", "_mib": "MiB", "_s": "s"}


def probe_panel(name: str, probe: ProbeType, question: str, **start: int) -> Panel | Text:
    """Show three sliders on one probe of an incident's pod, and the run they lead to.

    `start` is where sliders stand at first, `periodSeconds=10` say; the others stand as told.
    """
    try:
        told = incidents.run(name).parameters
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))

    stand = {f: int(told[f"{probe}.{f}"]) for f in DEFAULTS if f"{probe}.{f}" in told} | start
    if not DEFAULTS.keys() <= stand.keys():
        return NotPlayed(FRIENDLY.format(f"{name} has no {probe} probe to move"))
    if unknown := sorted(start.keys() - DEFAULTS.keys()):
        fields = ", ".join(DEFAULTS)
        return NotPlayed(FRIENDLY.format(f"no slider is called {unknown[0]}; there are {fields}"))

    def simulate(values: Mapping[str, int]) -> PodHistory:
        settings = {f"{probe}.{field}": value for field, value in values.items()}
        history = incidents.run(name, settings).history
        assert isinstance(history, PodHistory)  # noqa: S101 - whoever has probes is a pod
        return history

    return _probe_panel(simulate, probe, title=question, start=stand)


def fleet_panel(name: str, fields: Mapping[str, Sequence[int]], question: str) -> Panel | Text:
    """Show sliders on up to three parameters of a fleet's incident, and the run they lead to.

    `fields` has the lowest and the highest value of each, and the step of one key press if it is
    not 1; sliders start as told, or at the nearest whole number.
    """
    if not 0 < len(fields) <= MOST_KNOBS:
        return NotPlayed(FRIENDLY.format(f"1 to {MOST_KNOBS} sliders fit, not {len(fields)}"))
    try:
        start = _start(name, fields)
        begin = time.perf_counter()
        history = incidents.run(name, start).history
        took_s = time.perf_counter() - begin
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))
    if not isinstance(history, FleetHistory):
        return NotPlayed(FRIENDLY.format(f"{name} is the story of one pod, not of a fleet"))

    def simulate(values: Mapping[str, int]) -> FleetHistory:
        history = incidents.run(name, values).history
        assert isinstance(history, FleetHistory)  # noqa: S101 - as it was when told
        return history

    knobs = [
        _knob(field, start[field], low, high, *step) for field, (low, high, *step) in fields.items()
    ]
    return _fleet_panel(simulate, knobs, title=question, while_dragging=took_s <= WHILE_DRAGGING_S)


def _knob(field: str, start: int, low: int, high: int, step: int = 1) -> Knob:
    """A slider that has its start on it, whatever its ends were to be."""
    return Knob(field, _unit(field), min(low, start), max(high, start), start, step=step)


def _start(name: str, fields: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """The values as told, whole numbers as sliders have them; raises Unplayable for a slip."""
    for end in (0, 1):
        incidents.settle(name, {field: ends[end] for field, ends in fields.items()})
    told = incidents.settle(name)
    return {field: round(told[field]) for field in fields}


def _unit(field: str) -> str:
    return next((unit for ending, unit in _UNITS.items() if field.endswith(ending)), "")
