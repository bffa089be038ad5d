"""pkg/kubelet/kuberuntime/kuberuntime_container.go: which init container is next.

A pod without sidecars goes through findNextInitContainerToRun, one with sidecars through
computeInitContainerActions; v1.32 keeps both. Source: FACTS 4.3, 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.results import Results
from kubelet_lab.node.runtime_status import RuntimeStatus
from kubelet_lab.spec.pod import Container, Pod

KillReason = Literal["", "Unknown", "LivenessProbe", "StartupProbe"]
Containers = Mapping[str, RuntimeStatus]  # by container name


class ProbeResults(NamedTuple):
    """The two result caches that can end a container."""

    liveness: Results
    startup: Results


class ContainerToKill(NamedTuple):
    """One running instance to stop, and the words of its `Killing` event."""

    container_id: str
    container: Container
    message: str
    reason: KillReason = ""


@dataclass(slots=True)
class InitActions:
    """What is to be done for the init containers, and whether initialization is over."""

    initialized: bool = False
    kill_pod: bool = False
    start: list[Container] = field(default_factory=list)
    kill: list[ContainerToKill] = field(default_factory=list)


def init_actions(pod: Pod, containers: Containers, results: ProbeResults) -> InitActions:
    """What one pod sync does for the init containers."""
    if not pod.init_containers:
        return InitActions(initialized=True)
    if any(is_sidecar(container) for container in pod.init_containers):
        return _with_sidecars(pod, containers, results)
    return _without_sidecars(pod, containers)


def has_any_regular_container_in(pod: Pod, containers: Containers, *states: str) -> bool:
    """Whether a regular container of the pod is in one of the states."""
    found = (containers.get(container.name) for container in pod.containers)
    return any(status and status.state in states for status in found)


def _without_sidecars(pod: Pod, containers: Containers) -> InitActions:
    if has_any_regular_container_in(pod, containers, "running"):
        return InitActions(initialized=True)
    known = [
        (i, containers[container.name])
        for i, container in reversed(list(enumerate(pod.init_containers)))
        if container.name in containers
    ]
    for i, status in known:
        if _failed(status):
            return _retry(pod, pod.init_containers[i], status)
    for i, status in known:
        if status.state == "running":
            return InitActions()
        if status.state == "exited":
            rest = pod.init_containers[i + 1 :]
            return InitActions(initialized=not rest, start=list(rest[:1]))
    return InitActions(start=[pod.init_containers[0]])


def _retry(pod: Pod, container: Container, status: RuntimeStatus) -> InitActions:
    """The last failed init container runs again, unless nothing of this pod does."""
    if pod.restart_policy == "Never":
        return InitActions(kill_pod=True)
    unknown = _unknown_to_kill(container, status)
    return InitActions(start=[container], kill=[unknown] if unknown else [])


def _with_sidecars(pod: Pod, containers: Containers, results: ProbeResults) -> InitActions:
    """Backwards: the last init container that has run tells how far the pod has come."""
    actions = InitActions(has_any_regular_container_in(pod, containers, "created", "running"))
    reached = actions.initialized
    for i, container in reversed(list(enumerate(pod.init_containers))):
        status = containers.get(container.name)
        if reached and not is_sidecar(container):
            continue  # once it is over, only sidecars are kept going
        if status is None:
            if reached:
                actions.start.insert(0, container)
            continue
        if pod.restart_policy == "Never" and not is_sidecar(container) and _failed(status):
            return InitActions(kill_pod=True, kill=actions.kill)
        if _initialized(container, status, results):
            rest = pod.init_containers[i + 1 :]
            actions.initialized = actions.initialized or not rest
            actions.start[:0] = () if reached else rest[:1]
        _keep_going(actions, container, status, results)
        reached = True
    if not reached:
        actions.start = [pod.init_containers[0]]
    return actions


def _initialized(container: Container, status: RuntimeStatus, results: ProbeResults) -> bool:
    """Whether the init container after this one may start."""
    if not is_sidecar(container):
        return status.state == "exited" and not _failed(status)
    started = not container.startup or results.startup.get(status.container_id) == "success"
    return status.state == "running" and started


def _keep_going(
    actions: InitActions, container: Container, status: RuntimeStatus, results: ProbeResults
) -> None:
    """Start it again if it is not running, or not well; a completed one is left alone."""
    kill = _to_kill(container, status, results)
    if kill:
        actions.kill.append(kill)
    completed = status.state == "exited" and not is_sidecar(container) and not _failed(status)
    if kill or (status.state != "running" and not completed):
        actions.start.insert(0, container)


def _to_kill(
    container: Container, status: RuntimeStatus, results: ProbeResults
) -> ContainerToKill | None:
    if status.state != "running" or not is_sidecar(container):
        return _unknown_to_kill(container, status)
    cid, who = status.container_id, f"Init container {container.name}"
    if not _initialized(container, status, results):
        failed = results.startup.get(cid) == "failure"
        message = f"{who} failed startup probe"
        return ContainerToKill(cid, container, message, "StartupProbe") if failed else None
    if status.spec_changed:
        return ContainerToKill(cid, container, f"{who} definition changed")
    if container.liveness and results.liveness.get(cid) == "failure":
        return ContainerToKill(cid, container, f"{who} failed liveness probe", "LivenessProbe")
    return None


def _unknown_to_kill(container: Container, status: RuntimeStatus) -> ContainerToKill | None:
    if status.state != "unknown":
        return None
    message = 'Init container is in "unknown" state, try killing it before restart'
    return ContainerToKill(status.container_id, container, message, "Unknown")


def _failed(status: RuntimeStatus) -> bool:
    if status.reason == "OOMKilled" or status.state == "unknown":
        return True
    return status.state == "exited" and status.exit_code != 0
