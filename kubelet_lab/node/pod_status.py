"""pkg/kubelet/kubelet_pods.go:getPhase: one word for the whole pod.

Source: FACTS 4.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kubelet_lab.spec.pod import Container, Pod

PodPhase = Literal["Pending", "Running", "Succeeded", "Failed"]
# "empty": the kubelet reports the container, but none of its states yet
StatusState = Literal["waiting", "running", "terminated", "empty"]


@dataclass(frozen=True, slots=True)
class ContainerStatus:
    """One container's status as the API has it, init containers included."""

    name: str
    state: StatusState
    exit_code: int = 0  # of state "terminated"
    last_exit_code: int | None = None  # of lastState.terminated; None if it never terminated
    started: bool | None = None
    ready: bool = False
    container_id: str = ""
    started_at_ms: int = 0  # of state "running"
    restart_count: int = 0
    reason: str = ""  # of state "waiting" or "terminated"
    message: str = ""  # of state "waiting"


Statuses = Mapping[str, ContainerStatus]  # by container name


def is_sidecar(container: Container) -> bool:
    """Whether an init container is one that keeps running (restartPolicy Always)."""
    return container.restart_policy == "Always"


def has_any_regular_container_started(pod: Pod, statuses: Statuses) -> bool:
    """Whether a regular container has run, so that initialization must be over."""
    found = (statuses.get(container.name) for container in pod.containers)
    return any(status and status.state in ("running", "terminated") for status in found)


def get_phase(pod: Pod, statuses: Statuses, *, pod_is_terminal: bool = False) -> PodPhase:
    """The phase of a pod with these statuses.

    `pod_is_terminal` says that the pod worker has finished with the pod and restarts nothing;
    it is never said of a static pod.
    """
    seen = {_tell_regular(statuses.get(container.name)) for container in pod.containers}
    for container in pod.init_containers:
        tell = _tell_sidecar if is_sidecar(container) else _tell_init
        seen.add(tell(statuses.get(container.name)))
    if "init failed" in seen and pod.restart_policy == "Never":
        return "Failed"
    if seen & {"init pending", "waiting", "unknown"}:
        return "Pending"
    # a sidecar that restarts does not put a pod back that has run before
    if "sidecar starting" in seen and not has_any_regular_container_started(pod, statuses):
        return "Pending"
    if seen & {"running", "sidecar starting"}:
        return "Running"
    return _phase_when_all_stopped(
        pod.restart_policy, succeeded="failed" not in seen, pod_is_terminal=pod_is_terminal
    )


def _phase_when_all_stopped(
    restart_policy: str, *, succeeded: bool, pod_is_terminal: bool
) -> PodPhase:
    if restart_policy == "Always" and not pod_is_terminal:
        return "Running"  # all are about to be restarted
    if succeeded:
        return "Succeeded"
    return "Failed" if pod_is_terminal or restart_policy == "Never" else "Running"


def _tell_init(status: ContainerStatus | None) -> str:
    """What a plain init container says about its pod."""
    if status is None or status.state in ("running", "empty"):
        return "init pending"
    code = status.exit_code if status.state == "terminated" else status.last_exit_code
    if code is None:
        return "init pending"
    return "init failed" if code else "done"


def _tell_sidecar(status: ContainerStatus | None) -> str:
    """What a sidecar says; one that has stopped has no say in the phase."""
    if status is None or status.state == "empty":
        return "unknown"
    if status.state == "running":
        return "running" if status.started else "sidecar starting"
    return "waiting" if status.state == "waiting" and status.last_exit_code is None else "done"


def _tell_regular(status: ContainerStatus | None) -> str:
    """What a regular container says; one that waits for its restart counts as failed."""
    if status is None or status.state == "empty":
        return "unknown"
    if status.state == "running":
        return "running"
    if status.state == "waiting":
        return "waiting" if status.last_exit_code is None else "failed"
    return "failed" if status.exit_code else "succeeded"
