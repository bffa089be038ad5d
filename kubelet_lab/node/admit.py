"""pkg/kubelet/lifecycle/predicate.go: whether this node takes a pod that was sent to it.

Source: FACTS 6.5, 6.6. Requests are held against allocatable; what is really used does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kubelet_lab.node.cgroups import pod_amount
from kubelet_lab.node.qos import get_pod_qos
from kubelet_lab.spec.pod import Pod

CRITICAL = ("system-node-critical", "system-cluster-critical")


class Rejection(NamedTuple):
    """Why a pod is not admitted."""

    reason: str
    message: str


def admit(
    pod: Pod,
    others: Iterable[Pod],
    allocatable: Mapping[str, int],
    *,
    memory_pressure: bool = False,
) -> Rejection | None:
    """None lets the pod in; `others` are the pods that are here and have not ended."""
    critical = pod.priority_class in CRITICAL
    if memory_pressure and not critical and get_pod_qos(pod) == "BestEffort":
        return Rejection("Evicted", "The node had condition: [MemoryPressure]. ")
    here = list(others)
    used = {name: sum(_request(other, name) for other in here) for name in allocatable}
    for name, capacity in allocatable.items():
        requested = _request(pod, name)
        if requested and requested > capacity - used[name]:
            amounts = f"requested: {requested}, used: {used[name]}, capacity: {capacity}"
            text = f"Node didn't have enough resource: {name}, {amounts}"
            return Rejection(f"OutOf{name}", text)
    return None


def _request(pod: Pod, name: str) -> int:
    if name == "pods":
        return 1
    return pod_amount(pod, lambda container: container.resources.requests.get(name, 0))[0]
