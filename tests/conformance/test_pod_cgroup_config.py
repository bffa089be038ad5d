"""ResourceConfigForPod: what the pod's own cgroup is told."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.cgroups import resource_config_for_pod
from kubelet_lab.node.qos import get_pod_qos
from kubelet_lab.spec.pod import Pod


def compute(pod: Pod, *, enforce_cpu_limits: bool) -> dict[str, Any]:
    config = resource_config_for_pod(pod, enforce_cpu_limits=enforce_cpu_limits)
    return {
        "qos_class": get_pod_qos(pod),
        "cpu_shares": config.cpu_shares,
        "cpu_quota_us": config.cpu_quota_us,
        "cpu_period_us": config.cpu_period_us,
        "memory_limit_bytes": config.memory_bytes,
    }


def test_every_pod_cgroup_gets_the_recorded_numbers(
    vectors: Callable[[str], Any],
    pod_with_resources: Callable[..., Pod],
    report: Callable[[list[str], int], None],
) -> None:
    cases = vectors("pod_cgroup_config")
    mismatches = []
    for case in cases:
        pod = pod_with_resources(case["pod"])
        got = compute(pod, enforce_cpu_limits=case["enforce_cpu_limits"])
        expected = {name: case[name] for name in got}
        if got != expected:
            mismatches.append(f"{case['name']}: {got} != {expected}")
    report(mismatches, len(cases))
