"""The probe manager: a worker for each probe of each container (prober_manager.go; FACTS 1.1).

Each worker is played by a sampler: its ticks start when the pod is added, and only looks that
change something are events.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kubelet_lab.node.cri import ProbeTarget
from kubelet_lab.node.probe_worker import ProbeWorker, Update
from kubelet_lab.node.ready import Readiness, update_readiness
from kubelet_lab.node.results import Results
from kubelet_lab.node.worker import Seen
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.sampler import Sampler
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import PROBE_TYPES, Pod, ProbeType


class Host(Protocol):
    """What the probe manager asks the kubelet for."""

    def seen(self, pod_uid: str, container: str) -> Seen:
        """The container's status as the status manager has it."""

    def target(self, pod_uid: str, container: str) -> ProbeTarget:
        """The newest process of the container."""

    def pod_ip(self, pod_uid: str) -> str:
        """The address of the pod."""

    def probe_result(self, update: Update) -> None:
        """A stored result is new or has changed."""


class ProbeManager:
    """All probe workers of one node."""

    def __init__(self, clock: Clock, trace: Trace, host: Host) -> None:
        self.clock, self.trace, self.host = clock, trace, host
        self.results = {kind: Results() for kind in PROBE_TYPES}
        self._workers: dict[str, dict[tuple[str, ProbeType], ProbeWorker]] = {}

    def add_pod(self, pod: Pod) -> None:
        """Start the workers of a pod: before its sandbox exists. Does nothing the second time."""
        if pod.uid in self._workers:
            return
        sidecars = (c for c in pod.init_containers if c.restart_policy == "Always")
        self._workers[pod.uid] = {
            (container.name, kind): ProbeWorker(self, pod, container, kind)
            for container in (*pod.containers, *sidecars)
            for kind in PROBE_TYPES
            if container.probe(kind)
        }

    def stop_liveness_and_startup(self, pod: Pod) -> None:
        """Stop what could restart a container of a pod that is being deleted."""
        names = {container.name for container in pod.containers}
        for worker in [*self.workers(pod.uid)]:
            if worker.container.name in names and worker.kind != "readiness":
                worker.stop()

    def remove_pod(self, pod_uid: str) -> None:
        """Stop all workers of a pod."""
        for worker in self._workers.pop(pod_uid, {}).values():
            worker.stop()

    def stop(self) -> None:
        """The kubelet ends: nobody looks any more, and no result is kept."""
        for workers in self._workers.values():
            for worker in workers.values():
                worker.stop()

    def status_changed(self, pod_uid: str) -> None:
        """Say that the status manager has news of a pod, or that a process of it has."""
        for worker in [*self.workers(pod_uid)]:
            worker.answers_changed()
            worker.sees_otherwise()
            worker.plan_anew()

    def answers_changed(self, pod_uid: str) -> None:
        """Say that a process of a pod may answer otherwise now."""
        for worker in [*self.workers(pod_uid)]:
            if worker.answers_changed():
                worker.plan_anew()

    def status_written(self, pod_uid: str) -> None:
        """Say that a status has been written: perhaps the same as before."""
        for worker in [*self.workers(pod_uid)]:
            if worker.sees_otherwise():
                worker.plan_anew()

    def update_pod_status(
        self, pod_uid: str, container: str, container_id: str, *, running: bool
    ) -> Readiness:
        """Compute `started` and `ready`; send the readiness worker to look where that is due."""
        results = {kind: self.results[kind].get(container_id) for kind in PROBE_TYPES}
        workers = self._workers.get(pod_uid, {})
        readiness = update_readiness(
            running=running,
            startup_result=results["startup"],
            has_startup=(container, "startup") in workers,
            readiness_result=results["readiness"],
            has_readiness=(container, "readiness") in workers,
        )
        if readiness.trigger:
            workers[container, "readiness"].sampler.trigger()
        return readiness

    def readiness(self, pod_uid: str, container: str) -> Sampler:
        """The sampler of a container's readiness worker."""
        return self._workers[pod_uid][container, "readiness"].sampler

    def workers(self, pod_uid: str) -> Iterator[ProbeWorker]:
        """The workers of a pod, in the order in which they were started."""
        yield from self._workers.get(pod_uid, {}).values()
