"""The container runtime behind CRI: sandboxes, containers, and how long each verb takes.

Verbs that take time are generators: they yield milliseconds to wait. The kubelet drives them.
Source: FACTS 7 (order of the calls), 1.8 (stopping).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kubelet_lab.node.pleg import RuntimePod
from kubelet_lab.node.process import Process, Program, World
from kubelet_lab.node.runtime_status import (
    ContainerState,
    PodRuntimeStatus,
    RuntimeStatus,
    SandboxStatus,
)
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod

SIGKILL_EXIT_CODE = 137  # 128 + 9


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long the CRI verbs take on this node, in milliseconds."""

    run_pod_sandbox_ms: int = 400
    pull_image_ms: int = 0  # 0: the image is there already
    create_container_ms: int = 60
    start_container_ms: int = 40


@dataclass(slots=True)
class ContainerRecord:
    """One container in the runtime. `process` is there from its start on."""

    container_id: str
    name: str
    restart_count: int
    state: ContainerState = "created"
    process: Process | None = None
    exit_code: int = 0
    started_ms: int = 0
    finished_ms: int = 0
    terminating_ms: int | None = None  # SIGTERM was sent then


@dataclass(slots=True)
class PodRecord:
    """What the runtime has of one pod; `listed` is its line in a relist."""

    pod: Pod
    programs: dict[str, tuple[Program, World]]
    sandboxes: list[SandboxStatus] = field(default_factory=list)  # newest first
    containers: dict[str, list[ContainerRecord]] = field(default_factory=dict)  # newest first
    listed: RuntimePod | None = None


