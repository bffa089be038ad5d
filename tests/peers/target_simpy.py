"""Target's fleet in SimPy, look by look, as one would write it who never read our engine.

A process for each thing that looks: a kubelet's PLEG once a second, its eviction manager and
status every 10 s, each readiness probe every 5 s, each liveness probe every 10 s, the node
lifecycle controller every 5 s, the tainting of nodes every 100 ms. The rules are FACTS 1 to 6,
the numbers the story's; nothing of `kubelet_lab` is imported. Time is in milliseconds.

Conventions where Kubernetes has none, told so that two programs can be compared: of equally empty
nodes the first one gets the pod; pods whose toleration ends at one instant go in order of name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field

import simpy

GI = 2**30
MI = 2**20
SETTLES = 20_000  # kubelets start that long before the story's zero
PHASES = 618  # thousandths of 10 s between one node's start and the next one's
RELIST, STATUS, MONITOR, TAINTING = 1_000, 10_000, 5_000, 100
SANDBOX, CREATE, START, STOP_SANDBOX = 400, 60, 40, 60
STOPS, ANSWERS, LOADS = 1_000, 5, 20_000
READINESS, LIVENESS = 5_000, 10_000
EVICTION_HARD, TRANSITION = 100 * MI, 300_000
MOST_PODS = 110
LEAK, EMERGENCY, REPAIR = 900_000, 5_400_000, 108_000
FRESH = GI // 4

Steps = Generator[simpy.Event, None, None]
Transition = tuple[int, str, str, str]  # at_ms, what, who, how


def settled(transitions: list[Transition]) -> list[Transition]:
    """In order, to be compared; of a node's taints at one instant only what they come to."""
    last = {(t if t[1] != "taints" else t[:3]): t for t in transitions}
    return sorted(last.values())


@dataclass(frozen=True)
class Numbers:
    """The story's numbers; bytes and milliseconds. `system` is what else runs on each node."""

    system: tuple[int, ...]
    pods: int = 5_000
    leaking: int = 50
    leak: int = round(25.4 * MI)  # a second
    workloads: int = 10
    capacity: int = 96 * GI
    kubelet: int = 8 * 10**9
    asks: int = 2816 * MI
    uses: int = 2560 * MI
    grace: int = 50_000
    toleration: int = 300_000
    eviction_every: int = 10_000


@dataclass(eq=False)
class Pod:
    name: str
    workload: int
    node: Node | None = None
    ready: bool = False
    deleted: bool = False
    failed: bool = False
    running: bool = False
    ending: bool = False


@dataclass(eq=False)
class Node:
    name: str
    index: int
    system: int
    kubelet: int  # bytes that its process needs
    leaks: int = 0
    leaks_since: int = 0
    life: int = 0  # counts its kubelets; 0 before the first
    alive: bool = False
    died: int = 0
    containers: dict[str, Pod] = field(default_factory=dict)
    pods: dict[str, Pod] = field(default_factory=dict)  # as the API server has them
    handled: dict[str, Pod] = field(default_factory=dict)  # as the kubelet has them
    renewed: int = 0  # the lease
    ready: str = "True"
    pressure: bool = False
    taints: set[str] = field(default_factory=set)
    news: list[simpy.Event] = field(default_factory=list)  # for the next relist
    used: int = 0  # requests on it
    kernel: simpy.Process | None = None
    seen: tuple[int, int] = (0, 0)  # the lease as the controller saw it, and when


