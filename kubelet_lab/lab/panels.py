"""Sliders on an incident, by its name: what `lab.probe_panel` and `lab.fleet_panel` are."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from kubelet_lab import incidents
from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.text import FRIENDLY, NotPlayed, Text
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.fleet_panel import fleet_panel as _fleet_panel
from kubelet_lab.panels.knobs import Knob, Misplaced, placed
from kubelet_lab.panels.panel import MOST_KNOBS, Panel
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

    stand = {f: int(told[f"{probe}.{f}"]) for f in DEFAULTS if f"{probe}.{f}" in told}
    if not DEFAULTS.keys() <= stand.keys():
        return NotPlayed(FRIENDLY.format(f"{name} has no {probe} probe to move"))

    def simulate(values: Mapping[str, int]) -> PodHistory:
        settings = {f"{probe}.{field}": value for field, value in values.items()}
        history = incidents.run(name, settings).history
        assert isinstance(history, PodHistory)  # noqa: S101 - whoever has probes is a pod
        return history

    return shared(
        Call("lab.probe_panel", (name, probe, question)),
        lambda: _probe_panel(simulate, probe, title=question, start=stand | start),
    )


def fleet_panel(
    name: str, fields: Mapping[str, Sequence[int]], question: str, **start: int
) -> Panel | Text:
    """Show sliders on up to three parameters of a fleet's incident, and the run they lead to.

    `fields` has the lowest and the highest value of each, and the step of one key press if it is
    not 1; sliders start as told, or at the nearest whole number, or where `start` has them.
    """
    if not 0 < len(fields) <= MOST_KNOBS:
        return NotPlayed(FRIENDLY.format(f"1 to {MOST_KNOBS} sliders fit, not {len(fields)}"))
    try:
        knobs = placed(_knobs(name, fields), start)
        begin = time.perf_counter()
        history = incidents.run(name, {knob.field: knob.start for knob in knobs}).history
        took_s = time.perf_counter() - begin
    except (incidents.Unplayable, Misplaced) as error:
        return NotPlayed(FRIENDLY.format(error))
    if not isinstance(history, FleetHistory):
        return NotPlayed(FRIENDLY.format(f"{name} is the story of one pod, not of a fleet"))

    def simulate(values: Mapping[str, int]) -> FleetHistory:
        history = incidents.run(name, values).history
        assert isinstance(history, FleetHistory)  # noqa: S101 - as it was when told
        return history

    panel = _fleet_panel(simulate, knobs, title=question, while_dragging=took_s <= WHILE_DRAGGING_S)
    return panel.shared(Call("lab.fleet_panel", (name, fields, question)))


def _knobs(name: str, fields: Mapping[str, Sequence[int]]) -> list[Knob]:
    """Sliders that start as told, in whole numbers; raises Unplayable for a slip."""
    for end in (0, 1):
        incidents.settle(name, {field: ends[end] for field, ends in fields.items()})
    told = incidents.settle(name)
    return [_knob(field, round(told[field]), *ends) for field, ends in fields.items()]


def _knob(field: str, start: int, low: int, high: int, step: int = 1) -> Knob:
    """A slider that has its start on it, whatever its ends were to be."""
    return Knob(field, _unit(field), min(low, start), max(high, start), start, step=step)


def _unit(field: str) -> str:
    return next((unit for ending, unit in _UNITS.items() if field.endswith(ending)), "")