class Runtime:
    """A runtime on one node.

    `changed(pod_uid)` is called whenever a listing would differ, `answers_changed(pod_uid)`
    whenever a process may answer a probe differently. `causes` has the trace entry of the last
    change of each container and sandbox.
    """

    def __init__(self, clock: Clock, trace: Trace, latencies: Latencies) -> None:
        self.pods: dict[str, PodRecord] = {}
        self.changed: Callable[[str], None] = lambda _uid: None
        self.answers_changed: Callable[[str], None] = lambda _uid: None
        self.causes: dict[str, int] = {}
        self._images: set[str] = set()
        self._clock, self._trace, self._latencies = clock, trace, latencies
        self._ids = 0

    def list_pods(self) -> list[RuntimePod]:
        """ListPodSandbox and ListContainers, put together by pod."""
        return [record.listed for record in self.pods.values() if record.listed]

    def pod_status(self, uid: str) -> PodRuntimeStatus:
        """PodSandboxStatus and ContainerStatus of all that a pod has, newest instances."""
        record = self.pods.get(uid)
        if record is None:
            return PodRuntimeStatus()
        newest = {name: _status(found[0]) for name, found in record.containers.items()}
        return PodRuntimeStatus(tuple(record.sandboxes), newest)

    def newest(self, uid: str, container: str) -> ContainerRecord | None:
        """The newest instance of a container."""
        found = self.pods[uid].containers.get(container) if uid in self.pods else None
        return found[0] if found else None

    def run_pod_sandbox(self, pod: Pod, attempt: int, cause: int | None) -> Iterator[int]:
        """Make the pause container, the network namespace and the address of a pod."""
        yield self._latencies.run_pod_sandbox_ms
        record = self.pods[pod.uid]
        ip = f"10.244.1.{5 + list(self.pods).index(pod.uid)}"
        sandbox = SandboxStatus(self._new_id("s"), ready=True, attempt=attempt, ip=ip)
        record.sandboxes.insert(0, sandbox)
        text = f"RunPodSandbox: the pod has the address {ip}"
        self._listing_changed(pod, sandbox.sandbox_id, self._note(f"pod/{pod.name}", text, cause))

    def pull_image(self, image: str) -> Iterator[int]:
        """Fetch an image."""
        yield self._latencies.pull_image_ms
        self._images.add(image)

    def has_image(self, image: str) -> bool:
        """Whether the image is on the node (ImageStatus)."""
        return not self._latencies.pull_image_ms or image in self._images

    def create_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Make a container from its image; it does not run yet."""
        yield self._latencies.create_container_ms
        found = self.pods[pod.uid].containers.setdefault(container.name, [])
        restarts = found[0].restart_count + 1 if found else 0
        instance = ContainerRecord(self._new_id("c"), container.name, restarts)
        found.insert(0, instance)
        self._listing_changed(pod, instance.container_id, cause)

    def start_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Run the program of the newest container of that name."""
        yield self._latencies.start_container_ms
        record = self.pods[pod.uid]
        instance = record.containers[container.name][0]
        program, world = record.programs[container.name]
        subject = f"pod/{pod.name}/{container.name}"
        started = self._note(subject, f"StartContainer: {container.name} runs", cause)
        instance.state, instance.started_ms = "running", self._clock.now_ms
        instance.process = Process(
            program,
            world,
            self._clock,
            ip=record.sandboxes[0].ip,
            note=lambda text, because: self._trace.add(
                self._clock.now_ms, "process", subject, text, because
            ),
            changed=lambda: self.answers_changed(pod.uid),
            started=started,
        )
        self._listing_changed(pod, instance.container_id, started)

    def stop_container(self, pod: Pod, name: str, grace_ms: int, cause: int) -> Iterator[int]:
        """Send SIGTERM, and SIGKILL when the grace period is over; wait for the end."""
        instance = self.pods[pod.uid].containers[name][0]
        process = instance.process
        if instance.state != "running" or process is None:
            return
        subject = f"pod/{pod.name}/{name}"
        cause = self._note(subject, "StopContainer: SIGTERM", cause)
        instance.terminating_ms = self._clock.now_ms
        process.terminate()
        stops_ms = process.stops_within(grace_ms)
        yield stops_ms
        if process.stuck and stops_ms < grace_ms:  # it got stuck on its way out
            yield grace_ms - stops_ms
            stops_ms = grace_ms
        killed = stops_ms == grace_ms
        if killed:
            cause = self._note(subject, "StopContainer: SIGKILL, the grace period is over", cause)
        self.exited(pod, instance, SIGKILL_EXIT_CODE if killed else 0, cause)

    def exited(self, pod: Pod, instance: ContainerRecord, exit_code: int, cause: int) -> None:
        """A container has ended, by itself or killed."""
        text = f"{instance.name} has ended with exit code {exit_code}"
        cause = self._note(f"pod/{pod.name}/{instance.name}", text, cause)
        instance.state, instance.exit_code = "exited", exit_code
        instance.finished_ms = self._clock.now_ms
        if instance.process:
            instance.process.end(cause)
        self._listing_changed(pod, instance.container_id, cause)

    def _listing_changed(self, pod: Pod, changed_id: str, cause: int) -> None:
        self.causes[changed_id] = cause
        record = self.pods[pod.uid]
        states: dict[str, ContainerState] = {
            found.container_id: found.state
            for instances in record.containers.values()
            for found in instances[:2]  # the kubelet's garbage collection keeps one dead one
        }
        for sandbox in record.sandboxes:
            states[sandbox.sandbox_id] = "running" if sandbox.ready else "exited"
        record.listed = RuntimePod(pod.uid, states)
        self.changed(pod.uid)

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}{self._ids}"

    def _note(self, subject: str, text: str, because: int | None) -> int:
        return self._trace.add(self._clock.now_ms, "runtime", subject, text, because)


def _status(instance: ContainerRecord) -> RuntimeStatus:
    return RuntimeStatus(
        instance.container_id,
        instance.state,
        instance.exit_code,
        started_ms=instance.started_ms,
        finished_ms=instance.finished_ms,
        restart_count=instance.restart_count,
    )
