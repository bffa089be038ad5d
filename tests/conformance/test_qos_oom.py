"""GetPodQOS, before and after defaulting, and GetContainerOOMScoreAdjust on nodes of many sizes."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.qos import get_container_oom_score_adjust, get_pod_qos
from kubelet_lab.spec.pod import Pod


def oom_scores(pod: Pod, capacity_bytes: int) -> dict[str, Any]:
    return {
        "node_memory_capacity_bytes": capacity_bytes,
        "oom_score_adj_by_container": {
            container.name: get_container_oom_score_adjust(pod, container, capacity_bytes)
            for container in pod.containers + pod.init_containers
        },
    }


def test_every_pod_has_the_recorded_class_and_scores(
    vectors: Callable[[str], Any],
    pod_with_resources: Callable[..., Pod],
    report: Callable[[list[str], int], None],
) -> None:
    cases = vectors("qos_oom")
    mismatches = []
    for case in cases:
        pod = pod_with_resources(case["pod"])
        got = {
            "qos_class": get_pod_qos(pod),
            "qos_class_without_defaulting": get_pod_qos(
                pod_with_resources(case["pod"], defaulted=False)
            ),
            "oom": [oom_scores(pod, node["node_memory_capacity_bytes"]) for node in case["oom"]],
        }
        mismatches += [
            f"{case['name']}: {name} {value} != {case[name]}"
            for name, value in got.items()
            if value != case[name]
        ]
    report(mismatches, len(cases))
