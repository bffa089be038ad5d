"""pkg/kubelet/lifecycle/predicate.go: whether this node takes a pod that was sent to it.

Requests are held against allocatable; what is really used does not count.
Source: FACTS 4.10, 6.5, 6.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kubelet_lab.node.cgroups import pod_amount
from kubelet_lab.node.critical_pods import is_critical
from kubelet_lab.node.go_text import go_list
from kubelet_lab.node.qos import get_pod_qos
from kubelet_lab.spec.pod import Pod

MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure"  # the taint, with effect NoSchedule


class Rejection(NamedTuple):
    """Why a pod is not admitted."""

    reason: str
    message: str


def admit(
    pod: Pod,
    others: Iterable[Pod],
    allocatable: Mapping[str, int],
    node_conditions: Sequence[str] = (),
) -> Rejection | None:
    """None lets the pod in; `others` are the pods that are here and have not ended.

    `node_conditions` are the pressures that the node is under.
    """
    if not is_critical(pod) and _is_kept_out(pod, node_conditions):
        return Rejection("Evicted", f"The node had condition: {go_list(node_conditions)}. ")
    here = list(others)
    used = {name: sum(_request(other, name) for other in here) for name in allocatable}
    for name, capacity in allocatable.items():
        requested = _request(pod, name)
        if requested and requested > capacity - used[name]:
            amounts = f"requested: {requested}, used: {used[name]}, capacity: {capacity}"
            text = f"Node didn't have enough resource: {name}, {amounts}"
            return Rejection(f"OutOf{name}", text)
    return None


def _is_kept_out(pod: Pod, node_conditions: Sequence[str]) -> bool:
    """A node that is short of memory alone still takes whoever asks for some, or bears it.

    Source: eviction_manager.go: Admit.
    """
    if list(node_conditions) != ["MemoryPressure"]:
        return bool(node_conditions)
    bears = any(t.tolerates(MEMORY_PRESSURE, "", "NoSchedule") for t in pod.tolerations)
    return get_pod_qos(pod) == "BestEffort" and not bears


def _request(pod: Pod, name: str) -> int:
    if name == "pods":
        return 1
    return pod_amount(pod, lambda container: container.resources.requests.get(name, 0))[0]
