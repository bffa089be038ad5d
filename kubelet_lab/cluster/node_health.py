"""pkg/controller/nodelifecycle/node_lifecycle_controller.go:tryUpdateNodeHealth: signs of life.

The controller trusts no clock but its own: what counts is when it last *saw* a new heartbeat
or lease renewal. It looks at every node each 5 s; here only at those of which a look could
see something new, and the renewals seen by the looks in between are made up for.
Source: FACTS 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from kubelet_lab.cluster.node import CONDITIONS, Lease, Node, NodeCondition

NEVER_UPDATED = NodeCondition(
    "Unknown", "NodeStatusNeverUpdated", "Kubelet never posted node status."
)
STOPPED_POSTING = NodeCondition(
    "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."
)


@dataclass(frozen=True, slots=True)
class Passes:
    """The instants at which the controller looks: every `period_ms` from `start_ms` on."""

    start_ms: int = 0
    period_ms: int = 5_000  # --node-monitor-period

    def at_or_after(self, at_ms: int) -> int:
        """The first look from `at_ms` on."""
        since = max(at_ms - self.start_ms, 0)
        return self.start_ms + -(-since // self.period_ms) * self.period_ms


@dataclass(frozen=True, slots=True)
class Grace:
    """How long a node may be silent."""

    monitor_ms: int = 50_000  # --node-monitor-grace-period; 40 s before v1.32
    startup_ms: int = 60_000  # --node-startup-grace-period: until the first status

    def of(self, node: Node) -> int:
        """The grace this node is entitled to."""
        return self.startup_ms if node.ready is None else self.monitor_ms


@dataclass(slots=True)
class NodeHealth:
    """What the controller remembers of a node (nodeHealthData)."""

    heartbeat_ms: int | None  # of the status seen last; None if there was no status
    probe_ms: int  # when a sign of life was last seen
    knows_lease: bool = False  # since that status; a new status makes it forget the lease


def observe(health: NodeHealth | None, node: Node, now_ms: int, passes: Passes) -> NodeHealth:
    """What the controller knows of the node after its look at `now_ms`."""
    knew_lease = health is not None and health.knows_lease
    if health is None and node.ready is None:
        health = NodeHealth(None, node.created_ms)
    elif health is None or health.heartbeat_ms != node.heartbeat_ms:
        health = NodeHealth(node.heartbeat_ms, now_ms)
    renewed_ms = node.lease.renew_time(now_ms)
    if renewed_ms is None:
        return health
    seen_ms = passes.at_or_after(renewed_ms)
    if seen_ms == now_ms or not knew_lease:  # a forgotten lease is taken for a new one
        health.knows_lease, health.probe_ms = True, now_ms
    elif health.knows_lease:
        health.probe_ms = max(health.probe_ms, seen_ms)
    return health


def must_look_again(health: NodeHealth, node: Node) -> bool:
    """Whether the next look will take the lease, old as it may be, for a new one."""
    return not health.knows_lease and node.lease != Lease()


def overdue_at(health: NodeHealth, node: Node, grace: Grace, passes: Passes) -> int | None:
    """The look that will give the node up if no more is heard of it; None if not expected."""
    if node.lease.first_ms is not None or node.ready == "Unknown":
        return None
    return passes.at_or_after(health.probe_ms + grace.of(node) + 1)


def give_up(health: NodeHealth, node: Node) -> None:
    """Set the kubelet's conditions to Unknown."""
    if node.ready is None:
        node.heartbeat_ms = node.created_ms
    for kind in CONDITIONS:
        known = node.conditions.get(kind)
        if known is None:
            node.conditions[kind] = NEVER_UPDATED
        elif known.status != "Unknown":
            node.conditions[kind] = STOPPED_POSTING
    health.heartbeat_ms = node.heartbeat_ms
