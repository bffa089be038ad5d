"""The node's CPUs: who gets how much while all want it (kernel CFS: shares and quota).

Shares divide what is wanted by several; a quota throttles even an idle node. Millicores.
Source: FACTS 6.1, 6.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Demand(NamedTuple):
    """What one container wants, the quota on it (0: none), its cpu.shares, and whom to tell."""

    wants_m: int
    limit_m: int
    shares: int
    changed: Callable[[], None]

    @property
    def most_m(self) -> int:
        """What it would get on an idle node."""
        return min(self.wants_m, self.limit_m) if self.limit_m else self.wants_m


class Cpu:
    """The CPUs of one node."""

    def __init__(self, capacity_m: int) -> None:
        self.capacity_m = capacity_m
        self._demands: dict[str, Demand] = {}
        self._granted: dict[str, int] = {}

    def granted_m(self, container_id: str) -> int:
        """What a container gets now."""
        return self._granted.get(container_id, 0)

    def run(self, container_id: str, demand: Demand) -> None:
        """A container wants CPU from now on."""
        self._demands[container_id] = demand
        self._divide(container_id)

    def rest(self, container_id: str) -> None:
        """It no longer does."""
        if self._demands.pop(container_id, None):
            self._divide(container_id)

    def _divide(self, asking: str) -> None:
        before, self._granted = self._granted, divide(self.capacity_m, self._demands)
        for container_id, demand in tuple(self._demands.items()):
            if container_id != asking and before[container_id] != self._granted[container_id]:
                demand.changed()


def divide(capacity_m: int, demands: dict[str, Demand]) -> dict[str, int]:
    """Share out the CPUs: by shares, nobody more than it can use, nothing left while wanted."""
    granted: dict[str, int] = {}
    left_m, open_ = capacity_m, dict(demands)
    while open_:
        shares = sum(demand.shares for demand in open_.values())
        sated = {i: d for i, d in open_.items() if d.most_m * shares <= left_m * d.shares}
        if not sated:
            return granted | {i: max(left_m * d.shares // shares, 1) for i, d in open_.items()}
        for container_id, demand in sated.items():
            granted[container_id] = demand.most_m
            left_m -= demand.most_m
            del open_[container_id]
    return granted
