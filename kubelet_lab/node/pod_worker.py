"""One pod's worker: it syncs the pod whenever asked, one sync at a time (pod_workers.go).

`sync_pod` is a generator: it yields the milliseconds that a step takes, so that it reads like
Kubelet.SyncPod and kuberuntime's SyncPod one after the other. Source: FACTS 4.2, 4.3, 1.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kubelet_lab.node.crash_loop import do_back_off
from kubelet_lab.node.init_actions import ContainerToKill, ProbeResults
from kubelet_lab.node.pod_actions import PodActions, compute_pod_actions
from kubelet_lab.node.pod_status import ContainerStatus
from kubelet_lab.node.runtime_status import PodRuntimeStatus, RuntimeStatus
from kubelet_lab.sim.clock import Timer
from kubelet_lab.spec.pod import Container, Pod

if TYPE_CHECKING:
    from kubelet_lab.node.kubelet import Kubelet

# The kubelet draws a factor from 1 to 1.5; the lab takes the middle, so that runs repeat.
RESYNC_MS = 60_000 * 5 // 4  # kubelet config syncFrequency
BACK_OFF_MS = 10_000 * 5 // 4  # pod_workers.go: workerBackOffPeriod, after an error
MINIMUM_GRACE_MS = 2_000  # kuberuntime_container.go: minimumGracePeriodInSeconds


class PodWorker:
    """The worker of one pod."""

    def __init__(self, kubelet: Kubelet, pod: Pod) -> None:
        self.pod = pod
        self._kubelet = kubelet
        self._busy = False
        self._asked: int | None = None  # the cause of a request that came while busy
        self._waiting = False  # a sync waits for a newer pod cache
        self._synced_ms: int | None = None  # when the last sync ended
        self._failed = False  # the sync under way left something undone
        self._steady = False  # another sync would do nothing
        self._resync: Timer | None = None

    @property
    def idle(self) -> bool:
        """Whether no sync is under way or asked for."""
        return not (self._busy or self._waiting)

    def update(self, cause: int | None) -> None:
        """Ask for a sync (UpdatePod); several requests while one is under way become one."""
        if self._busy or self._waiting:
            self._asked = cause
            return
        self._waiting = True
        self._skip_resyncs()
        if self._synced_ms is None:
            self._kubelet.clock.after(0, lambda: self._begin(cause))  # a new pod needs no cache
        else:
            self._kubelet.cache.get_newer_than(self._synced_ms, lambda: self._begin(cause))

    def _begin(self, cause: int | None) -> None:
        self._waiting, self._busy = False, True
        self._failed, self._steady = False, True
        if self._resync:
            self._resync.cancel()
        self._step(self.sync_pod(cause))

    def _step(self, steps: Iterator[int]) -> None:
        """Play a sync to its next wait."""
        clock = self._kubelet.clock
        for wait_ms in steps:
            if wait_ms:
                clock.after(wait_ms, lambda: self._step(steps))
                return
        self._busy, self._synced_ms = False, clock.now_ms
        if not (self._steady and clock.skip):
            again_ms = BACK_OFF_MS if self._failed else RESYNC_MS
            self._resync = clock.after(again_ms, lambda: self.update(None))
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self.update(asked)

    def _skip_resyncs(self) -> None:
        """Count the resyncs that came and did nothing: they still age the pod cache."""
        clock = self._kubelet.clock
        if self._steady and clock.skip and self._synced_ms is not None:
            self._synced_ms += (clock.now_ms - self._synced_ms) // RESYNC_MS * RESYNC_MS

    def sync_pod(self, cause: int | None) -> Iterator[int]:
        """One sync: report the status, then make the runtime agree with the spec."""
        kubelet, pod = self._kubelet, self.pod
        cached = kubelet.cache.get(pod.uid)
        statuses = self._generate_api_status(cached)
        kubelet.status.set_pod_status(pod, statuses, cause)
        kubelet.prober.add_pod(pod)  # before the sandbox exists: this is what phases the ticks
        kubelet.prober.status_changed(pod.uid)
        caches = kubelet.prober.results
        results = ProbeResults(caches["liveness"], caches["startup"])
        actions = compute_pod_actions(pod, cached, results)
        self._steady &= actions == PodActions(attempt=actions.attempt)
        for kill in actions.containers_to_kill:
            yield from self._kill_container(kill, cause)
        if actions.create_sandbox:
            yield from kubelet.runtime.run_pod_sandbox(pod, actions.attempt, cause)
        for container in (*actions.init_containers_to_start, *actions.containers_to_start):
            yield from self._start_container(container, cached, cause)

    def _kill_container(self, kill: ContainerToKill, cause: int | None) -> Iterator[int]:
        kubelet, name = self._kubelet, kill.container.name
        entry = kubelet.event(self.pod, f"Normal Killing {kill.message}", cause)
        grace_ms = max(self._grace_ms(kill), MINIMUM_GRACE_MS)
        yield from kubelet.runtime.stop_container(self.pod, name, grace_ms, entry)

    def _grace_ms(self, kill: ContainerToKill) -> int:
        """The probe's own grace period if a probe is the reason, else the pod's (FACTS 1.8)."""
        container = kill.container
        probes = {"LivenessProbe": container.liveness, "StartupProbe": container.startup}
        probe = probes.get(kill.reason)
        if probe and probe.termination_grace_period_s is not None:
            return probe.termination_grace_period_s * 1000
        return self.pod.termination_grace_period_s * 1000

    def _start_container(
        self, container: Container, cached: PodRuntimeStatus, cause: int | None
    ) -> Iterator[int]:
        """Pull, create, start: each blocks the next container (kuberuntime: startContainer)."""
        kubelet, pod, runtime = self._kubelet, self.pod, self._kubelet.runtime
        old = cached.containers.get(container.name)  # as it was before this sync killed it
        finished_ms = old.finished_ms if old and old.state == "exited" else None
        waiting = do_back_off(kubelet.backoff, pod, container, finished_ms, kubelet.clock.now_ms)
        if waiting:
            kubelet.event(pod, waiting.event, cause)
            self._failed = True
            return
        if runtime.has_image(container.image):
            text = f'Normal Pulled Container image "{container.image}" already present on machine'
            cause = kubelet.event(pod, text, cause)
        else:
            cause = kubelet.event(pod, f'Normal Pulling Pulling image "{container.image}"', cause)
            yield from runtime.pull_image(container.image)
            text = f'Normal Pulled Successfully pulled image "{container.image}"'
            cause = kubelet.event(pod, text, cause)
        yield from runtime.create_container(pod, container, cause)
        cause = kubelet.event(pod, f"Normal Created Created container: {container.name}", cause)
        yield from runtime.start_container(pod, container, cause)
        kubelet.event(pod, f"Normal Started Started container {container.name}", cause)

    def _generate_api_status(self, cached: PodRuntimeStatus) -> dict[str, ContainerStatus]:
        """The containers' statuses, as the pod cache and the probe results have them."""
        return {
            container.name: self._container_status(container, cached.containers.get(container.name))
            for container in self.pod.containers
        }

    def _container_status(
        self, container: Container, instance: RuntimeStatus | None
    ) -> ContainerStatus:
        if instance is None or instance.state in ("created", "unknown"):
            return ContainerStatus(container.name, "waiting")
        running = instance.state == "running"
        probed = self._kubelet.prober.update_pod_status(
            self.pod.uid, container.name, instance.container_id, running=running
        )
        self._steady &= not probed.trigger
        return ContainerStatus(
            container.name,
            "running" if running else "terminated",
            instance.exit_code,
            started=probed.started,
            ready=probed.ready,
            container_id=instance.container_id,
            started_at_ms=instance.started_ms,
            restart_count=instance.restart_count,
        )
