"""pkg/controller/nodelifecycle/node_lifecycle_controller.go: which condition means which taint.

Source: FACTS 5.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.cluster.node import Node, Status, Taint

NOT_READY = Taint("node.kubernetes.io/not-ready", "NoExecute")
UNREACHABLE = Taint("node.kubernetes.io/unreachable", "NoExecute")
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
TAINT_KEYS = {  # by condition and its status
    ("Ready", "False"): NOT_READY.key,
    ("Ready", "Unknown"): UNREACHABLE.key,
    ("MemoryPressure", "True"): "node.kubernetes.io/memory-pressure",
    ("DiskPressure", "True"): "node.kubernetes.io/disk-pressure",
    ("PIDPressure", "True"): "node.kubernetes.io/pid-pressure",
    ("NetworkUnavailable", "True"): "node.kubernetes.io/network-unavailable",
}
NO_SCHEDULE = tuple(Taint(key, "NoSchedule") for key in sorted(TAINT_KEYS.values()))
CORDONED = Taint(UNSCHEDULABLE, "NoSchedule")


def no_schedule_taints(node: Node) -> Iterator[tuple[Taint, bool]]:
    """Every NoSchedule taint in the controller's care, and whether the node is to have it."""
    keys = {TAINT_KEYS.get((kind, condition.status)) for kind, condition in node.conditions.items()}
    for taint in NO_SCHEDULE:
        yield taint, taint.key in keys
    yield CORDONED, node.unschedulable


def no_execute_taints(status: Status) -> tuple[Taint, Taint]:
    """The NoExecute taint of a node that is not Ready, and the one it then must not have."""
    return (NOT_READY, UNREACHABLE) if status == "False" else (UNREACHABLE, NOT_READY)
