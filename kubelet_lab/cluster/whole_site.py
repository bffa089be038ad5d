"""A node of a fleet that is a whole `node.Node`: runtime, disk, PLEG, pod and probe workers.

For the nodes that a story is about; the others may be `Site`s. The control plane sees no
difference. What the kubelet posts goes to the API server, what controllers decide comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import cast

from kubelet_lab.cluster.api_server import ApiServer
from kubelet_lab.cluster.node import Node as NodeObject
from kubelet_lab.cluster.node import NodeCondition
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.workload import PodObject
from kubelet_lab.node.containers import PodRecord
from kubelet_lab.node.kubelet import Kubelet
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.node_status import READY
from kubelet_lab.node.pod_conditions import Condition
from kubelet_lab.node.program import World
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Pod


class WholeSite:
    """One node, played in full.

    `changed(site)` is called when its counts may have changed, `turned(site)` when its kubelet
    has started or ended.
    """

    def __init__(
        self,
        api: ApiServer,
        machine: Machine,
        *,
        handler: str = "containerd",
        pleg_threshold_ms: int | None = None,
    ) -> None:
        self.api, self.clock, self.machine = api, api.clock, machine
        self.node = NodeObject(machine.name, created_ms=api.clock.now_ms)
        self.changed: Callable[[WholeSite], None] = lambda _site: None
        self.turned: Callable[[WholeSite], None] = lambda _site: None
        self.died: int | None = None  # the trace entry of its kubelet's end
        self.pods: dict[str, PodObject] = {}
        self.worlds: dict[str, World] = {}  # by workload
        self._handler, self._pleg_threshold_ms = handler, pleg_threshold_ms
        self._real: Node | None = None
        self._early: list[PodObject] = []  # bound before the first kubelet started

    @property
    def real(self) -> Node:
        """The node itself, once its first kubelet has started."""
        assert self._real is not None  # noqa: S101 - nobody asks before
        return self._real

    @property
    def kubelet(self) -> Kubelet | None:
        """The kubelet that runs; None while there is none."""
        return self._real.kubelet if self._real and self._real.is_running else None

    @property
    def alive(self) -> int:
        """How many pods have a container that runs."""
        records = self._real.runtime.pods.values() if self._real else ()
        return sum(_is(record, "running") for record in records)

    @property
    def starting(self) -> int:
        """How many pods are to get their first container."""
        known = self._real.runtime.pods if self._real else {}
        return sum(not (pod.gone or known[name].containers) for name, pod in self.pods.items())

    def kubelet_starts(self, text: str = "the kubelet is started") -> None:
        """The first kubelet of the node, or another one after the last has ended."""
        if self._real is None:
            self._real = Node(
                self.clock,
                self.api.trace,
                self.machine,
                handler=self._handler,
                pleg_threshold_ms=self._pleg_threshold_ms,
            )
            self._real.kubelet.gone = self._gone
            self._listen()
            self._post_node("Ready", READY, None)
            for pod in self._early:
                self.add(pod)
        elif not self._real.is_running:
            self.died = None
            self._real.start_kubelet(text)
            self._listen()
        self.node.lease.first_ms = self.clock.now_ms
        self.api.posted(self.node)
        self.turned(self)

    def kubelet_dies(self, text: str = "the kubelet has crashed") -> None:
        """The kubelet's process ends; containers run on."""
        self.died = self.real.stop_kubelet(text)
        self.real.runtime.changed = self._count
        self.node.lease.stop(self.clock.now_ms)
        self.api.posted(self.node)
        self.turned(self)

    def settling(self) -> AbstractContextManager[None]:
        """Nothing is ever settled here."""
        return nullcontext()

    def add(self, pod: PodObject, *, settled: bool = False) -> None:
        """A pod was bound to this node; a `settled` one, too, has to be started here."""
        del settled
        if self._real is None:
            self._early.append(pod)
            return
        workload = pod.workload
        program = {workload.container.name: (workload.program, self.world(workload.name))}
        self.real.add_pod(workload.pod(pod.name), program, cause=pod.cause)
        self.pods[pod.name] = pod
        self.changed(self)

    def delete(self, pod: PodObject) -> None:
        """A pod of this node has got its deletionTimestamp."""
        if pod.name in self.pods:
            self.real.delete_pod(pod.name, cause=pod.cause)

    def world(self, workload: str) -> World:
        """The world of a workload's programs here."""
        if workload not in self.worlds:
            trace, name = self.api.trace, f"{self.machine.name}/{workload}"
            signals = [Signal(f"{what}/{name}", 0, trace) for what in ("slow", "stuck", "crash")]
            self.worlds[workload] = World({}, *signals)
        return self.worlds[workload]

    def why(self) -> int | None:
        """The trace entry behind what the node's status says, or why it says nothing."""
        return self.kubelet.node_status.cause if self.kubelet else self.died

    def given_up(self) -> None:
        """The API server has this node as Unknown; it is right, its kubelet is gone."""

    def _listen(self) -> None:
        """Hear what the kubelet posts, besides those of its own who do."""
        kubelet, runtime = self.real.kubelet, self.real.runtime
        written, changed = kubelet.status.written, runtime.changed

        def post(uid: str) -> None:
            written(uid)
            self._post_pod(uid)

        def count(uid: str) -> None:
            changed(uid)
            self._count(uid)

        kubelet.status.written, runtime.changed = post, count
        kubelet.node_status.posted = self._post_node

    def _count(self, _uid: str) -> None:
        self.changed(self)

    def _post_pod(self, uid: str) -> None:
        pod, status = self.pods.get(uid), self.real.kubelet.status.pods[uid]
        if pod is None:
            return
        if status.reason:
            self.api.fail_pod(pod, status.cause)
        self.api.set_ready(pod, status.cause, ready=status.ready)

    def _post_node(self, kind: str, condition: Condition, _cause: int | None) -> None:
        if kind == "Ready" and self.node.ready in (None, "Unknown"):  # posts the others as well
            self.node.post_ready(self.clock.now_ms, NodeCondition(*condition))
            self.api.posted(self.node)
        else:
            self.api.post_status(self.node, kind, NodeCondition(*condition))

    def _gone(self, pod: Pod, cause: int) -> None:
        self.api.remove_pod(self.pods[pod.uid], cause)


def as_site(
    make: Callable[[ApiServer, Machine], WholeSite],
) -> Callable[[ApiServer, Machine, KubeletProcess], Site]:
    """A maker of whole sites for `Fleet`, which asks no more of a site than they have."""
    return lambda api, machine, _process: cast("Site", make(api, machine))


def _is(record: PodRecord, state: str) -> bool:
    """Whether a container of the pod is in that state."""
    return any(found[0].state == state for found in record.containers.values())
