"""The time of a fleet: the story's clock if it has one, else a length of time since it began."""

from __future__ import annotations

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.figures.clock_axis import ClockAxis
from kubelet_lab.figures.time_axis import TimeAxis

FleetAxis = ClockAxis | TimeAxis


def fleet_axis(history: FleetHistory, end_ms: int | None = None) -> FleetAxis:
    """The axis of a fleet's figures; `end_ms` where it is to reach beyond the run."""
    end = history.end_ms if end_ms is None else end_ms
    if history.clock_zero:
        return ClockAxis(end, history.clock_zero)
    return TimeAxis(end, "the story begins")
