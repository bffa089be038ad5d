"""A fleet whose sites are whole nodes: Runtime, PLEG, pod workers, probe workers and all.

The control plane is the same, so both must come to the same in every millisecond. Slow on
purpose: nothing is counted that can be played.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.node import Node as NodeObject
from kubelet_lab.cluster.node import NodeCondition
from kubelet_lab.cluster.site import KUBELET, KUBELET_OOM_SCORE_ADJ, KubeletProcess, Site
from kubelet_lab.cluster.workload import PodObject, Workload
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.memory import Cgroup
from kubelet_lab.node.node import Node
from kubelet_lab.node.node_status import READY
from kubelet_lab.node.program import World
from kubelet_lab.sim.signal import Ramp, Signal
from kubelet_lab.spec.pod import Pod

Transition = tuple[int, str, str]
FOR_EVER_MS = 10**12


class RealSite:
    """A `node.Node` in the place of a `Site`; when its kubelet dies nobody listens to it any more.

    The kubelet's process is a cgroup of its own, as on a site.
    """

    def __init__(self, api: ApiServer, machine: Machine, process: KubeletProcess) -> None:
        self.api, self.clock, self.machine, self.process = api, api.clock, machine, process
        self.node = NodeObject(machine.name, created_ms=api.clock.now_ms)
        self.real: Node | None = None
        self.kubelet: object | None = None
        self.runs: dict[str, object] = {}
        self.changed: Callable[[object], None] = lambda _site: None
        self.died: int | None = None
        self.pods: dict[str, PodObject] = {}

    def kubelet_starts(self) -> None:
        self.real = real = Node(self.clock, self.api.trace, self.machine, handler="plain")
        memory = real.runtime.memory
        use = memory.use

        def unscored(container_id: str, cgroup: Cgroup) -> None:
            cgroup.oom_score_adj = 0
            use(container_id, cgroup)

        if not self.process.scored:
            memory.use = unscored
        quiet = Signal("quiet", 0, self.api.trace)
        self.world = World({}, quiet, quiet)
        self.kubelet = kubelet = real.kubelet
        self._use(Ramp(self.process.memory, self.process.leaks_per_s, self.clock.now_ms), 0)
        written = kubelet.status.written

        def tell(uid: str) -> None:
            written(uid)
            self._post(uid)

        kubelet.status.written = tell
        kubelet.gone = self._gone
        kubelet.node_status.posted = self._post_node
        self.node.lease.first_ms = self.clock.now_ms
        self.node.post_ready(self.clock.now_ms, NodeCondition(*READY))
        self.api.posted(self.node)

    def kubelet_leaks(self, per_s: int, cause: int) -> None:
        if self.kubelet:
            usage = self.real.runtime.memory.cgroups[KUBELET].usage
            self._use(usage.bend(self.clock.now_ms, per_s), cause)

    def add(self, pod: PodObject, *, settled: bool) -> None:
        assert not settled
        if self.kubelet is None:
            return
        self.pods[pod.name] = pod
        workload = pod.workload
        programs = {workload.container.name: (workload.program, self.world)}
        self.real.add_pod(workload.pod(pod.name), programs)

    def delete(self, pod: PodObject) -> None:
        if self.kubelet:
            self.real.delete_pod(pod.name)

    def _use(self, usage: Ramp, cause: int) -> None:
        score = KUBELET_OOM_SCORE_ADJ if self.process.scored else 0
        limit = self.process.limit
        cgroup = Cgroup(KUBELET, KUBELET, usage, limit, score, self._killed, cause)
        self.real.runtime.memory.use(KUBELET, cgroup)

    def _killed(self, because: int) -> None:
        memory = self.real.runtime.memory
        memory.free(KUBELET)
        self.kubelet = None
        text = "the kubelet is dead"
        subject = f"node/{self.node.name}"
        self.died = self.api.trace.add(self.clock.now_ms, "world", subject, text, because)
        self.node.lease.stop(self.clock.now_ms)
        self.api.posted(self.node)

    def why(self) -> int | None:
        return self.kubelet.node_status.cause if self.kubelet else self.died

    def _post(self, uid: str) -> None:
        pod = self.pods.get(uid)
        if pod is None or self.kubelet is None:
            return
        status = self.real.kubelet.status.pods[uid]
        if status.reason:
            self.api.fail_pod(pod, None)
        self.api.set_ready(pod, None, ready=status.ready)

    def _post_node(self, kind: str, condition: object, _cause: int) -> None:
        if self.kubelet:
            self.api.post_status(self.node, kind, NodeCondition(*condition))

    def _gone(self, pod: Pod, _cause: int) -> None:
        if self.kubelet and self.pods[pod.uid].deleted:
            self.api.remove_pod(self.pods[pod.uid], None)


class Diary(Watcher):
    """Writes down every transition that the API server tells of."""

    def __init__(self, api: ApiServer) -> None:
        self.seen: list[Transition] = []
        self._clock = api.clock
        api.watch(self)

    def _note(self, what: str, who: str) -> None:
        self.seen.append((self._clock.now_ms, what, who))

    def pod_bound(self, pod: PodObject) -> None:
        self._note(f"bound to {pod.node}", pod.name)

    def pod_ready(self, pod: PodObject) -> None:
        self._note(f"Ready {pod.ready}", pod.name)

    def pod_deleted(self, pod: PodObject) -> None:
        self._note("deleted", pod.name)

    def pod_failed(self, pod: PodObject) -> None:
        self._note("Failed", pod.name)

    def pod_gone(self, pod: PodObject) -> None:
        self._note("gone", pod.name)

    def node_posted(self, node: NodeObject) -> None:
        pressure = node.conditions["MemoryPressure"].status
        self._note(f"Ready {node.ready}, MemoryPressure {pressure}", node.name)

    def node_tainted(self, node: NodeObject) -> None:
        self._note(f"taints {sorted(taint.key for taint in node.taints)}", node.name)


def transitions(
    site: type[Site] | type[RealSite],
    machines: Sequence[tuple[Machine, KubeletProcess]],
    workloads: Sequence[Workload],
    act: Callable[[Fleet], None],
    until_s: int,
) -> list[Transition]:
    """Play a fleet of such sites; all that happened to pods, containers and nodes, in order."""
    fleet = Fleet(machines, workloads, settled=False, site=site)
    diary = Diary(fleet.api)
    place = {pod.name: pod.node for pod in fleet.api.pods.values()}
    act(fleet)
    fleet.clock.run(until_s * 1000)
    dead = {s.node.name: fleet.trace[s.died].at_ms for s in fleet.sites.values() if s.died}
    place |= {who: what.split()[2] for _, what, who in diary.seen if what.startswith("bound")}
    seen = set(diary.seen)
    for entry in fleet.trace:
        what, who = _container(entry.source, entry.text, entry.subject)
        if what and entry.at_ms <= dead.get(place.get(who, ""), FOR_EVER_MS):
            seen.add((entry.at_ms, what, who))
    return sorted(seen)


def _container(source: str, text: str, subject: str) -> tuple[str, str]:
    """What the entry says of whose container or kubelet, "" if it is of neither."""
    if source == "kernel":
        return text, next((w.split("/")[0] for w in text.split() if "/" in w), "")
    if text == "Started" or text.startswith("StartContainer"):
        return "starts", subject.split("/")[1]
    return ("dies", subject) if text == "the kubelet is dead" else ("", "")
