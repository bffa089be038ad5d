"""pkg/kubelet/status/generate.go: the pod conditions, from its sandbox to Ready.

Source: FACTS 4.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from kubelet_lab.node.go_text import go_list
from kubelet_lab.node.pod_status import (
    ContainerStatus,
    PodPhase,
    Statuses,
    has_any_regular_container_started,
    is_sidecar,
)
from kubelet_lab.spec.pod import Container, Pod


class Condition(NamedTuple):
    """One pod condition as `kubectl describe pod` shows it."""

    status: Literal["True", "False", "Unknown"]
    reason: str = ""
    message: str = ""


def generate_pod_conditions(
    pod: Pod, statuses: Statuses, phase: PodPhase, *, has_sandbox: bool
) -> dict[str, Condition]:
    """All of them in the kubelet's order; readiness gates count as closed.

    `has_sandbox`: there is one, with its network, and no new one is needed.
    """
    ready = containers_ready = generate_containers_ready_condition(pod, statuses, phase)
    if pod.readiness_gates:
        ready = generate_pod_ready_condition(pod, {}, statuses, phase)
    return {
        "PodReadyToStartContainers": Condition("True" if has_sandbox else "False"),
        "Initialized": generate_pod_initialized_condition(pod, statuses, phase),
        "Ready": ready,
        "ContainersReady": containers_ready,
    }


def generate_pod_initialized_condition(pod: Pod, statuses: Statuses, phase: PodPhase) -> Condition:
    """Initialized: every init container is done, and every sidecar has started."""
    if not statuses and pod.init_containers:
        return Condition("False", "UnknownContainerStatuses")
    unknown = [c.name for c in pod.init_containers if c.name not in statuses]
    incomplete = [
        c.name
        for c in pod.init_containers
        if c.name in statuses and not _is_initialized(c, statuses[c.name])
    ]
    if phase == "Succeeded" and not unknown:
        return Condition("True", "PodCompleted")
    if has_any_regular_container_started(pod, statuses):
        return Condition("True")  # a restarting sidecar does not undo it
    message = _message(unknown, "incomplete", incomplete)
    return Condition("False", "ContainersNotInitialized", message) if message else Condition("True")


def generate_containers_ready_condition(pod: Pod, statuses: Statuses, phase: PodPhase) -> Condition:
    """ContainersReady: every sidecar and every regular container is ready."""
    if not statuses:
        return Condition("False", "UnknownContainerStatuses")
    watched = [c.name for c in pod.init_containers if is_sidecar(c)]
    watched += [c.name for c in pod.containers]
    unknown = [name for name in watched if name not in statuses]
    unready = [name for name in watched if name in statuses and not statuses[name].ready]
    if phase == "Succeeded" and not unknown:
        return Condition("False", "PodCompleted")
    if phase == "Failed":
        return Condition("False", "PodFailed")
    message = _message(unknown, "unready", unready)
    return Condition("False", "ContainersNotReady", message) if message else Condition("True")


def generate_pod_ready_condition(
    pod: Pod, conditions: Mapping[str, str], statuses: Statuses, phase: PodPhase
) -> Condition:
    """Ready: the containers are, and every readiness gate is "True" in `conditions`."""
    containers_ready = generate_containers_ready_condition(pod, statuses, phase)
    if containers_ready.status != "True":
        return containers_ready
    closed = [gate for gate in pod.readiness_gates if conditions.get(gate) != "True"]
    if closed:
        message = ", ".join(_closed_gate(gate, conditions.get(gate)) for gate in closed)
        return Condition("False", "ReadinessGatesNotReady", message)
    return Condition("True")


def _is_initialized(container: Container, status: ContainerStatus) -> bool:
    return bool(status.started) if is_sidecar(container) else status.ready


def _message(unknown: list[str], lacking: str, names: list[str]) -> str:
    parts = (("unknown", unknown), (lacking, names))
    return ", ".join(f"containers with {word} status: {go_list(n)}" for word, n in parts if n)


def _closed_gate(gate: str, status: str | None) -> str:
    if status is None:
        return f'corresponding condition of pod readiness gate "{gate}" does not exist.'
    return f'the status of pod readiness gate "{gate}" is not "True", but {status}'
