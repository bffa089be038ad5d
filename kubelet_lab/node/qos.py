"""pkg/apis/core/v1/helper/qos/qos.go and pkg/kubelet/qos/policy.go: who is killed first.

Source: FACTS 6.3, 6.4.
"""

from __future__ import annotations

from typing import Literal

from kubelet_lab.node.critical_pods import is_node_critical
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.spec.pod import Container, Pod

QOSClass = Literal["Guaranteed", "Burstable", "BestEffort"]

QOS_RESOURCES = ("cpu", "memory")
GUARANTEED_OOM_SCORE_ADJ = -997  # kubelet and kube-proxy have -999, the pause container -998
BEST_EFFORT_OOM_SCORE_ADJ = 1000


def get_pod_qos(pod: Pod) -> QOSClass:
    """The QoS class; only cpu and memory count, and zero is as good as not set."""
    containers = pod.containers + pod.init_containers
    requests = [_compute_resources(container.resources.requests) for container in containers]
    limits = [_compute_resources(container.resources.limits) for container in containers]
    if not any(requests) and not any(limits):
        return "BestEffort"
    all_limited = all(len(limit) == len(QOS_RESOURCES) for limit in limits)
    if all_limited and _total(requests) == _total(limits):
        return "Guaranteed"
    return "Burstable"


def get_container_oom_score_adjust(
    pod: Pod, container: Container, node_memory_capacity: int
) -> int:
    """The container's oom_score_adj on a node with that much memory (bytes): highest dies first.

    The more of the node's memory a Burstable container has asked for, the safer it is.
    """
    qos = get_pod_qos(pod)
    if is_node_critical(pod) or qos == "Guaranteed":
        return GUARANTEED_OOM_SCORE_ADJ
    if qos == "BestEffort":
        return BEST_EFFORT_OOM_SCORE_ADJ
    requests = [_memory_request(container)]
    if is_sidecar(container):  # it must not die before the containers it serves
        requests.append(min(_memory_request(regular) for regular in pod.containers))
    adjust = 1000 - max(1000 * request // node_memory_capacity for request in requests)
    # never as safe as Guaranteed, never as lost as BestEffort
    return min(max(adjust, 1000 + GUARANTEED_OOM_SCORE_ADJ), BEST_EFFORT_OOM_SCORE_ADJ - 1)


def _compute_resources(amounts: dict[str, int]) -> dict[str, int]:
    return {name: amounts[name] for name in QOS_RESOURCES if amounts.get(name, 0) > 0}


def _total(amounts: list[dict[str, int]]) -> dict[str, int]:
    names = {name for amount in amounts for name in amount}
    return {name: sum(amount.get(name, 0) for amount in amounts) for name in names}


def _memory_request(container: Container) -> int:
    return container.resources.requests.get("memory", 0)
