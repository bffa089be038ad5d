"""The rows of a fleet's story as marks of its history."""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lab.cluster.fleet_history import FleetMark
from kubelet_lab.incidents.told import Row


def fleet_marks(rows: Sequence[Row]) -> list[FleetMark]:
    """Both instants of each row that was told with one, in order; both have the row's words."""
    told = [FleetMark(round(r.told_s * 1000), r.told, "told") for r in rows if r.told_s is not None]
    computed = [
        FleetMark(round(r.computed_s * 1000), r.told, "computed")
        for r in rows
        if r.computed_s is not None and r.told_s is not None
    ]
    return sorted((*told, *computed), key=lambda mark: mark.at_ms)
