"""pkg/controller/nodelifecycle/node_lifecycle_controller.go:handleDisruption: how fast to evict.

If half a zone is gone the fault may be the network's, and if everything is gone it surely is:
then evicting would only make it worse. Source: FACTS 5.2.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from kubelet_lab.cluster.rate_limited_queue import RateLimitedQueue

ZoneState = Literal["Initial", "Normal", "PartialDisruption", "FullDisruption"]

EVICTION_RATE = 0.1  # nodes a second and zone: --node-eviction-rate
SECONDARY_EVICTION_RATE = 0.01  # --secondary-node-eviction-rate
LARGE_CLUSTER_SIZE = 50  # nodes a zone: --large-cluster-size-threshold
UNHEALTHY_ZONE_SHARE = 0.55  # --unhealthy-zone-threshold
MAX_HEALTHY_NOT_READY = 2  # that many nodes down are never a disruption


@dataclass(slots=True)
class Zone:
    """The nodes of one zone, counted, and those that wait for their NoExecute taint."""

    state: ZoneState = "Initial"
    ready: int = 0
    not_ready: int = 0
    rate: float = EVICTION_RATE
    queue: RateLimitedQueue = field(init=False)

    def __post_init__(self) -> None:
        self.queue = RateLimitedQueue(self.rate)

    def compute_state(self) -> ZoneState:
        """What the zone's nodes make of it now."""
        if not self.ready and self.not_ready:
            return "FullDisruption"
        share = self.not_ready / max(self.ready + self.not_ready, 1)
        if self.not_ready > MAX_HEALTHY_NOT_READY and share >= UNHEALTHY_ZONE_SHARE:
            return "PartialDisruption"
        return "Normal"

    def enter(self, state: ZoneState, now_ms: int) -> None:
        """Change the state, and with it the rate of the queue."""
        self.state = state
        large = self.ready + self.not_ready > LARGE_CLUSTER_SIZE
        reduced = SECONDARY_EVICTION_RATE if large else 0
        self.queue.swap_limiter(now_ms, reduced if state == "PartialDisruption" else self.rate)


def handle_disruption(
    zones: Collection[Zone], now_ms: int
) -> Literal["master disruption", "over", ""]:
    """Set every zone's state and rate.

    "master disruption": all zones are down now, nothing is evicted until one is up again;
    "over": that has just ended; "": neither.
    """
    all_down = all(zone.compute_state() == "FullDisruption" for zone in zones)
    all_were_down = all(zone.state == "FullDisruption" for zone in zones)
    if all_down and all_were_down:
        return ""
    for zone in zones:
        state = zone.compute_state()
        if all_down:
            zone.state = state
            zone.queue.swap_limiter(now_ms, 0)
        elif all_were_down or state != zone.state:
            zone.enter(state, now_ms)
    if all_down:
        return "master disruption"
    return "over" if all_were_down else ""
