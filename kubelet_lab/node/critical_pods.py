"""pkg/kubelet/types/pod_update.go: the pods that a node takes and keeps, whatever it lacks."""

from __future__ import annotations

from kubelet_lab.spec.pod import Pod

SYSTEM_CRITICAL_PRIORITY = 2_000_000_000  # scheduling/types.go: twice the highest of a user's


def is_critical(pod: Pod) -> bool:
    """Whether nothing is more important: a static pod, or one of that priority (IsCriticalPod)."""
    return pod.static or pod.priority >= SYSTEM_CRITICAL_PRIORITY


def is_node_critical(pod: Pod) -> bool:
    """Whether the node itself cannot do without it (IsNodeCriticalPod)."""
    return is_critical(pod) and pod.priority_class == "system-node-critical"
