"""The Node object and its lease, as the API server has them.

Source: FACTS 5.1, 5.2; pkg/apis/core/types.go, component-helpers/apimachinery/lease.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Status = Literal["True", "False", "Unknown"]

LEASE_RENEW_INTERVAL_MS = 10_000  # a quarter of the lease's 40 s
CONDITIONS = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")  # the kubelet's own


class NodeCondition(NamedTuple):
    """One condition as `kubectl describe node` shows it."""

    status: Status
    reason: str = ""
    message: str = ""


class Taint(NamedTuple):
    """One taint; `effect` is "NoSchedule", "PreferNoSchedule" or "NoExecute"."""

    key: str
    effect: str
    value: str = ""


@dataclass(slots=True)
class Lease:
    """A kubelet's sign of life: while it runs it renews the lease every 10 s.

    So the renewals need not be played one by one: their times are known.
    """

    first_ms: int | None = None  # first renewal of the present run; None while there is no run
    last_ms: int | None = None  # last renewal of the run before

    def renew_time(self, now_ms: int) -> int | None:
        """The last renewal up to `now_ms`, None if there was none."""
        if self.first_ms is None or now_ms < self.first_ms:
            return self.last_ms
        return now_ms - (now_ms - self.first_ms) % LEASE_RENEW_INTERVAL_MS

    def stop(self, now_ms: int) -> None:
        """The kubelet stops at `now_ms`; a renewal due at that very instant is not made."""
        self.last_ms = self.renew_time(now_ms - 1)
        self.first_ms = None


@dataclass(slots=True)
class Node:
    """One node: what its kubelet posts, and what the controllers add."""

    name: str
    zone: str = ""
    created_ms: int = 0
    conditions: dict[str, NodeCondition] = field(default_factory=dict)  # empty: never posted
    heartbeat_ms: int | None = None  # lastHeartbeatTime of the conditions
    lease: Lease = field(default_factory=Lease)
    taints: list[Taint] = field(default_factory=list)
    unschedulable: bool = False

    @property
    def ready(self) -> Status | None:
        """Status of the condition Ready; None if the kubelet has never posted one."""
        condition = self.conditions.get("Ready")
        return condition.status if condition else None

    def post_ready(self, now_ms: int, condition: NodeCondition) -> None:
        """The kubelet posts its status with this Ready condition and no pressure."""
        self.conditions = dict.fromkeys(CONDITIONS, NodeCondition("False")) | {"Ready": condition}
        self.heartbeat_ms = now_ms
