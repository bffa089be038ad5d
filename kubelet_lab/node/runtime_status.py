"""pkg/kubelet/container/runtime.go:PodStatus: what the runtime last said about one pod.

It is what PLEG puts into the pod cache, and what a pod sync decides on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

ContainerState = Literal["created", "running", "exited", "unknown"]


@dataclass(frozen=True, slots=True)
class RuntimeStatus:
    """The newest instance of one container."""

    container_id: str
    state: ContainerState
    exit_code: int = 0
    reason: str = ""  # "OOMKilled", "Completed", "Error"
    spec_changed: bool = False  # name or image are no longer those it was made with
    started_ms: int = 0
    finished_ms: int = 0
    restart_count: int = 0
    last_exit_code: int | None = None  # of the instance before this one; None if there is none
    last_finished_ms: int | None = None

    @property
    def newest_exit_ms(self) -> int | None:
        """When the newest instance that has exited finished; None if none has."""
        return self.finished_ms if self.state == "exited" else self.last_finished_ms


@dataclass(frozen=True, slots=True)
class SandboxStatus:
    """One sandbox of the pod; `ip` is empty if it has no address."""

    sandbox_id: str
    ready: bool
    attempt: int = 0
    ip: str = ""


@dataclass(frozen=True, slots=True)
class PodRuntimeStatus:
    """All that the runtime has of a pod."""

    sandboxes: Sequence[SandboxStatus] = ()  # newest first
    containers: Mapping[str, RuntimeStatus] = field(default_factory=dict)  # by container name

    @property
    def ip(self) -> str:
        """The address of the newest sandbox; "" if it has none."""
        return self.sandboxes[0].ip if self.sandboxes else ""
