"""What the kubelet says of its pods (pkg/kubelet/status/status_manager.go; FACTS 1.5, 4.8, 4.9).

The API server, the Services and the probe workers all read this, not the runtime.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kubelet_lab.node.pod_actions import pod_sandbox_changed
from kubelet_lab.node.pod_conditions import Condition, generate_pod_conditions
from kubelet_lab.node.pod_ending import Ending
from kubelet_lab.node.pod_status import ContainerStatus, PodPhase, get_phase
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod


@dataclass(slots=True)
class PodStatus:
    """The status of one pod as the API has it, and every change of its Ready condition."""

    phase: PodPhase = "Pending"
    reason: str = ""  # of the pod itself: "Evicted", "OutOfcpu"
    message: str = ""
    ip: str = ""
    terminal: bool = False
    has_sandbox: bool = False  # as the last sync saw it
    containers: dict[str, ContainerStatus] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(
        default_factory=dict
    )  # by type; none before the first sync
    ready_changes: list[tuple[int, bool]] = field(default_factory=list)  # (at_ms, Ready)
    cause: int | None = None  # the trace entry of the last change

    @property
    def ready(self) -> bool:
        """Whether the condition Ready is True."""
        return "Ready" in self.conditions and self.conditions["Ready"].status == "True"


class StatusManager:
    """The statuses of all pods of a node."""

    def __init__(
        self, clock: Clock, trace: Trace, before: dict[str, PodStatus] | None = None
    ) -> None:
        """`before` is what the API server has of this node's pods when the kubelet starts."""
        self.pods: dict[str, PodStatus] = {} if before is None else before
        self._from_api = set(self.pods)
        self._owed = set(self.pods)  # a kubelet's first status of a pod is posted, new or not
        self.written: Callable[[str], None] = lambda _uid: None  # a pod's status has changed
        self._clock, self._trace = clock, trace

    def begin(self, pod: Pod) -> None:
        """A pod arrives; one of its uid that was here before (a static pod) says nothing of it.

        What an earlier kubelet said of the pod still stands.
        """
        if pod.uid in self._from_api:
            self._from_api.discard(pod.uid)
            return
        before = self.pods.pop(pod.uid, None)
        if before:
            self.pods[pod.uid] = PodStatus(ready_changes=before.ready_changes)

    def has_ended(self, uid: str) -> bool:
        """Whether a pod is Failed or Succeeded."""
        return uid in self.pods and self.pods[uid].phase in ("Failed", "Succeeded")

    def set_pod_status(
        self,
        pod: Pod,
        containers: dict[str, ContainerStatus],
        cause: int | None,
        seen: PodRuntimeStatus,
        *,
        ending: Ending | None = None,
        terminal: bool = False,
    ) -> PodPhase:
        """Take over a status that a pod sync has generated; the phase it comes to.

        `seen` is what it was generated from: a pod without an address now keeps its old one.
        `ending` says why the pod is to end, `terminal` that all of it has been stopped for good.
        """
        status = self.pods.setdefault(pod.uid, PodStatus())
        ip, has_sandbox = seen.ip, not pod_sandbox_changed(pod, seen.sandboxes)[0]
        if ip and ip != status.ip:
            if status.ip:
                self._note(pod, f"podIP {ip}, no longer {status.ip}", cause)
            status.ip = ip
            self.written(pod.uid)
        if ending and ending.reason and not status.reason:
            self.fail(pod, ending.reason, ending.message, cause)
        known = (containers, has_sandbox) == (status.containers, status.has_sandbox)
        if known and not terminal:
            if pod.uid in self._owed:
                self._owed.discard(pod.uid)
                self.written(pod.uid)
            return status.phase
        self._owed.discard(pod.uid)
        for name, container in containers.items():
            self._note_change(pod, status.containers.get(name), container, cause)
        status.containers, status.has_sandbox = containers, has_sandbox
        status.terminal = terminal
        self._conclude(pod, status, cause)
        return status.phase

    def fail(self, pod: Pod, reason: str, message: str, cause: int | None) -> None:
        """The pod is Failed for a reason of its own: rejected, or evicted."""
        status = self.pods.setdefault(pod.uid, PodStatus())
        status.reason, status.message = reason, message
        self._note(pod, f"phase Failed, {reason}: {message}", cause)
        status.phase = "Failed"
        self._conclude(pod, status, cause)

    def set_container_readiness(
        self, pod: Pod, name: str, container_id: str, *, ready: bool, cause: int | None
    ) -> None:
        """Take over a readiness result at once, without waiting for a sync."""
        self._patch(pod, name, container_id, cause, lambda known: replace(known, ready=ready))

    def set_container_startup(
        self, pod: Pod, name: str, container_id: str, *, started: bool, cause: int | None
    ) -> None:
        """Take over a startup result at once, without waiting for a sync."""
        self._patch(pod, name, container_id, cause, lambda known: replace(known, started=started))

    def _patch(
        self,
        pod: Pod,
        name: str,
        container_id: str,
        cause: int | None,
        change: Callable[[ContainerStatus], ContainerStatus],
    ) -> None:
        status = self.pods.get(pod.uid)
        known = status.containers.get(name) if status else None
        if status is None or known is None or known.container_id != container_id:
            return  # a result of a container that is no longer the newest
        status.containers = {**status.containers, name: change(known)}
        self._conclude(pod, status, cause)

    def _conclude(self, pod: Pod, status: PodStatus, cause: int | None) -> None:
        """Compute the phase and the conditions, and write down what changed."""
        phase, ready = status.phase, status.ready
        if not status.reason:
            status.phase = get_phase(pod, status.containers, pod_is_terminal=status.terminal)
        if status.phase != phase:
            self._note(pod, f"phase {status.phase}", cause)
        if status.containers:  # a pod that was rejected has phase and reason only
            status.conditions = generate_pod_conditions(
                pod, status.containers, status.phase, has_sandbox=status.has_sandbox
            )
        if status.ready != ready:
            condition = status.conditions["Ready"]
            why = "" if status.ready else f": {condition.message or condition.reason}"
            status.cause = self._note(pod, f"condition Ready {status.ready}{why}", cause)
            status.ready_changes.append((self._clock.now_ms, status.ready))
        self.written(pod.uid)

    def _note_change(
        self, pod: Pod, old: ContainerStatus | None, new: ContainerStatus, cause: int | None
    ) -> None:
        if new.restart_count > (old.restart_count if old else 0):
            self._note(pod, f"{new.name} restarted: RESTARTS {new.restart_count}", cause)
        waits = (new.reason, new.message) != ((old.reason, old.message) if old else ("", ""))
        if new.state == "waiting" and new.message and waits:
            self._note(pod, f"{new.name} waiting, {new.reason}: {new.message}", cause)

    def _note(self, pod: Pod, text: str, cause: int | None) -> int:
        return self._trace.add(self._clock.now_ms, "status", f"pod/{pod.name}", text, cause)
