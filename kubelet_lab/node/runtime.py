"""A container runtime behind CRI: sandboxes, containers, and how long each verb takes.

Which runtime it is says the profile: the pod's runtimeClass names another one. Times come from
the profile and from the disk. Longer than our habit: CRI is one interface.
Source: FACTS 7 (order of the calls), 1.8 (stopping).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kubelet_lab.node.containers import KEPT, ContainerRecord, PodRecord
from kubelet_lab.node.cpu import Cpu
from kubelet_lab.node.cri import CRIError, ImageService
from kubelet_lab.node.disk import Disk
from kubelet_lab.node.filesystem import FileSystem
from kubelet_lab.node.images import ImageStore
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.memory import Cgroup, Memory
from kubelet_lab.node.pleg import RuntimePod
from kubelet_lab.node.process import Process
from kubelet_lab.node.process_host import ProcessHost
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime_profiles import PROFILES, Profile, Verb
from kubelet_lab.node.runtime_status import PodRuntimeStatus, SandboxStatus
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.signal import Ramp, Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod

SIGKILL_EXIT_CODE = 137  # 128 + 9
PAUSE_OOM_SCORE_ADJ = -998  # containerd's
REQUESTS_PER_LIST = 2  # disk requests of the listings themselves
CONTAINERS_PER_REQUEST = 20  # and one more for so many containers
FIRST_ADDRESS = 5  # host-local hands out addresses in turn; the first few are the node's own
ADDRESSES = 250


class Runtime:
    """A runtime on one node, with the node's hardware (CRI RuntimeService).

    `changed(uid)` is called whenever a listing would differ, `answers_changed(uid)` whenever a
    process may answer a probe differently, `slowed()` whenever listings take longer or less,
    `network_changed()` whenever the network is ready or no longer is.
    """

    def __init__(
        self,
        clock: Clock,
        trace: Trace,
        machine: Machine | None = None,
        *,
        handler: str = "containerd",
        images: ImageService | None = None,
    ) -> None:
        """`handler` is the default runtime handler, `images` the image service if not our own."""
        machine = machine or Machine()
        self.clock, self.trace, self.machine = clock, trace, machine
        self.disk = Disk(clock, trace, machine.disk_bytes_per_s, machine.disk_request_us)
        self.memory = Memory(clock, trace, machine.memory, machine.system_uses)
        self.files = FileSystem(clock, machine.disk_bytes, machine.system_files)
        self.cpu = Cpu(machine.cpu_m)
        self.images: ImageService = images or ImageStore(clock, self.disk, self.files)
        self.pods: dict[str, PodRecord] = {}
        self.changed: Callable[[str], None] = lambda _uid: None
        self.answers_changed: Callable[[str], None] = lambda _uid: None
        self.slowed: Callable[[], None] = lambda: None
        self.network_changed: Callable[[], None] = lambda: None
        self.network = Signal("network", "", trace)  # why it is not ready
        self.network.watch(self._network_turned)
        self.disk.watch(self._disk_turned)
        self._handler = handler
        self._causes: dict[str, int] = {}
        self._ids = self._addresses = self._listed = 0

    def add_pod(self, pod: Pod, programs: Mapping[str, tuple[Program, World]]) -> None:
        """Say what the images of a pod that will come do: program and world by container."""
        known = self.pods.get(pod.uid)
        if known is None or known.listed is None:  # a kubelet that returns names them once more
            self.pods[pod.uid] = PodRecord(pod, programs)

    def list_pods(self) -> list[RuntimePod]:
        """ListPodSandbox and ListContainers, put together by pod."""
        return [record.listed for record in self.pods.values() if record.listed]

    def list_takes_ms(self) -> int:
        """How long that takes if it begins now."""
        profile = PROFILES[self._handler]
        if not profile.list_ms:
            return 0
        requests = REQUESTS_PER_LIST + self._listed // CONTAINERS_PER_REQUEST
        base_ms = profile.list_ms + self._listed * profile.list_us // 1000
        return base_ms + self.disk.delay_ms(requests, self.clock.now_ms)

    def status_takes_ms(self, pods: int) -> int:
        """How long pod_status of so many pods takes, right after a listing."""
        inspect = PROFILES[self._handler].inspect_pod
        return pods * inspect.ms + self.disk.queue_ms(pods * inspect.requests)

    def is_steady(self) -> bool:
        """Whether these two stay as they are until `slowed` or `changed` is called."""
        return self.disk.is_steady(self.clock.now_ms) or not PROFILES[self._handler].list_ms

    def pod_status(self, uid: str) -> PodRuntimeStatus:
        """PodSandboxStatus and ContainerStatus of all that a pod has, newest instances."""
        record = self.pods.get(uid)
        return record.status() if record and record.listed else PodRuntimeStatus()

    def why(self, changed_id: str) -> int:
        """The trace entry of the last change of a container or sandbox."""
        return self._causes[changed_id]

    def why_slow(self) -> int | None:
        """The trace entry behind the time that listings take."""
        return self.disk.cause

    def network_error(self) -> str:
        """Why the network is not ready; "" if it is."""
        return self.network.value

    def why_network(self) -> int | None:
        """The trace entry behind that."""
        return self.network.cause

    def newest(self, uid: str, container: str) -> ContainerRecord | None:
        """The newest instance of a container."""
        found = self.pods[uid].containers.get(container) if uid in self.pods else None
        return found[0] if found else None

    def target(self, uid: str, container: str) -> Process | None:
        """Where ExecSync and requests to the container go; None before its first start."""
        record = self.pods.get(uid)
        for instance in record.containers.get(container, ()) if record else ():
            if instance.process:
                return instance.process
        return None

    def run_pod_sandbox(self, pod: Pod, attempt: int, cause: int | None) -> Iterator[int]:
        """Make the pause container, the network namespace and the address of a pod."""
        profile = self._profile(pod)
        yield self._takes_ms(profile.run_pod_sandbox)
        record = self.pods[pod.uid]
        ip = self._next_address()
        sandbox = SandboxStatus(self._new_id("s"), ready=True, attempt=attempt, ip=ip)
        record.sandboxes.insert(0, sandbox)
        text = f"RunPodSandbox: the pod has the address {ip}"
        entry = self._note(f"pod/{pod.name}", text, cause)
        self._listing_changed(pod, sandbox.sandbox_id, entry)
        if profile.memory:
            pause = self._pause(pod, profile.memory, entry)
            self.memory.use(sandbox.sandbox_id, pause)

    def stop_pod_sandbox(self, pod: Pod, cause: int | None) -> Iterator[int]:
        """Take the network namespace down, and the pause container with it."""
        record = self.pods[pod.uid]
        if any(sandbox.ready for sandbox in record.sandboxes):
            yield self._takes_ms(self._profile(pod).create_container)
            self._lose_sandbox(pod, "StopPodSandbox: the pod has no address any more", cause)

    def pause_dies(self, uid: str, cause: int) -> None:
        """The pause container ends: the network namespace is no longer held by anybody."""
        pod = self.pods[uid].pod
        if any(sandbox.ready for sandbox in self.pods[uid].sandboxes):
            self._lose_sandbox(pod, "the pause container has ended: the sandbox is lost", cause)

    def create_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Make a container from its image; it does not run yet."""
        yield self._takes_ms(self._profile(pod).create_container)
        found = self.pods[pod.uid].containers.setdefault(container.name, [])
        restarts = found[0].restart_count + 1 if found else 0
        instance = ContainerRecord(self._new_id("c"), container.name, restarts)
        found.insert(0, instance)
        for removed in reversed(found[KEPT:]):
            self.pods[pod.uid].remember(removed)
            self.files.remove(removed.container_id)
        del found[KEPT:]
        self._listing_changed(pod, instance.container_id, cause)

    def start_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Run the program of the newest container of that name."""
        yield self._takes_ms(self._profile(pod).start_container)
        record = self.pods[pod.uid]
        instance = record.containers[container.name][0]
        subject = f"pod/{pod.name}/{container.name}"
        started = self._note(subject, f"StartContainer: {container.name} runs", cause)
        instance.state, instance.started_ms = "running", self.clock.now_ms
        ProcessHost(self, pod, container, instance).run(
            *record.programs[container.name], record.sandboxes[0].ip, started
        )
        self._listing_changed(pod, instance.container_id, started)

    def stop_container(self, pod: Pod, name: str, grace_ms: int, cause: int) -> Iterator[int]:
        """Send SIGTERM, and SIGKILL when the grace period is over; wait for the end."""
        instance = self.pods[pod.uid].containers[name][0]
        process = instance.process
        if instance.state != "running" or process is None:
            return
        subject = f"pod/{pod.name}/{name}"
        if instance.terminating is None:
            cause = self._note(subject, "StopContainer: SIGTERM", cause)
            instance.terminating = cause
            process.terminate()
        stops_ms = process.stops_within(grace_ms)
        yield stops_ms
        if process.stuck and stops_ms < grace_ms:  # it got stuck on its way out
            yield grace_ms - stops_ms
            stops_ms = grace_ms
        if process.ended:  # by itself, meanwhile
            return
        killed = stops_ms == grace_ms
        if killed:
            cause = self._note(subject, "StopContainer: SIGKILL, the grace period is over", cause)
        self.exited(pod, instance, SIGKILL_EXIT_CODE if killed else 0, cause)

    def client_gone(self) -> None:
        """Nobody waits for StopContainer: who was told ends by himself, and SIGKILL never comes."""
        for record in self.pods.values():
            for instances in record.containers.values():
                newest = instances[0]
                if newest.process and newest.terminating is not None:
                    self._let_end(record.pod, newest, newest.process, newest.terminating)

    def _let_end(self, pod: Pod, instance: ContainerRecord, process: Process, told: int) -> None:
        def end() -> None:
            if not (process.ended or process.stuck):
                self.exited(pod, instance, 0, told)

        self.clock.at(self.trace[told].at_ms + process.program.stops_ms, end, order=WORLD)

    def exited(
        self, pod: Pod, instance: ContainerRecord, exit_code: int, cause: int, reason: str = ""
    ) -> None:
        """A container has ended, by itself or killed; `reason` is the runtime's if it has one."""
        instance.reason = reason or ("Error" if exit_code else "Completed")
        text = f"{instance.name} has ended with exit code {exit_code}"
        text += f", {reason}" if reason else ""
        cause = self._note(f"pod/{pod.name}/{instance.name}", text, cause)
        instance.state, instance.exit_code = "exited", exit_code
        instance.finished_ms = self.clock.now_ms
        if instance.process:
            instance.process.end(cause)
        for part in (self.memory.free, self.cpu.rest, self.files.stop):
            part(instance.container_id)
        self.disk.stream(f"logs {instance.container_id}", 0, cause)
        self._listing_changed(pod, instance.container_id, cause)

    def remove_pod(self, pod: Pod) -> None:
        """RemoveContainer and RemovePodSandbox of all that a pod has left."""
        record = self.pods[pod.uid]
        self._listed -= len(record.listed.states) if record.listed else 0
        record.listed = None
        for instances in record.containers.values():
            for instance in instances:
                self.files.remove(instance.container_id)
        self.changed(pod.uid)

    def _pause(self, pod: Pod, size: int, cause: int) -> Cgroup:
        """What the sandbox itself needs; the pause container is killed last of all."""
        usage = Ramp(size, 0, self.clock.now_ms)

        def killed(because: int) -> None:
            self.pause_dies(pod.uid, because)

        name = f"{pod.name}/pause"
        return Cgroup(pod.uid, name, usage, cause, 0, PAUSE_OOM_SCORE_ADJ, killed)

    def _lose_sandbox(self, pod: Pod, text: str, cause: int | None) -> None:
        record = self.pods[pod.uid]
        lost = record.sandboxes[0]
        record.sandboxes[0] = SandboxStatus(lost.sandbox_id, ready=False, attempt=lost.attempt)
        self.memory.free(lost.sandbox_id)
        entry = self._note(f"pod/{pod.name}", text, cause)
        self._listing_changed(pod, lost.sandbox_id, entry)

    def _listing_changed(self, pod: Pod, changed_id: str, cause: int) -> None:
        self._causes[changed_id] = cause
        record = self.pods[pod.uid]
        before = len(record.listed.states) if record.listed else 0
        record.list()
        self._listed += len(record.listed.states) - before if record.listed else 0
        self.changed(pod.uid)

    def _disk_turned(self) -> None:
        self.slowed()  # whoever listens by then

    def _network_turned(self) -> None:
        self.network_changed()  # whoever listens by then

    def _profile(self, pod: Pod) -> Profile:
        handler = pod.runtime_class or self._handler
        if handler not in PROFILES:
            raise CRIError(f'runtimeclass.node.k8s.io "{handler}" not found')
        return PROFILES[handler]

    def _takes_ms(self, verb: Verb) -> int:
        delay_ms = self.disk.delay_ms(verb.requests, self.clock.now_ms) if verb.requests else 0
        return verb.ms + delay_ms

    def _next_address(self) -> str:
        """In turn, whether the last one is free again or not (CNI host-local)."""
        third, fourth = divmod(self._addresses, ADDRESSES)
        self._addresses += 1
        return f"10.244.{1 + third}.{FIRST_ADDRESS + fourth}"

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}{self._ids}"

    def _note(self, subject: str, text: str, because: int | None) -> int:
        return self.trace.add(self.clock.now_ms, "runtime", subject, text, because)
