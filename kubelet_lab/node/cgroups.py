"""pkg/kubelet/cm/helpers_linux.go:ResourceConfigForPod: what each cgroup is told.

The kubelet writes the cgroup of a pod, the runtime that of a container, from the numbers the
kubelet sends (kuberuntime_container_linux.go). Memory requests are told to nobody.
Source: FACTS 6.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from kubelet_lab.node.cpu_units import (
    MIN_SHARES,
    QUOTA_PERIOD_US,
    cpu_shares_to_cpu_weight,
    milli_cpu_to_quota,
    milli_cpu_to_shares,
)
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.qos import get_pod_qos
from kubelet_lab.spec.pod import Container, Pod

V1_NO_MEMORY_LIMIT = 9_223_372_036_854_771_712  # what the kernel shows: int64, whole pages


class ResourceConfig(NamedTuple):
    """The numbers for one cgroup; None is not written, a quota of 0 or -1 is no quota."""

    cpu_shares: int
    cpu_quota_us: int | None = None
    cpu_period_us: int | None = None
    memory_bytes: int | None = None


def resource_config_for_pod(pod: Pod, *, enforce_cpu_limits: bool = True) -> ResourceConfig:
    """The pod's own cgroup: a limit stands there only if every container has one.

    `enforce_cpu_limits` is the kubelet's setting cpuCFSQuota.
    """
    qos = get_pod_qos(pod)
    if qos == "BestEffort":
        return ResourceConfig(MIN_SHARES)
    request_m, _ = pod_amount(pod, lambda c: c.resources.requests.get("cpu", 0))
    cpu_limit_m, cpu_limited = pod_amount(pod, lambda c: c.resources.limits.get("cpu", 0))
    memory, memory_limited = pod_amount(pod, lambda c: c.resources.limits.get("memory", 0))
    quota_us = milli_cpu_to_quota(cpu_limit_m) if enforce_cpu_limits else -1
    return ResourceConfig(
        milli_cpu_to_shares(request_m),
        quota_us if cpu_limited else None,
        QUOTA_PERIOD_US if cpu_limited else None,
        memory if memory_limited else None,
    )


def resource_config_for_container(
    container: Container, *, enforce_cpu_limits: bool = True
) -> ResourceConfig:
    """What the kubelet sends to the runtime for one container."""
    limits = container.resources.limits
    quota_us = milli_cpu_to_quota(limits.get("cpu", 0)) if enforce_cpu_limits else 0
    return ResourceConfig(
        milli_cpu_to_shares(container.resources.requests.get("cpu", 0)),
        quota_us or None,
        QUOTA_PERIOD_US if quota_us else None,
        limits.get("memory", 0) or None,
    )


def cgroup_files(
    config: ResourceConfig,
    version: Literal[1, 2] = 2,
    to_weight: Callable[[int], int] = cpu_shares_to_cpu_weight,
) -> dict[str, str]:
    """What `cat` shows in the cgroup's files, by file name.

    For a container's cgroup hand in the runtime's formula as `to_weight`.
    """
    period_us = config.cpu_period_us or QUOTA_PERIOD_US
    quota_us = max(config.cpu_quota_us or 0, 0)
    if version == 1:
        return {
            "cpu.shares": str(config.cpu_shares),
            "cpu.cfs_period_us": str(period_us),
            "cpu.cfs_quota_us": str(quota_us or -1),
            "memory.limit_in_bytes": str(config.memory_bytes or V1_NO_MEMORY_LIMIT),
        }
    return {
        "cpu.weight": str(to_weight(config.cpu_shares)),
        "cpu.max": f"{quota_us or 'max'} {period_us}",
        "memory.max": str(config.memory_bytes or "max"),
    }


def cgroup_path(pod: Pod, container_id: str = "") -> str:
    """Where the pod, or one of its containers, lives under the cgroup root (driver cgroupfs)."""
    qos = get_pod_qos(pod)
    parents = ["kubepods"] if qos == "Guaranteed" else ["kubepods", qos.lower()]
    return "/".join([*parents, f"pod{pod.uid}", *([container_id] if container_id else [])])


def pod_amount(pod: Pod, amount: Callable[[Container], int]) -> tuple[int, bool]:
    """The most the pod needs at once, and whether every container names an amount.

    Init containers run one by one, beside the sidecars that stand before them; in the second
    answer such a sidecar speaks for the init container too.
    """
    each = [amount(container) for container in pod.containers]
    running, sidecars, peak = sum(each), 0, 0
    for container in pod.init_containers:
        together = sidecars + amount(container)
        each.append(together)
        peak = max(peak, together)
        if is_sidecar(container):
            sidecars = together
    return max(running + sidecars, peak), all(each)
