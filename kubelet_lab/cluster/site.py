"""A node of a fleet: its machine, its kubelet, and the pods that were sent to it.

What it decides it decides with the node room's own parts: `Memory` (whom the kernel kills),
`EvictionManager`, `NodeStatus`, `do_back_off`. What a whole `node.Node` has besides (a runtime,
PLEG, a worker and probe workers for each pod) is arithmetic here, in `pod_run`: it costs a
millisecond for each pod, and on a node whose runtime answers at once it decides nothing.
Admission is not asked: it holds the same requests against the same allocatable as the scheduler
did, and counts no more pods than that.

Longer than our habit: process, pods and what is posted are one kubelet, with one life and death.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from kubelet_lab.cluster.api_server import ApiServer
from kubelet_lab.cluster.node import LEASE_RENEW_INTERVAL_MS, Node, NodeCondition
from kubelet_lab.cluster.pod_run import PodRun
from kubelet_lab.cluster.workload import PodObject, Workload
from kubelet_lab.node.backoff import Backoff
from kubelet_lab.node.eviction import Eviction, EvictionManager, Threshold
from kubelet_lab.node.machine import EVICTION_HARD_MEMORY, Machine
from kubelet_lab.node.memory import Cgroup, Memory
from kubelet_lab.node.node_status import READY, STATUS_UPDATE_MS, NodeStatus
from kubelet_lab.node.pleg import RELIST_PERIOD_MS
from kubelet_lab.node.pod_conditions import Condition
from kubelet_lab.node.qos import get_container_oom_score_adjust
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.sim.clock import LOOK
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.pod import Pod

KUBELET_OOM_SCORE_ADJ = -999  # pkg/kubelet/qos/policy.go
KUBELET = "kubelet"


@dataclass(frozen=True, slots=True)
class KubeletProcess:
    """The kubelet as a process; memory in bytes.

    `limit` is its own cgroup's memory.max, 0 for none. `scored`: the kernel knows oom_score_adj,
    the kubelet's and the pods'; without it kills whoever is largest. After its own limit has
    killed it, systemd starts it again in `restart_ms`; after a full node only with `comes_back`.
    kubeadm's unit says Restart=always and StartLimitInterval=0: however often it has failed.
    """

    memory: int = 0
    leaks_per_s: int = 0
    limit: int = 0
    scored: bool = True
    restart_ms: int = 10_000  # kubeadm's unit: RestartSec
    comes_back: bool = False


@dataclass(slots=True)
class SiteKubelet:
    """A kubelet that runs: everything it looks at, it looks at from `started_ms` on."""

    started_ms: int
    eviction: EvictionManager
    status: NodeStatus


class Site:
    """One node of a fleet.

    `changed(site)` is called when its counts have changed, `turned(site)` when its kubelet has
    started or ended.
    """

    def __init__(self, api: ApiServer, machine: Machine, process: KubeletProcess) -> None:
        self.api, self.clock, self.trace = api, api.clock, api.trace
        self.machine, self.process = machine, process
        self.node = Node(machine.name, created_ms=api.clock.now_ms)
        self.memory = Memory(self.clock, self.trace, machine.memory, machine.system_uses)
        self.memory.on_system_oom = self._system_oom
        self.kubelet: SiteKubelet | None = None
        self.runs: dict[str, PodRun] = {}
        self.alive = self.starting = 0  # pods with a container; pods that are to get one
        self.backoff = Backoff()
        self.changed: Callable[[Site], None] = lambda _site: None
        self.turned: Callable[[Site], None] = lambda _site: None
        self.died: int | None = None  # the trace entry of its kubelet's death
        self._recorder = EventRecorder(self.clock, self.trace, machine.name)
        self._scores: dict[Workload, int] = {}
        self._said: int | None = None  # the trace entry behind its last status
        self._halted: list[Callable[[], None]] | None = None  # what waits for the sync loop
        api.turned.append(self._api_turned)

    # --- the kubelet's process

    def kubelet_starts(self, cause: int | None = None) -> None:
        """The kubelet starts and takes over what runs; with too low a limit it never does."""
        clock, process = self.clock, self.process
        if 0 < process.limit < process.memory:  # each try ends like this one, so one is told
            text = f"the kubelet is killed as it starts: it needs {process.memory} bytes, "
            text += f"memory.max is {process.limit}; systemd tries again and again"
            self.died = self.note("world", f"node/{self.node.name}", text, cause)
            return
        self.died = None
        self._use(Ramp(process.memory, process.leaks_per_s, clock.now_ms), cause)
        memory = [Threshold("memory", "MemoryPressure", EVICTION_HARD_MEMORY, self.memory)]
        eviction = EvictionManager(clock, self._recorder, memory, self._active, self._evict)
        status = NodeStatus(clock, self._recorder, self.node.name, list, eviction.node_conditions)
        eviction.pressure_turned = status.changed
        status.posted = self._post
        self.kubelet = SiteKubelet(clock.now_ms, eviction, status)
        self.backoff = Backoff()
        self.api.say(self._register)
        for run in list(self.runs.values()):
            run.found(cause)
        self.turned(self)

    def kubelet_dies(self, cause: int) -> None:
        """The kubelet's process ends; containers run on."""
        kubelet, self.kubelet = self.kubelet, None
        if kubelet is None:
            return
        kubelet.eviction.stop()
        kubelet.status.stop()
        self.memory.free(KUBELET)
        self.died = self.note("world", f"node/{self.node.name}", "the kubelet is dead", cause)
        for run in self.runs.values():
            run.lose_kubelet()
        self.node.lease.stop(self.clock.now_ms)
        self.api.say(lambda: self.api.posted(self.node))
        self.turned(self)

    def kubelet_leaks(self, per_s: int, cause: int) -> None:
        """From now on the kubelet's memory grows so many bytes a second."""
        if self.kubelet is None:
            return
        usage = self.memory.lines[KUBELET].usage.bend(self.clock.now_ms, per_s)
        self._use(usage, cause)

    def limit_kubelet(self, limit: int, cause: int) -> None:
        """From now on the kubelet's memory.max is `limit`; what uses more is killed."""
        self.process = replace(self.process, limit=limit)
        if self.kubelet:
            self._use(self.memory.lines[KUBELET].usage, cause)

    def kubelet_memory(self) -> int:
        """What the kubelet uses now."""
        known = self.memory.lines.get(KUBELET)
        return known.usage.at(self.clock.now_ms) if known else 0

    def halt(self, cause: int, message: str) -> None:
        """The runtime does not answer: the sync loop stops, and the kubelet says so."""
        self._halted = [] if self._halted is None else self._halted
        self._post("Ready", Condition("False", "KubeletNotReady", message), cause)

    def go_on(self, cause: int) -> None:
        """The sync loop goes on with what has piled up."""
        halted, self._halted = self._halted or [], None
        self._post("Ready", READY, cause)
        for handle in halted:
            handle()

    def given_up(self) -> None:
        """The API server has this node as Unknown: a kubelet that lives posts what is true."""
        if self.kubelet is None:
            return
        now_ms = self.clock.now_ms
        since_ms = now_ms - self.kubelet.started_ms
        due_ms = now_ms + -since_ms % STATUS_UPDATE_MS
        self.clock.at(due_ms, lambda: self.api.say(self._object), order=LOOK)

    def _object(self) -> None:
        if self.kubelet is None:
            return
        self._register()
        for run in self.runs.values():
            if run.ready:
                self.api.set_ready(run.pod, None, ready=True)

    # --- from outside

    def kill_containers(self, cause: int) -> None:
        """Someone kills every container by hand."""
        with self.memory.together():
            for run in self.runs.values():
                run.stop_at_once(cause)

    def reboot(self, cause: int, process: KubeletProcess | None = None) -> None:
        """The machine starts anew: no container is left, and the kubelet is a fresh one."""
        if self.kubelet:
            self.kubelet_dies(cause)
        self.process = process or self.process
        self.kill_containers(cause)
        self.kubelet_starts(cause)

    # --- pods

    def settling(self) -> AbstractContextManager[None]:
        """Settled pods come together, in one block."""
        return self.memory.together()

    def add(self, pod: PodObject, *, settled: bool = False) -> None:
        """A pod was bound to this node; `settled`: so long ago that it is running and ready."""
        run = self.runs[pod.name] = PodRun(self, pod)
        if settled:
            run.settle()
        elif self.kubelet:
            self._deliver(run.start)

    def delete(self, pod: PodObject) -> None:
        """A pod of this node has got its deletionTimestamp."""
        run = self.runs.get(pod.name)
        if run and self.kubelet:
            self._deliver(lambda: run.end(pod.cause))

    def ended(self, run: PodRun, cause: int | None) -> None:
        """All of a pod has ended: if it was deleted its object goes."""
        del self.runs[run.pod.name]
        if run.pod.deleted:
            self.api.say(lambda: self.api.remove_pod(run.pod, cause))

    def count(self, alive: int, starting: int) -> None:
        """So many more pods have a container, or are to get one."""
        self.alive += alive
        self.starting += starting
        self.changed(self)

    # --- what runs ask

    def tick_after(self, at_ms: int) -> int:
        """The first relist that starts after `at_ms`."""
        assert self.kubelet is not None  # noqa: S101 - only a kubelet asks
        return at_ms + RELIST_PERIOD_MS - (at_ms - self.kubelet.started_ms) % RELIST_PERIOD_MS

    def tick_from(self, at_ms: int) -> int:
        """The first relist that starts at `at_ms` or later."""
        return self.tick_after(at_ms - 1)

    def oom_score_adj(self, workload: Workload) -> int:
        """The score of a workload's container on this machine."""
        score = self._scores.get(workload)
        if score is None:
            score = 0
            if self.process.scored:
                template, capacity = workload.template, self.machine.memory
                score = get_container_oom_score_adjust(template, workload.container, capacity)
            self._scores[workload] = score
        return score

    def post_ready(self, pod: PodObject, cause: int | None, *, ready: bool) -> None:
        """Post a pod's condition Ready."""
        self.api.say(lambda: self.api.set_ready(pod, cause, ready=ready))

    def post_failed(self, pod: PodObject, cause: int | None) -> None:
        """Post that a pod has failed."""
        self.api.say(lambda: self.api.fail_pod(pod, cause))

    def why(self) -> int | None:
        """The trace entry behind what the node's status says, or why it says nothing."""
        return self._said if self.kubelet else self.died

    def note(self, source: str, subject: str, text: str, because: int | None) -> int:
        """Write to the trace."""
        return self.trace.add(self.clock.now_ms, source, subject, text, because)

    # --- inside

    def _register(self) -> None:
        now_ms = self.clock.now_ms
        if self.kubelet is None:
            return
        since_ms = now_ms - self.kubelet.started_ms
        self.node.lease.first_ms = now_ms + -since_ms % LEASE_RENEW_INTERVAL_MS
        self.node.post_ready(now_ms, NodeCondition(*READY))
        self.api.posted(self.node)

    def _api_turned(self, _cause: int) -> None:
        if self.kubelet is None:
            return
        if self.api.down_since is not None:
            self.node.lease.stop(self.clock.now_ms)
        else:
            since_ms = self.clock.now_ms - self.kubelet.started_ms
            self.node.lease.first_ms = self.clock.now_ms + -since_ms % LEASE_RENEW_INTERVAL_MS
        self.api.posted(self.node)

    def _post(self, kind: str, condition: Condition, cause: int | None) -> None:
        self._said = self._said if cause is None else cause
        self.api.say(lambda: self.api.post_status(self.node, kind, NodeCondition(*condition)))

    def _deliver(self, handle: Callable[[], None]) -> None:
        if self._halted is None:
            handle()
        else:
            self._halted.append(handle)

    def _active(self) -> Iterator[Pod]:
        return (run.spec for run in self.runs.values() if run.state not in ("ending", "ended"))

    def _evict(self, eviction: Eviction) -> None:
        text = f"Warning Evicted {eviction.message}"
        cause = self._recorder.event(eviction.pod, text, eviction.cause)
        self.runs[eviction.pod.uid].end(cause, evicted=True)

    def _system_oom(self, victim: str, because: int) -> None:
        if self.kubelet and victim != KUBELET:
            text = f"Warning SystemOOM System OOM encountered, victim process: {victim}"
            self._recorder.node_event(text, because)

    def _use(self, usage: Ramp, cause: int | None) -> None:
        score = KUBELET_OOM_SCORE_ADJ if self.process.scored else 0
        limit, killed = self.process.limit, self._killed
        self.memory.use(KUBELET, Cgroup(KUBELET, KUBELET, usage, cause, limit, score, killed))

    def _killed(self, because: int) -> None:
        """The kernel has killed the kubelet: for its own limit, or because the node is full."""
        at_limit = bool(self.process.limit) and self.kubelet_memory() >= self.process.limit
        self.kubelet_dies(because)
        if at_limit or self.process.comes_back:
            died = self.died
            self.clock.after(self.process.restart_ms, lambda: self.kubelet_starts(died))
