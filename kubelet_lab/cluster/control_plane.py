"""The controllers on one API server: node lifecycle, taint eviction, ReplicaSets, scheduler.

Adapters between their protocols and the objects; the rules are in their own modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kubelet_lab.cluster.alarm import Alarm
from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.endpoints import Endpoints
from kubelet_lab.cluster.node import Node, Taint
from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.cluster.node_lifecycle import NodeLifecycleController
from kubelet_lab.cluster.replica_sets import ReplicaSetController
from kubelet_lab.cluster.scheduler import Scheduler
from kubelet_lab.cluster.taint_eviction import TaintEvictionController
from kubelet_lab.cluster.workload import PodObject
from kubelet_lab.cluster.zones import EVICTION_RATE
from kubelet_lab.spec.pod import Toleration


class ControlPlane(Watcher):
    """All controllers. `why(node)` is the trace entry behind a node's silence or pressure."""

    def __init__(
        self,
        api: ApiServer,
        why: Callable[[str], int | None],
        grace: Grace,
        eviction_rate: float = EVICTION_RATE,
    ) -> None:
        self.api = api
        self.causes: dict[str, int | None] = {}  # by node: the last trace entry of a controller
        self._why = why
        self.endpoints, self.scheduler = Endpoints(api), Scheduler(api)
        self.replica_sets = ReplicaSetController(api)
        self.lifecycle = NodeLifecycleController(self, grace, eviction_rate=eviction_rate)
        self.evictions = TaintEvictionController(self)
        self._lifecycle_alarm = Alarm(
            api.clock, lambda: self.lifecycle.next_due(api.clock.now_ms), self._run_lifecycle
        )
        self._evictions_alarm = Alarm(api.clock, self.evictions.next_due, self._fire)
        for watcher in (self.endpoints, self.scheduler, self.replica_sets, self):
            api.watch(watcher)
        api.turned.append(self._api_turned)

    def add_node(self, node: Node, allocatable: dict[str, int]) -> None:
        """A node joins the cluster."""
        self.api.add_node(node)
        self.scheduler.add_node(node.name, allocatable)

    def cordon(self, node: Node, *, on: bool) -> None:
        """Someone closes a node to new pods, or opens it again."""
        node.unschedulable = on
        self.api.posted(node)

    # --- what the API server tells

    def node_posted(self, node: Node) -> None:
        """The lifecycle controller takes note (Watcher)."""
        cause = self._why(node.name)
        if cause is not None:
            self.causes[node.name] = cause
        self.lifecycle.node_updated(node)
        self._lifecycle_alarm.set()

    def pod_bound(self, pod: PodObject) -> None:
        """The taint manager takes note (Watcher)."""
        if self.evictions.is_tainted(pod.node):
            key, tolerations = f"default/{pod.name}", pod.workload.template.tolerations
            self.evictions.pod_updated(key, tolerations, pod.node, self.api.clock.now_ms)

    def pod_gone(self, pod: PodObject) -> None:
        """The taint manager forgets it (Watcher)."""
        self.evictions.pod_deleted(f"default/{pod.name}")

    # --- what the controllers ask (NodeApi, EvictionApi)

    def event(self, subject: Node | str, event: str) -> None:
        """An event on a node, or on a pod; only those that change something are written down."""
        if isinstance(subject, Node):
            if "RegisteredNode" not in event:
                self._note(subject, event)
            return
        pod = self.api.pods.get(subject.partition("/")[2])
        if pod:
            cause = self.causes.get(pod.node)
            at_ms = self.api.clock.now_ms
            name = f"pod/{pod.name}"
            pod.cause = self.api.trace.add(at_ms, "taint-eviction", name, event, cause)

    def conditions_changed(self, node: Node) -> None:
        """The node has been given up."""
        self.causes[node.name] = self._why(node.name)
        self._note(node, f"condition Ready Unknown: {node.conditions['Ready'].message}")
        self.api.give_up(node)

    def taint_changed(self, node: Node, taint: Taint, *, present: bool) -> None:
        """A taint was put on or taken off."""
        sign = "+" if present else "-"
        self._note(node, f"taint {sign}{taint.key}:{taint.effect}")
        self.api.tainted(node)
        self.evictions.node_updated(node, self.api.clock.now_ms)
        self._evictions_alarm.set()

    def mark_pods_not_ready(self, node: Node) -> None:
        """Each pod's Ready turns False."""
        cause = self.causes.get(node.name)
        for pod in list(self.api.on_node[node.name].values()):
            self.api.set_ready(pod, cause, ready=False)

    def pods_on(self, node: str) -> Iterator[tuple[str, Sequence[Toleration]]]:
        """Key and tolerations of the node's pods."""
        for pod in self.api.on_node[node].values():
            yield f"default/{pod.name}", pod.workload.template.tolerations

    def delete_pod(self, pod: str) -> None:
        """A pod's time is up."""
        known = self.api.pods.get(pod.partition("/")[2])
        if known:
            self.api.delete_pod(known, known.cause)

    # --- inside

    def _run_lifecycle(self) -> None:
        self.lifecycle.run(self.api.clock.now_ms)

    def _fire(self) -> None:
        self.evictions.fire(self.api.clock.now_ms)

    def _api_turned(self, _cause: int) -> None:
        for alarm in (self._lifecycle_alarm, self._evictions_alarm):
            alarm.silenced = self.api.down_since is not None
            alarm.set()

    def _note(self, node: Node, text: str) -> None:
        trace, at_ms = self.api.trace, self.api.clock.now_ms
        because = self.causes.get(node.name)
        subject = f"node/{node.name}"
        self.causes[node.name] = trace.add(at_ms, "node-lifecycle", subject, text, because)
