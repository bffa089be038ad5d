"""pkg/kubelet/kubelet.go:syncLoopIteration: who is told of what.

Pods come and go, PLEG events and probe results come in; pod workers act. The kubelet reaches
containers through CRI only. Longer than our habit: it is where all parts of a kubelet meet, and
where they start and stop together. Source: FACTS 4.1, 1.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lab.node.admit import admit
from kubelet_lab.node.cri import ProbeTarget, RuntimeService
from kubelet_lab.node.eviction import Eviction, EvictionManager, Threshold
from kubelet_lab.node.filesystem import FileSystem
from kubelet_lab.node.kuberuntime import KubeRuntime
from kubelet_lab.node.local_storage import LocalStorage
from kubelet_lab.node.machine import (
    EVICTION_HARD_IMAGEFS_PERCENT,
    EVICTION_HARD_MEMORY,
    Machine,
)
from kubelet_lab.node.memory import Memory
from kubelet_lab.node.network_check import NetworkCheck
from kubelet_lab.node.node_status import NodeStatus
from kubelet_lab.node.pleg import RELIST_THRESHOLD_MS, PodLifecycleEvent
from kubelet_lab.node.pod_ending import Ending
from kubelet_lab.node.pod_worker import PodWorker
from kubelet_lab.node.probe_worker import Update
from kubelet_lab.node.prober import ProbeManager
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.node.relist import PodCache
from kubelet_lab.node.status_manager import StatusManager
from kubelet_lab.node.sync_loop import SyncLoop
from kubelet_lab.node.volumes import Volumes
from kubelet_lab.node.worker import Seen
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod

POD_SYNC_EVENTS = ("ContainerStarted", "ContainerDied")  # ContainerRemoved is not sync-worthy
HARD_EVICTION_GRACE_MS = 1_000  # eviction_manager.go: immediateEvictionGracePeriodSeconds


class Kubelet:
    """One kubelet on one runtime."""

    def __init__(
        self,
        clock: Clock,
        trace: Trace,
        runtime: RuntimeService,
        machine: Machine,
        *,
        memory: Memory,
        files: FileSystem,
        before: Kubelet | None = None,
        pleg_threshold_ms: int = RELIST_THRESHOLD_MS,
    ) -> None:
        """`memory` and `files` are what the kubelet reads from the node's cgroups and disk.

        `before` is the kubelet that ran here last: what it has posted and mounted is still there.
        """
        self.clock, self.trace, self.runtime, self.machine = clock, trace, runtime, machine
        self.workers: dict[str, PodWorker] = {}
        self.gone: Callable[[Pod, int], None] = lambda _pod, _cause: None  # a pod is forgotten
        self.recorder = EventRecorder(clock, trace, machine.name)
        self.cache = PodCache(clock, runtime, pleg_threshold_ms, returning=before is not None)
        self.loop = SyncLoop(clock, self.cache, returning=before is not None)
        self.status: StatusManager = StatusManager(
            clock, trace, before.status.pods if before else None
        )
        self.prober: ProbeManager = ProbeManager(clock, trace, self)
        self.volumes: Volumes = before.volumes if before else Volumes()
        self.kuberuntime = KubeRuntime(clock, runtime, self.recorder)
        self.storage = LocalStorage(clock, files, self._is_active)
        self.eviction = EvictionManager(
            clock,
            self.recorder,
            self._thresholds(memory, files),
            self._active,
            self._evict,
            storage=self.storage,
        )
        self.network = NetworkCheck(clock, runtime)
        self.node_status: NodeStatus = NodeStatus(
            clock,
            self.recorder,
            machine.name,
            lambda: [*self.loop.runtime_errors(), *self.network.errors()],
            self.eviction.node_conditions,
            before=before.node_status if before else None,
        )
        self.stopped_ms: int | None = None
        self._returned: int | None = None  # the trace entry of its start, if it came back
        self._is_blank = before is not None  # until the first relist
        self._memory = memory
        self._listen(memory)

    def _thresholds(self, memory: Memory, files: FileSystem) -> list[Threshold]:
        """The default evictionHard of a node with one disk."""
        imagefs = self.machine.disk_bytes * EVICTION_HARD_IMAGEFS_PERCENT // 100
        return [
            Threshold("memory", "MemoryPressure", EVICTION_HARD_MEMORY, memory),
            Threshold(
                "ephemeral-storage", "DiskPressure", imagefs, files, self._delete_unused_images
            ),
        ]

    def _delete_unused_images(self, cause: int | None) -> None:
        """An image is in use as long as a pod of it is here (DeleteUnusedImages)."""
        used = {c.image for pod in self._active() for c in (*pod.containers, *pod.init_containers)}
        for image in self.runtime.images.remove_unused(used):
            self.recorder.node_event(f"the unused image {image} is deleted", cause)

    def _listen(self, memory: Memory) -> None:
        self.cache.heard = lambda events: self.loop.deliver(
            lambda: self._handle_pleg_events(events)
        )
        self.cache.late, self.cache.listed = self.loop.late, self.loop.listed
        self.cache.slow = self._stay_awake
        self.loop.turned, self.network.turned = self._runtime_turned, self._network_turned
        self.eviction.pressure_turned = self.node_status.changed
        self.runtime.changed, self.runtime.slowed = self.cache.changed, self.cache.slowed
        self.runtime.images.arrived = self._image_arrived
        self.status.written = self.prober.status_written
        self.runtime.answers_changed = self.prober.answers_changed
        memory.on_system_oom = self._system_oom

    def come_back(self, cause: int) -> int:
        """Start where another kubelet has run; the number of the trace entry.

        The order is that of kubelet.go: Run: node status and lease, PLEG, and last the sync loop,
        which handles nothing before PLEG has seen what runs.
        """
        self._returned = self.recorder.node_event("Normal Starting Starting kubelet.", cause)
        text = f"Skipping pod synchronization: {self.loop.runtime_errors()[0]}"
        self.node_status.changed(self.recorder.node_event(text, self._returned))
        return self._returned

    def stop(self) -> None:
        """The process ends. Nothing that it was at goes on; containers do."""
        self.stopped_ms = self.clock.now_ms
        self.loop.stop()
        self.cache.stop()
        for worker in self.workers.values():
            worker.stop()
        self.prober.stop()
        self.eviction.stop()
        self.network.stop()
        self.node_status.stop()
        runtime = self.runtime
        runtime.changed = runtime.answers_changed = lambda _uid: None
        runtime.slowed = runtime.images.arrived = lambda: None
        self._memory.on_system_oom = lambda _victim, _because: None
        runtime.client_gone()

    def add_pod(self, pod: Pod, cause: int) -> None:
        """A pod arrives: the watch brings it within milliseconds (HandlePodAdditions)."""
        self.loop.deliver(lambda: self._handle_addition(pod, cause))

    def delete_pod(self, uid: str, cause: int, grace_s: int | None = None) -> None:
        """A pod's deletion timestamp arrives; `grace_s` is the grace period asked for."""
        grace_ms = None if grace_s is None else grace_s * 1000
        ending = Ending(grace_ms, deleted=True)
        self.loop.deliver(lambda: self._handle_deletion(uid, ending, cause))

    def forget(self, pod: Pod, cause: int | None) -> None:
        """A deleted pod has ended: its object goes, and what the runtime has of it."""
        self.prober.remove_pod(pod.uid)
        self.storage.forget(pod.uid)
        text = "all of the pod has ended"
        entry = self.trace.add(self.clock.now_ms, "status", f"pod/{pod.name}", text, cause)
        self.runtime.remove_pod(pod)
        self.cache.forget(pod.uid)
        self.gone(pod, entry)

    def has_let_go(self, uid: str) -> bool:
        """Whether a pod was deleted and has ended: its object is gone."""
        worker = self.workers.get(uid)
        return worker is not None and worker.state == "finished" and worker.ending.deleted

    def _active(self) -> Iterator[Pod]:
        """The pods that count: those that are not ending or ended."""
        return (worker.pod for worker in self.workers.values() if worker.state == "syncing")

    def _is_active(self, uid: str) -> bool:
        return uid in self.workers and self.workers[uid].state == "syncing"

    def _handle_deletion(self, uid: str, ending: Ending, cause: int) -> None:
        if uid in self.workers:
            self.workers[uid].end(ending, cause)

    def _handle_addition(self, pod: Pod, cause: int) -> None:
        self.status.begin(pod)
        if self.status.has_ended(pod.uid):  # so the API says: nothing to admit
            self.workers[pod.uid] = PodWorker(self, pod, state="terminating")
            self.workers[pod.uid].update(cause)
            return
        pressures = self.eviction.node_conditions()
        rejected = admit(pod, self._active(), self.machine.allocatable(), pressures)
        if rejected:
            text = f"Warning {rejected.reason} {rejected.message}"
            cause = self.recorder.event(pod, text, cause)
            message = f"Pod was rejected: {rejected.message}"
            self.status.fail(pod, rejected.reason, message, cause)
            return
        self.workers[pod.uid] = PodWorker(self, pod)
        self.workers[pod.uid].update(cause)
        self.storage.admit(pod)

    def _handle_pleg_events(self, events: list[PodLifecycleEvent]) -> None:
        causes: dict[str, int] = {}
        for event in events:
            worker = self.workers.get(event.pod_uid)
            if worker is None or event.type not in POD_SYNC_EVENTS:
                continue
            subject, text = f"pod/{worker.pod.name}", f"{event.type} {event.container_id}"
            why = self.runtime.why(event.container_id)
            causes[event.pod_uid] = self.trace.add(self.clock.now_ms, "pleg", subject, text, why)
        for uid, cause in causes.items():
            self.workers[uid].update(cause)

    def _runtime_turned(self, errors: list[str]) -> None:
        """The runtime's health has turned: the sync loop stops, or goes on."""
        text = (
            f"Skipping pod synchronization: {errors[0]}"
            if errors
            else "pod synchronization goes on"
        )
        why = self._returned if self._is_blank else self.runtime.why_slow()
        self._is_blank = False
        cause = self.recorder.node_event(text, why)
        self.node_status.changed(cause)

    def _network_turned(self) -> None:
        """The network is ready, or no longer is: no next sync does what the last one did."""
        self.node_status.changed(self.runtime.why_network())
        for worker in self.workers.values():
            worker.wake()

    def _stay_awake(self) -> None:
        for worker in self.workers.values():
            worker.stay_awake()

    def _image_arrived(self) -> None:
        """Who waits for an image may have it now."""
        for worker in self.workers.values():
            worker.wake()

    def _evict(self, eviction: Eviction) -> None:
        entry = self.recorder.event(
            eviction.pod, f"Warning Evicted {eviction.message}", eviction.cause
        )
        ending = Ending(HARD_EVICTION_GRACE_MS, reason="Evicted", message=eviction.message)
        self.workers[eviction.pod.uid].end(ending, entry)

    def _system_oom(self, victim: str, because: int) -> None:
        text = f"Warning SystemOOM System OOM encountered, victim process: {victim}"
        self.recorder.node_event(text, because)

    def probe_result(self, update: Update) -> None:
        """Act on a new probe result (prober.Host): the worker's own turn has to end first."""
        self.clock.after(0, lambda: self.loop.deliver(lambda: self._handle_probe_result(update)))

    def _handle_probe_result(self, update: Update) -> None:
        worker = self.workers.get(update.pod_uid)
        if worker is None:
            return
        pod, name = worker.pod, update.container
        container_id, good = update.container_id, update.result == "success"
        cause = self._returned if update.cause is None else update.cause
        if update.probe_type == "readiness":
            self.status.set_container_readiness(pod, name, container_id, ready=good, cause=cause)
        elif update.probe_type == "startup":
            self.status.set_container_startup(pod, name, container_id, started=good, cause=cause)
        elif update.result != "failure":
            return  # liveness: only a failure is acted on
        worker.update(cause)

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
        process = self.runtime.target(pod_uid, container)
        assert process is not None  # noqa: S101 - only what has run is probed
        return process

    def pod_ip(self, pod_uid: str) -> str:
        """The address of a pod, as its status has it (prober.Host)."""
        status = self.status.pods.get(pod_uid)
        return status.ip if status else ""
