"""Counts a fleet while it is played: nodes by state, pods by what has become of them.

Read afterwards as a `FleetHistory`; nothing in the engine reads it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kubelet_lab.cluster.api_server import Watcher
from kubelet_lab.cluster.endpoints import Count
from kubelet_lab.cluster.fleet_history import (
    FleetHistory,
    FleetMark,
    NodeChange,
    NodeState,
    PodCount,
    Step,
)
from kubelet_lab.cluster.node import Node
from kubelet_lab.cluster.site import Site
from kubelet_lab.cluster.workload import PodObject

if TYPE_CHECKING:
    from kubelet_lab.cluster.fleet import Fleet


class Census(Watcher):
    """Counts. Site by site only what changes is counted anew."""

    def __init__(self, fleet: Fleet) -> None:
        self.nodes: dict[str, list[NodeChange]] = {}
        self.running, self.zombies, self.pending = Count(), Count(), Count()
        self.replaced = Count()
        self._fleet, self._clock = fleet, fleet.clock
        self._replica_sets, self._scheduler = fleet.control.replica_sets, fleet.control.scheduler
        self._counted: dict[Site, tuple[int, int, int]] = {}
        self._starting = 0
        fleet.api.watch(self)

    def add(self, site: Site) -> None:
        """Count this site, too."""
        self.nodes[site.node.name] = []
        self._counted[site] = (0, 0, 0)
        site.changed = self.recount
        self.recount(site)

    def recount(self, site: Site) -> None:
        """A container has started or ended there, or its kubelet has."""
        alive, starting = site.alive, site.starting
        counted = (alive, 0, starting) if site.kubelet else (0, alive, starting)
        before = self._counted[site]
        if before == counted:
            return
        self._counted[site] = counted
        now_ms = self._clock.now_ms
        if counted[0] != before[0]:
            self.running.set(now_ms, self.running.now + counted[0] - before[0])
        if counted[1] != before[1]:
            self.zombies.set(now_ms, self.zombies.now + counted[1] - before[1])
        if starting != before[2]:
            self._starting += starting - before[2]
            self._count_pending()

    def kubelet_turned(self, site: Site) -> None:
        """The kubelet has started, or is dead."""
        self.recount(site)
        self._see(site.node)

    def node_posted(self, node: Node) -> None:
        """Its state may be another (Watcher)."""
        self._see(node)

    def node_tainted(self, node: Node) -> None:
        """It may have been given up (Watcher)."""
        self._see(node)

    def pod_created(self, _pod: PodObject) -> None:
        """One more that waits, unless it was bound at once (Watcher)."""
        self._count_pending()
        self.replaced.set(self._clock.now_ms, self._replica_sets.replaced)

    def pod_gone(self, _pod: PodObject) -> None:
        """It may have waited (Watcher)."""
        self._count_pending()

    def history(self, clock_zero: str, end_ms: int, marks: Sequence[FleetMark]) -> FleetHistory:
        """What was counted, from 0 to `end_ms`."""
        pods: dict[PodCount, list[Step]] = {
            "serving": self._fleet.control.endpoints.serving.steps,
            "running": self.running.steps,
            "zombie": self.zombies.steps,
            "pending": self.pending.steps,
            "replaced": self.replaced.steps,
        }
        return FleetHistory(clock_zero, end_ms, self.nodes, pods, marks)

    def _count_pending(self) -> None:
        self.pending.set(self._clock.now_ms, self._scheduler.waiting + self._starting)

    def _see(self, node: Node) -> None:
        site = self._fleet.sites[node.name]
        state: NodeState = "Ready"
        if node.ready == "Unknown":
            state = "Unknown"
        elif site.kubelet is None:
            state = "dead"
        elif node.ready == "False":
            state = "NotReady"
        changes = self.nodes[node.name]
        if not changes or changes[-1].state != state:
            now_ms = max(self._clock.now_ms, 0)  # before zero all settles
            if changes and changes[-1].at_ms == now_ms:
                changes.pop()
            changes.append(NodeChange(now_ms, state))
