"""pkg/kubelet/kubelet_pods.go:convertToAPIContainerStatuses: each container, as the API has it.

Source: FACTS 4.2, 4.6. A container that waits says why: the reason is that of its last failed
start (pkg/kubelet/reason_cache.go).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kubelet_lab.node.backoff import Waiting
from kubelet_lab.node.pod_actions import should_container_be_restarted
from kubelet_lab.node.pod_status import ContainerStatus, is_sidecar
from kubelet_lab.node.ready import Readiness
from kubelet_lab.node.runtime_status import PodRuntimeStatus, RuntimeStatus
from kubelet_lab.spec.pod import Container, Pod

Reasons = Mapping[str, Waiting]  # why a container's last start failed, by name
Probed = Callable[[Container, str], Readiness]  # of a running container and its ID


def container_statuses(
    pod: Pod, cached: PodRuntimeStatus, reasons: Reasons, probed: Probed
) -> Iterator[ContainerStatus]:
    """The status of each container; what is `started` and `ready` say the probes."""
    for container in pod.init_containers:
        instance = cached.containers.get(container.name)
        done = instance and instance.state == "exited" and not instance.exit_code
        yield _status(pod, container, instance, {} if done else reasons, probed)
    for container in pod.containers:
        instance = cached.containers.get(container.name)
        yield _status(pod, container, instance, reasons, probed)


def _status(
    pod: Pod,
    container: Container,
    instance: RuntimeStatus | None,
    reasons: Reasons,
    probed: Probed,
) -> ContainerStatus:
    name = container.name
    if instance is None:
        known = reasons.get(name)
        if known:
            return ContainerStatus(name, "waiting", reason=known.reason, message=known.message)
        default = "PodInitializing" if pod.init_containers else "ContainerCreating"
        return ContainerStatus(name, "waiting", reason=default)
    last = instance.last_exit_code
    if instance.state in ("created", "unknown"):
        return ContainerStatus(
            name, "waiting", last_exit_code=last, restart_count=instance.restart_count
        )
    if instance.state == "exited":
        return _ended(pod, container, instance, reasons.get(name))
    started, ready, _ = probed(container, instance.container_id)
    return ContainerStatus(
        name,
        "running",
        last_exit_code=last,
        started=started,
        ready=ready,
        container_id=instance.container_id,
        started_at_ms=instance.started_ms,
        restart_count=instance.restart_count,
    )


def _ended(
    pod: Pod, container: Container, instance: RuntimeStatus, known: Waiting | None
) -> ContainerStatus:
    """Terminated; or waiting, if it is to start again and could not."""
    sidecar = is_sidecar(container)
    if known and (sidecar or should_container_be_restarted(pod, instance)):
        return ContainerStatus(
            container.name,
            "waiting",
            last_exit_code=instance.exit_code,
            started=False,
            container_id=instance.container_id,
            restart_count=instance.restart_count,
            reason=known.reason,
            message=known.message,
        )
    return ContainerStatus(
        container.name,
        "terminated",
        instance.exit_code,
        last_exit_code=instance.last_exit_code,
        started=False,
        ready=not sidecar and not instance.exit_code and container in pod.init_containers,
        container_id=instance.container_id,
        started_at_ms=instance.started_ms,
        restart_count=instance.restart_count,
        reason=instance.reason,
    )