class Target:
    """The fleet; `transitions` is what happened from zero on."""

    def __init__(self, numbers: Numbers) -> None:
        self.env = simpy.Environment(-SETTLES)
        self.numbers = numbers
        self.transitions: list[Transition] = []
        self.nodes = [
            Node(f"node-{i + 1}", i, system, numbers.kubelet)
            for i, system in enumerate(numbers.system)
        ]
        self.registered: list[Node] = []
        self.pending: dict[int, deque[Pod]] = {}
        self.created = [0] * numbers.workloads
        self.queue: deque[Node] = deque()
        self.next_token = 0
        for node in self.nodes:
            self.env.process(self.boots(node))
        for workload in range(numbers.workloads):
            extra = workload < numbers.pods % numbers.workloads
            for _ in range(numbers.pods // numbers.workloads + extra):
                self.settle(self.create(workload))
        self.env.process(self.monitors())
        self.env.process(self.tainting())
        self.env.process(self.leaks())
        self.env.process(self.emergency())

    def run(self, until_s: int) -> list[Transition]:
        self.env.run(until_s * 1000)
        return self.transitions

    def note(self, what: str, who: str, how: str = "") -> None:
        if self.env.now >= 0:
            self.transitions.append((self.env.now, what, who, how))

    # --- kubelets

    def boots(self, node: Node) -> Steps:
        yield self.env.timeout(node.index * PHASES * STATUS // 1000 % STATUS)
        self.registered.append(node)
        self.kubelet_starts(node)
        for pod in node.pods.values():
            self.env.process(self.readiness(node, pod, node.life, settled=True))

    def kubelet_starts(self, node: Node) -> None:
        node.life += 1
        node.alive = True
        node.ready, node.news = "True", []
        if node.pressure:
            node.pressure = False
            self.note("pressure", node.name, "False")
        self.env.process(self.pleg(node, node.life))
        self.env.process(self.status(node, node.life))
        self.memory_changed(node)

    def kubelet_dies(self, node: Node) -> None:
        node.alive, node.died = False, self.env.now
        self.note("dies", node.name)
        self.memory_changed(node)

    def pleg(self, node: Node, life: int) -> Steps:
        while node.alive and node.life == life:
            heard, node.news = node.news, []
            for event in heard:
                event.succeed()
            yield self.env.timeout(RELIST)

    def status(self, node: Node, life: int) -> Steps:
        pressed = None
        while node.alive and node.life == life:
            if self.available(node) < EVICTION_HARD:
                pressed = self.env.now
                self.evict_worst(node)
            elif pressed is not None and self.env.now >= pressed + TRANSITION:
                pressed = None
            if node.pressure != (pressed is not None):
                node.pressure = pressed is not None
                self.note("pressure", node.name, str(node.pressure))
                self.taint(node, "memory-pressure:NoSchedule", present=node.pressure)
            node.renewed = self.env.now
            yield self.env.timeout(STATUS)

    def evict_worst(self, node: Node) -> None:
        for pod in node.handled.values():
            if not pod.ending:
                pod.ending = True
                self.fail(pod)
                self.set_ready(pod, ready=False)
                self.env.process(self.ends(node, pod, node.life))
                return

    # --- pods on a node

    def starts(self, node: Node, pod: Pod, life: int) -> Steps:
        yield self.env.timeout(SANDBOX + CREATE + START)
        if not (node.alive and node.life == life) or pod.ending:
            return
        pod.running = True
        node.containers[pod.name] = pod
        self.memory_changed(node)
        if node.alive and node.life == life:
            self.env.process(self.readiness(node, pod, life))

    def readiness(self, node: Node, pod: Pod, life: int, *, settled: bool = False) -> Steps:
        """Its looks, from the first relist that shows the container on; and those of liveness."""
        env, loaded = self.env, self.env.now + LOADS
        heard = env.event()
        node.news.append(heard)
        yield heard
        env.process(self.liveness(node, pod, life))
        if not settled and env.now < loaded:  # a failure is news, and the next sync looks again
            yield env.timeout(RELIST)
        while node.alive and node.life == life and not pod.ending and pod.running:
            good = settled or env.now >= loaded
            if good and not pod.ready:
                yield env.timeout(ANSWERS)
                if node.alive and node.life == life and not pod.ending:
                    self.set_ready(pod, ready=True)
                yield env.timeout(READINESS - ANSWERS)
            else:
                yield env.timeout(READINESS)

    def liveness(self, node: Node, pod: Pod, life: int) -> Steps:
        while node.alive and node.life == life and not pod.ending and pod.running:
            yield self.env.timeout(LIVENESS)

    def ends(self, node: Node, pod: Pod, life: int) -> Steps:
        pod.ending = True
        if pod.running:
            yield self.env.timeout(STOPS)
            if not (node.alive and node.life == life):
                return
            self.container_ends(node, pod)
        yield self.env.timeout(STOP_SANDBOX)
        if not (node.alive and node.life == life):
            return
        heard = self.env.event()
        node.news.append(heard)
        yield heard
        node.handled.pop(pod.name, None)
        if pod.deleted:
            self.remove(pod)

    def container_ends(self, node: Node, pod: Pod) -> None:
        pod.running = False
        if node.containers.pop(pod.name, None):
            self.memory_changed(node)

    # --- memory

    def in_use(self, node: Node) -> int:
        kubelet = 0
        if node.alive:
            kubelet = node.kubelet + node.leaks * (self.env.now - node.leaks_since) // 1000
        return node.system + kubelet + len(node.containers) * self.numbers.uses

    def available(self, node: Node) -> int:
        return self.numbers.capacity - self.in_use(node)

    def memory_changed(self, node: Node) -> None:
        if node.kernel and node.kernel.is_alive and node.kernel is not self.env.active_process:
            node.kernel.interrupt()
        node.kernel = self.env.process(self.oom_killer(node))

    def oom_killer(self, node: Node) -> Steps:
        """Wait until the node is full, then kill whoever is largest: the kubelet."""
        try:
            while self.available(node) >= 0:
                if not (node.alive and node.leaks):
                    return
                step = -(-(self.available(node) + 1) * 1000 // node.leaks)
                yield self.env.timeout(max(step - 1, 1))
            if node.alive:
                self.kubelet_dies(node)
        except simpy.Interrupt:
            return

    def leaks(self) -> Steps:
        yield self.env.timeout(LEAK + SETTLES)
        for node in self.nodes[: self.numbers.leaking]:
            node.leaks, node.leaks_since = self.numbers.leak, self.env.now
            self.memory_changed(node)

    # --- the node lifecycle controller

    def monitors(self) -> Steps:
        while True:
            for node in self.registered:
                self.look_at(node)
            yield self.env.timeout(MONITOR)

    def look_at(self, node: Node) -> None:
        if node.seen[0] != node.renewed:
            node.seen = (node.renewed, self.env.now)
        tainted = "unreachable:NoExecute" in node.taints
        if node.ready == "True":
            if tainted:
                self.taint(node, "unreachable:NoExecute", present=False)
            if node in self.queue:
                self.queue.remove(node)
        elif not tainted and node not in self.queue:
            self.queue.append(node)
        if node.ready == "True" and self.env.now > node.seen[1] + self.numbers.grace:
            node.ready = "Unknown"
            self.note("node", node.name, "Unknown")
            self.taint(node, "memory-pressure:NoSchedule", present=False)
            self.taint(node, "unreachable:NoSchedule", present=True)
            for pod in list(node.pods.values()):
                self.set_ready(pod, ready=False)

    def tainting(self) -> Steps:
        while True:
            while self.queue and self.env.now >= self.next_token:
                self.next_token = self.env.now + self.numbers.eviction_every
                node = self.queue.popleft()
                if node.ready != "True":
                    self.taint(node, "unreachable:NoExecute", present=True)
                    self.env.process(self.tolerations(node))
            yield self.env.timeout(TAINTING)

    def tolerations(self, node: Node) -> Steps:
        """Each pod bears the taint for so long."""
        bearing = sorted(node.pods)
        yield self.env.timeout(self.numbers.toleration)
        for name in bearing:
            if "unreachable:NoExecute" in node.taints and name in node.pods:
                self.delete(node.pods[name])

    def taint(self, node: Node, taint: str, *, present: bool) -> None:
        if (taint in node.taints) == present:
            return
        (node.taints.add if present else node.taints.remove)(taint)
        self.note("taints", node.name, " ".join(sorted(node.taints)))
        if not node.taints:
            self.retry()

    # --- the ReplicaSets and the scheduler

    def create(self, workload: int) -> Pod:
        pod = Pod(f"service-{workload}-{self.created[workload]}", workload)
        self.created[workload] += 1
        if not self.schedule(pod):
            self.pending.setdefault(workload, deque()).append(pod)
        return pod

    def schedule(self, pod: Pod) -> bool:
        asks = self.numbers.asks
        room = self.numbers.capacity - EVICTION_HARD
        best = None
        for node in self.nodes:
            fits = node.used + asks <= room and len(node.pods) < MOST_PODS
            if fits and not node.taints and (best is None or node.used < best.used):
                best = node
        if best is None:
            return False
        best.used += asks
        pod.node = best
        best.pods[pod.name] = best.handled[pod.name] = pod
        self.note("bound", pod.name, best.name)
        if self.env.now >= 0 and best.alive:
            self.env.process(self.starts(best, pod, best.life))
        return True

    def settle(self, pod: Pod) -> None:
        assert pod.node is not None
        pod.running = pod.ready = True
        pod.node.containers[pod.name] = pod

    def retry(self) -> None:
        for waiting in self.pending.values():
            while waiting and self.schedule(waiting[0]):
                waiting.popleft()

    def free(self, pod: Pod) -> None:
        assert pod.node is not None
        pod.node.used -= self.numbers.asks
        if not pod.node.taints:
            self.retry()

    def set_ready(self, pod: Pod, *, ready: bool) -> None:
        if pod.ready != ready:
            pod.ready = ready
            self.note("ready", pod.name, str(ready))

    def delete(self, pod: Pod) -> None:
        if pod.deleted:
            return
        pod.deleted = True
        self.note("deleted", pod.name)
        if not pod.failed:
            self.create(pod.workload)
        node = pod.node
        if node is None:
            self.remove(pod)
        elif node.alive and pod.name in node.handled:
            self.env.process(self.ends(node, pod, node.life))

    def fail(self, pod: Pod) -> None:
        pod.failed = True
        self.note("failed", pod.name)
        self.free(pod)
        if not pod.deleted:
            self.create(pod.workload)

    def remove(self, pod: Pod) -> None:
        self.note("gone", pod.name)
        if pod.node:
            del pod.node.pods[pod.name]
            if not pod.failed:
                self.free(pod)

    # --- people

    def emergency(self) -> Steps:
        yield self.env.timeout(EMERGENCY + SETTLES)
        while dead := [node for node in self.nodes if not node.alive]:
            node = min(dead, key=lambda node: (node.died, node.name))
            self.taint(node, "unschedulable:NoSchedule", present=True)
            for pod in list(node.pods.values()):
                self.delete(pod)
            for pod in list(node.containers.values()):
                self.container_ends(node, pod)
            yield self.env.timeout(REPAIR)
            node.kubelet, node.leaks = FRESH, 0
            self.kubelet_starts(node)
            self.note("node", node.name, "True")
            for taint in ("unreachable:NoSchedule", "unschedulable:NoSchedule"):
                self.taint(node, taint, present=False)
            for pod in list(node.handled.values()):
                self.env.process(self.ends(node, pod, node.life))
