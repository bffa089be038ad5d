"""What a runtime keeps of pods: sandboxes, containers, and the process in each container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kubelet_lab.node.pleg import RuntimePod
from kubelet_lab.node.process import Process
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime_status import (
    ContainerState,
    PodRuntimeStatus,
    RuntimeStatus,
    SandboxStatus,
)
from kubelet_lab.spec.pod import Pod

KEPT = 2  # instances of a container: the newest, and the dead one that garbage collection leaves


@dataclass(slots=True)
class ContainerRecord:
    """One container in the runtime. `process` is there from its start on."""

    container_id: str
    name: str
    restart_count: int
    state: ContainerState = "created"
    process: Process | None = None
    exit_code: int = 0
    reason: str = ""
    started_ms: int = 0
    finished_ms: int = 0
    terminating_ms: int | None = None  # SIGTERM was sent then


@dataclass(slots=True)
class PodRecord:
    """What the runtime has of one pod; `listed` is its line in a relist."""

    pod: Pod
    programs: Mapping[str, tuple[Program, World]]
    sandboxes: list[SandboxStatus] = field(default_factory=list)  # newest first
    containers: dict[str, list[ContainerRecord]] = field(default_factory=dict)  # newest first
    listed: RuntimePod | None = None
    past: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # of removed processes

    def remember(self, removed: ContainerRecord) -> None:
        """Keep what a process did whose container is removed: `history` draws all of its pod."""
        states = removed.process.states if removed.process else []
        self.past.setdefault(removed.name, []).extend(states)

    def list(self) -> None:
        """Write the line of the next relist."""
        states: dict[str, ContainerState] = {
            found.container_id: found.state
            for instances in self.containers.values()
            for found in instances[:KEPT]
        }
        for sandbox in self.sandboxes[:KEPT]:
            states[sandbox.sandbox_id] = "running" if sandbox.ready else "exited"
        self.listed = RuntimePod(self.pod.uid, states)

    def status(self) -> PodRuntimeStatus:
        """PodSandboxStatus and ContainerStatus of all that the pod has."""
        newest = {name: _status(found) for name, found in self.containers.items()}
        return PodRuntimeStatus(tuple(self.sandboxes[:KEPT]), newest)


def _status(instances: list[ContainerRecord]) -> RuntimeStatus:
    newest = instances[0]
    last = instances[1] if len(instances) > 1 else None
    return RuntimeStatus(
        newest.container_id,
        newest.state,
        newest.exit_code,
        newest.reason,
        started_ms=newest.started_ms,
        finished_ms=newest.finished_ms,
        restart_count=newest.restart_count,
        last_exit_code=last.exit_code if last else None,
        last_finished_ms=last.finished_ms if last else None,
    )
