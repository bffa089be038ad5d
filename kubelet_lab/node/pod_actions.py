"""pkg/kubelet/kuberuntime/kuberuntime_manager.go:computePodActions: what one pod sync does.

Source: FACTS 4.4, 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kubelet_lab.node.init_actions import (
    ContainerToKill,
    KillReason,
    ProbeResults,
    has_any_regular_container_in,
    init_actions,
)
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.runtime_status import PodRuntimeStatus, RuntimeStatus, SandboxStatus
from kubelet_lab.spec.pod import Container, Pod


@dataclass(slots=True)
class PodActions:
    """The plan of one sync: kill first, then the sandbox, init containers, containers."""

    kill_pod: bool = False  # stop all containers and the sandbox
    create_sandbox: bool = False
    attempt: int = 0  # number of the sandbox to be made, or of the one that is kept
    init_containers_to_start: list[Container] = field(default_factory=list)
    containers_to_start: list[Container] = field(default_factory=list)
    containers_to_kill: list[ContainerToKill] = field(default_factory=list)


def pod_sandbox_changed(pod: Pod, sandboxes: Sequence[SandboxStatus]) -> tuple[bool, int]:
    """Whether the pod needs a new sandbox, and the attempt number to use (util/util.go)."""
    if not sandboxes:
        return True, 0
    newest, last_attempt = sandboxes[0], max(sandbox.attempt for sandbox in sandboxes)
    fit = newest.ready and (pod.host_network or newest.ip != "")
    if sum(sandbox.ready for sandbox in sandboxes) > 1 or not fit:
        return True, last_attempt + 1
    return False, last_attempt


def compute_pod_actions(
    pod: Pod, status: PodRuntimeStatus, results: ProbeResults, *, deleted: bool = False
) -> PodActions:
    """What a sync of `pod` does; `deleted` means it has a deletion timestamp."""
    new_sandbox, attempt = pod_sandbox_changed(pod, status.sandboxes)
    if new_sandbox:
        return _start_over(pod, status, results, attempt)
    init = init_actions(pod, status.containers, results)
    actions = PodActions(
        kill_pod=init.kill_pod,
        attempt=attempt,
        init_containers_to_start=init.start,
        containers_to_kill=init.kill,
    )
    if init.kill_pod or not init.initialized:
        return actions
    kept = [_keep(actions, pod, status, results, c, deleted=deleted) for c in pod.containers]
    if not any(kept) and not actions.containers_to_start:
        actions.kill_pod = True
        actions.init_containers_to_start = []  # sidecars must not keep the pod alive
    return actions


def _start_over(
    pod: Pod, status: PodRuntimeStatus, results: ProbeResults, attempt: int
) -> PodActions:
    """All has to be killed and made again in a new sandbox, if anything is left to run."""
    actions = PodActions(kill_pod=True, attempt=attempt)
    if pod.restart_policy == "Never" and attempt != 0 and status.containers:
        return actions
    to_start = [
        container
        for container in pod.containers
        if pod.restart_policy != "OnFailure"
        or not _succeeded(status.containers.get(container.name))
    ]
    if not to_start and _has_initialized(pod, status, results):
        return actions
    actions.create_sandbox = True
    if pod.init_containers:
        actions.init_containers_to_start = [pod.init_containers[0]]
    else:
        actions.containers_to_start = to_start
    return actions


def _keep(
    actions: PodActions,
    pod: Pod,
    status: PodRuntimeStatus,
    results: ProbeResults,
    container: Container,
    *,
    deleted: bool,
) -> bool:
    """Whether a regular container goes on as it is; if not, plan its end and its start."""
    instance = status.containers.get(container.name)
    if instance is None or instance.state != "running":
        if not deleted and should_container_be_restarted(pod, instance):
            _start_stopped(actions, container, instance)
        return False
    message, reason = _why_kill(container, instance, results)
    if not message:
        return True
    # a changed container is restarted whatever the policy says
    if instance.spec_changed or pod.restart_policy != "Never":
        message += ", will be restarted"
        actions.containers_to_start.append(container)
    kill = ContainerToKill(instance.container_id, container, message, reason)
    actions.containers_to_kill.append(kill)
    return False


def should_container_be_restarted(pod: Pod, instance: RuntimeStatus | None) -> bool:
    """Whether a container that is not running is to be started (container/helpers.go)."""
    if instance is None or instance.state in ("unknown", "created"):
        return True
    if pod.restart_policy == "OnFailure":
        return instance.exit_code != 0
    return pod.restart_policy == "Always"


def _start_stopped(
    actions: PodActions, container: Container, instance: RuntimeStatus | None
) -> None:
    actions.containers_to_start.append(container)
    if instance and instance.state == "unknown":  # it may still be running
        message = 'Container is in "unknown" state, try killing it before restart'
        kill = ContainerToKill(instance.container_id, container, message, "Unknown")
        actions.containers_to_kill.append(kill)


def _why_kill(
    container: Container, instance: RuntimeStatus, results: ProbeResults
) -> tuple[str, KillReason]:
    who = f"Container {container.name}"
    if instance.spec_changed:
        return f"{who} definition changed", ""
    if results.liveness.get(instance.container_id) == "failure":
        return f"{who} failed liveness probe", "LivenessProbe"
    if results.startup.get(instance.container_id) == "failure":
        return f"{who} failed startup probe", "StartupProbe"
    return "", ""


def _has_initialized(pod: Pod, status: PodRuntimeStatus, results: ProbeResults) -> bool:
    if any(is_sidecar(container) for container in pod.init_containers):
        states = ("created", "running", "exited")
        return has_any_regular_container_in(pod, status.containers, *states)
    return init_actions(pod, status.containers, results).initialized


def _succeeded(instance: RuntimeStatus | None) -> bool:
    return instance is not None and instance.state == "exited" and instance.exit_code == 0
