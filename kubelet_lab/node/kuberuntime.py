"""pkg/kubelet/kuberuntime/kuberuntime_manager.go:SyncPod: make the runtime agree with the spec.

Each step is a generator that yields the milliseconds it takes, so that it reads like the Go
file. Source: FACTS 4.3 to 4.7.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from kubelet_lab.node.backoff import Backoff, Waiting
from kubelet_lab.node.crash_loop import do_back_off, stable_key
from kubelet_lab.node.cri import CRIError, RuntimeService
from kubelet_lab.node.hooks import run_hook
from kubelet_lab.node.image_manager import FOR_EVER_MS, ImageManager
from kubelet_lab.node.init_actions import ContainerToKill
from kubelet_lab.node.kill_pod import Killer
from kubelet_lab.node.pod_actions import PodActions
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.clock import Clock
from kubelet_lab.spec.pod import Container, Pod

HOUSEKEEPING_MS = 2_000  # kubelet.go: housekeepingPeriod; it forgets what has expired


@dataclass(slots=True)
class PodSyncResult:
    """What came of a sync.

    `acted`: something was done that the next sync finds done. `until_ms`: if nothing was, the
    first instant at which a sync would do something.
    """

    started: list[str] = field(default_factory=list)
    waiting: dict[str, Waiting] = field(default_factory=dict)  # by container name
    acted: bool = False
    failed: bool = False
    until_ms: int = FOR_EVER_MS


class KubeRuntime:
    """The kubelet's side of CRI."""

    def __init__(self, clock: Clock, runtime: RuntimeService, recorder: EventRecorder) -> None:
        self.backoff = Backoff()
        self.images = ImageManager(clock, runtime.images, recorder)
        self.killer = Killer(runtime, recorder)
        self._clock, self._runtime, self._recorder = clock, runtime, recorder
        self._started_ms = clock.now_ms
        self._told: dict[tuple[str, str], Waiting] = {}

    def sync_pod(
        self, pod: Pod, cached: PodRuntimeStatus, actions: PodActions, cause: int | None
    ) -> Generator[int, None, PodSyncResult]:
        """Play the plan: kill first, then the sandbox, init containers, containers."""
        self._tidy()
        result = PodSyncResult(
            acted=bool(actions.kill_pod or actions.create_sandbox or actions.containers_to_kill)
        )
        if actions.kill_pod:
            if actions.create_sandbox and cached.sandboxes:
                text = "Pod sandbox changed, it will be killed and re-created."
                cause = self._recorder.event(pod, f"Normal SandboxChanged {text}", cause)
            yield from self.killer.kill_pod(pod, cached, cause)
        else:
            for kill in actions.containers_to_kill:
                yield from self.killer.kill_container(pod, kill, cause)
        if actions.create_sandbox:
            try:
                yield from self._runtime.run_pod_sandbox(pod, actions.attempt, cause)
            except CRIError as error:
                text = f"Failed to create pod sandbox: {error}"
                self._recorder.event(pod, f"Warning FailedCreatePodSandBox {text}", cause)
                result.failed = True
                return result
            sandbox = self._runtime.pod_status(pod.uid).sandboxes[0]
            cause = self._runtime.why(sandbox.sandbox_id)
        yield from self._start_all(pod, cached, actions, result, cause)
        return result

    def _start_all(
        self,
        pod: Pod,
        cached: PodRuntimeStatus,
        actions: PodActions,
        result: PodSyncResult,
        cause: int | None,
    ) -> Iterator[int]:
        """One after the other: what a container's start is caused by is the start before it."""
        for container in actions.init_containers_to_start:
            cause = yield from self._start(pod, container, cached, result, cause)
            if container.name in result.waiting and not is_sidecar(container):
                return
        for container in actions.containers_to_start:
            cause = yield from self._start(pod, container, cached, result, cause)

    def _start(
        self,
        pod: Pod,
        container: Container,
        cached: PodRuntimeStatus,
        result: PodSyncResult,
        cause: int | None,
    ) -> Generator[int, None, int | None]:
        """Start one container, unless it has to wait; the entry of its start, or the old cause."""
        known = cached.containers.get(container.name)  # as it was before this sync killed it
        exited_ms = known.newest_exit_ms if known else None
        now_ms = self._clock.now_ms
        came: Waiting | int | None = do_back_off(self.backoff, pod, container, exited_ms, now_ms)
        if came is None:
            result.acted = result.acted or exited_ms is not None  # its delay has been stepped
            came = yield from self._start_container(pod, container, cause)
        if isinstance(came, int):
            self._told.pop((pod.uid, container.name), None)
            result.started.append(container.name)
            result.acted = True
            return came
        result.until_ms = min(result.until_ms, self._lets_start_ms(pod, container, came))
        if came != self._told.get((pod.uid, container.name)):
            self._told[pod.uid, container.name] = came
            self._say_why(pod, came, cause)
        result.waiting[container.name], result.failed = came, True
        return cause

    def _say_why(self, pod: Pod, waiting: Waiting, cause: int | None) -> None:
        """The events of a start that did not come off; the same once more is not said again."""
        if waiting.event:
            self._recorder.event(pod, waiting.event, cause)
        if waiting.reason != "CrashLoopBackOff":
            self._recorder.event(pod, f"Warning Failed Error: {waiting.reason}", cause)

    def _start_container(
        self, pod: Pod, container: Container, cause: int | None
    ) -> Generator[int, None, Waiting | int]:
        """Pull, create, start, postStart: each blocks the next container (startContainer).

        Returns the entry of the start, or why there is none.
        """
        image = yield from self.images.ensure_image_exists(pod, container, cause)
        if isinstance(image, Waiting):
            return image
        yield from self._runtime.create_container(pod, container, image)
        text = f"Normal Created Created container: {container.name}"
        cause = self._recorder.event(pod, text, image)
        yield from self._runtime.start_container(pod, container, cause)
        instance = self._runtime.pod_status(pod.uid).containers[container.name]
        text = f"Normal Started Started container {container.name}"
        cause = self._recorder.event(pod, text, self._runtime.why(instance.container_id))
        hook = yield from run_hook(self._runtime, pod, container, "post_start")
        if not hook.failed:
            return cause
        cause = self._recorder.event(pod, "Warning FailedPostStartHook PostStartHook failed", cause)
        kill = ContainerToKill("", container, "FailedPostStartHook")
        yield from self.killer.kill_container(pod, kill, cause)
        return Waiting("PostStartHookError", "PostStartHook failed", "", self._clock.now_ms)

    def _lets_start_ms(self, pod: Pod, container: Container, waiting: Waiting) -> int:
        """When who waits is let go: the delay is over, or housekeeping has forgotten it."""
        if waiting.reason != "CrashLoopBackOff":
            return waiting.until_ms
        entry = self.backoff.entries[stable_key(pod, container)]
        forgotten_ms = entry.last_update_ms + 2 * self.backoff.max_ms + 1
        rounds = -(-(forgotten_ms - self._started_ms) // HOUSEKEEPING_MS)
        return min(waiting.until_ms, self._started_ms + rounds * HOUSEKEEPING_MS)

    def _tidy(self) -> None:
        """What housekeeping did up to now; it is only asked for when somebody may be let off."""
        now_ms = self._clock.now_ms
        round_ms = now_ms - (now_ms - self._started_ms) % HOUSEKEEPING_MS
        self.backoff.gc(round_ms)
        self.images.backoff.gc(round_ms)
