"""The kubelet's sync loop: who is told of what (pkg/kubelet/kubelet.go: syncLoopIteration).

Source: FACTS 4.1, 1.5. Pods come in, PLEG events and probe results come in; pod workers act.
"""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.node.backoff import Backoff
from kubelet_lab.node.pleg import PodLifecycleEvent
from kubelet_lab.node.pod_worker import PodWorker
from kubelet_lab.node.prober import ProbeManager, ProbeTarget, Update
from kubelet_lab.node.process import Program, World
from kubelet_lab.node.relist import PodCache
from kubelet_lab.node.runtime import PodRecord, Runtime
from kubelet_lab.node.status_manager import StatusManager
from kubelet_lab.node.worker import Seen
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod

POD_SYNC_EVENTS = ("ContainerStarted", "ContainerDied")  # ContainerRemoved is not sync-worthy


class Kubelet:
    """One kubelet on one runtime. `relist_ms` is how long one relist takes."""

    def __init__(self, clock: Clock, trace: Trace, runtime: Runtime, relist_ms: int = 0) -> None:
        self.clock, self.trace, self.runtime = clock, trace, runtime
        self.cache = PodCache(clock, runtime, relist_ms)
        self.status = StatusManager(clock, trace)
        self.prober = ProbeManager(clock, trace, self)
        self.backoff = Backoff()
        self.workers: dict[str, PodWorker] = {}
        self.cache.heard = self._handle_pleg_events
        runtime.changed = lambda _uid: self.cache.changed()
        runtime.answers_changed = self.prober.status_changed

    def add_pod(
        self,
        pod: Pod,
        programs: Mapping[str, tuple[Program, World]],
        cause: int | None = None,
    ) -> None:
        """A pod arrives: the watch brings it within milliseconds. `programs` by container.

        `cause` is the trace entry that brings it; without one, it was assigned to this node.
        """
        if cause is None:
            text = f"pod {pod.name} is assigned to this node"
            cause = self.trace.add(self.clock.now_ms, "world", f"pod/{pod.name}", text)
        self.runtime.pods[pod.uid] = PodRecord(pod, dict(programs))
        self.workers[pod.uid] = PodWorker(self, pod)
        self.workers[pod.uid].update(cause)

    def event(self, pod: Pod, text: str, because: int | None) -> int:
        """Send a Kubernetes event about a pod; `text` is its type, reason and message."""
        return self.trace.add(self.clock.now_ms, "kubelet", f"pod/{pod.name}", text, because)

    def _handle_pleg_events(self, events: list[PodLifecycleEvent]) -> None:
        causes: dict[str, int] = {}
        for event in events:
            worker = self.workers.get(event.pod_uid)
            if worker is None or event.type not in POD_SYNC_EVENTS:
                continue
            subject, text = f"pod/{worker.pod.name}", f"{event.type} {event.container_id}"
            why = self.runtime.causes[event.container_id]
            causes[event.pod_uid] = self.trace.add(self.clock.now_ms, "pleg", subject, text, why)
        for uid, cause in causes.items():
            self.workers[uid].update(cause)

    def probe_result(self, update: Update) -> None:
        """Act on a new probe result (prober.Host): the worker's own turn has to end first."""
        self.clock.after(0, lambda: self._handle_probe_result(update))

    def _handle_probe_result(self, update: Update) -> None:
        worker = self.workers.get(update.pod_uid)
        if worker is None:
            return
        pod, name = worker.pod, update.container
        container_id, good = update.container_id, update.result == "success"
        if update.probe_type == "readiness":
            self.status.set_container_readiness(
                pod, name, container_id, ready=good, cause=update.cause
            )
        elif update.probe_type == "startup":
            self.status.set_container_startup(
                pod, name, container_id, started=good, cause=update.cause
            )
        elif update.result != "failure":
            return  # liveness: only a failure is acted on
        self.prober.status_changed(update.pod_uid)
        worker.update(update.cause)

    def seen(self, pod_uid: str, container: str) -> Seen:
        """A container's status as the probe workers read it (prober.Host)."""
        status = self.status.pods.get(pod_uid)
        if status is None:
            return Seen(pod_status_known=False)
        known = status.containers.get(container)
        if known is None:
            return Seen(phase=status.phase)
        return Seen(
            phase=status.phase,
            container_id=known.container_id,
            state=known.state,
            running_for_ms=self.clock.now_ms - known.started_at_ms,
            started=bool(known.started),
        )

    def target(self, pod_uid: str, container: str) -> ProbeTarget:
        """The newest process of a container (prober.Host)."""
        instance = self.runtime.newest(pod_uid, container)
        assert instance is not None  # noqa: S101 - only what has run is probed
        assert instance.process is not None  # noqa: S101
        return instance.process

    def pod_ip(self, pod_uid: str) -> str:
        """The address of a pod's newest sandbox (prober.Host)."""
        return self.runtime.pods[pod_uid].sandboxes[0].ip
