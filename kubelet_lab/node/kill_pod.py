"""pkg/kubelet/kuberuntime/kuberuntime_container.go:killContainer, and the whole pod's end.

Source: FACTS 1.8, 4.7.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

from kubelet_lab.node.cri import RuntimeService
from kubelet_lab.node.hooks import run_hook
from kubelet_lab.node.init_actions import ContainerToKill
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.node.steps import in_parallel
from kubelet_lab.spec.pod import Container, Pod

MINIMUM_GRACE_MS = 2_000  # kuberuntime_container.go: minimumGracePeriodInSeconds


class Farewell(NamedTuple):
    """A container that has been told: what is left of its grace period, and the event."""

    container: Container
    grace_ms: int
    entry: int


class Killer:
    """Ends containers and pods."""

    def __init__(self, runtime: RuntimeService, recorder: EventRecorder) -> None:
        self._runtime, self._recorder = runtime, recorder

    def kill_container(
        self, pod: Pod, kill: ContainerToKill, cause: int | None, grace_ms: int | None = None
    ) -> Iterator[int]:
        """Say so, run preStop, stop. `grace_ms` overrides what pod and probe say."""
        told = yield from self._tell(pod, kill, cause, grace_ms)
        yield from self._stop(pod, told)

    def kill_pod(
        self, pod: Pod, cached: PodRuntimeStatus, cause: int | None, grace_ms: int | None = None
    ) -> Iterator[int]:
        """Stop all containers side by side, sidecars after them in reverse, then the sandbox."""
        running = {name for name, known in cached.containers.items() if known.state == "running"}
        every = (*pod.containers, *pod.init_containers)
        alive = [container for container in every if container.name in running]
        sidecars = [container for container in alive if is_sidecar(container)]
        farewells: list[Farewell] = []
        works = [
            self._farewell(pod, container, cause, grace_ms, farewells)
            if container in sidecars
            else self.kill_container(pod, _stopping(container), cause, grace_ms)
            for container in alive
        ]
        waited_ms = 0
        for wait_ms in in_parallel(*works):
            yield wait_ms
            waited_ms += wait_ms
        for told in sorted(farewells, key=lambda f: -sidecars.index(f.container)):
            left_ms = told.grace_ms - waited_ms
            for wait_ms in self._stop(pod, told._replace(grace_ms=left_ms)):
                yield wait_ms
                waited_ms += wait_ms
        yield from self._runtime.stop_pod_sandbox(pod, cause)

    def _farewell(
        self,
        pod: Pod,
        container: Container,
        cause: int | None,
        grace_ms: int | None,
        told: list[Farewell],
    ) -> Iterator[int]:
        told.append((yield from self._tell(pod, _stopping(container), cause, grace_ms)))

    def _tell(
        self, pod: Pod, kill: ContainerToKill, cause: int | None, grace_ms: int | None
    ) -> Generator[int, None, Farewell]:
        entry = self._recorder.event(pod, f"Normal Killing {kill.message}", cause)
        if grace_ms is None:
            grace_ms = _grace_ms(pod, kill)
        hook = yield from run_hook(self._runtime, pod, kill.container, "pre_stop", grace_ms)
        if hook.failed:
            self._recorder.event(pod, "Warning FailedPreStopHook PreStopHook failed", entry)
        return Farewell(kill.container, grace_ms - hook.took_ms, entry)

    def _stop(self, pod: Pod, told: Farewell) -> Iterator[int]:
        grace_ms = max(told.grace_ms, MINIMUM_GRACE_MS)
        return self._runtime.stop_container(pod, told.container.name, grace_ms, told.entry)


def _stopping(container: Container) -> ContainerToKill:
    return ContainerToKill("", container, f"Stopping container {container.name}")


def _grace_ms(pod: Pod, kill: ContainerToKill) -> int:
    """The probe's own grace period if a probe is the reason, else the pod's (FACTS 1.8)."""
    container = kill.container
    probes = {"LivenessProbe": container.liveness, "StartupProbe": container.startup}
    probe = probes.get(kill.reason)
    if probe and probe.termination_grace_period_s is not None:
        return probe.termination_grace_period_s * 1000
    return pod.termination_grace_period_s * 1000
