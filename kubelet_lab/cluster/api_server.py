"""The API server: Node and Pod objects, and those who watch them.

A watch tells at once. While the server is down nobody is told anything, nothing can be posted,
and what kubelets have to say is said when it is back. Source: FACTS 5, 8.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.cluster.node import Node, NodeCondition
from kubelet_lab.cluster.workload import PodObject, Workload
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace


class Watcher:
    """Who watches. Each method hears of one kind of change; override those that matter."""

    def pod_created(self, pod: PodObject) -> None:
        """A pod waits for a node."""

    def pod_bound(self, pod: PodObject) -> None:
        """The scheduler has given it a node."""

    def pod_ready(self, pod: PodObject) -> None:
        """Its condition Ready has turned."""

    def pod_deleted(self, pod: PodObject) -> None:
        """It has a deletionTimestamp now: it is Terminating."""

    def pod_failed(self, pod: PodObject) -> None:
        """Its phase is Failed."""

    def pod_gone(self, pod: PodObject) -> None:
        """Its object is no more."""

    def node_posted(self, node: Node) -> None:
        """Its kubelet has posted a status, or its lease has begun or ended."""

    def node_given_up(self, node: Node) -> None:
        """The lifecycle controller has set its conditions to Unknown."""

    def node_tainted(self, node: Node) -> None:
        """A taint was put on or taken off, or it was cordoned."""


class ApiServer:
    """The objects, by name. Watchers are told in the order in which they came."""

    def __init__(self, clock: Clock, trace: Trace) -> None:
        self.clock, self.trace = clock, trace
        self.nodes: dict[str, Node] = {}
        self.pods: dict[str, PodObject] = {}
        self.on_node: dict[str, dict[str, PodObject]] = {}  # by node, then by name
        self.down_since: int | None = None  # the trace entry of its outage
        self.turned: list[Callable[[int], None]] = []  # called when it goes down or comes back
        self._unsaid: list[Callable[[], None]] = []
        self._created: list[Callable[[PodObject], None]] = []
        self._bound: list[Callable[[PodObject], None]] = []
        self._ready: list[Callable[[PodObject], None]] = []
        self._deleted: list[Callable[[PodObject], None]] = []
        self._failed: list[Callable[[PodObject], None]] = []
        self._gone: list[Callable[[PodObject], None]] = []
        self._posted: list[Callable[[Node], None]] = []
        self._given_up: list[Callable[[Node], None]] = []
        self._tainted: list[Callable[[Node], None]] = []

    def watch(self, watcher: Watcher) -> None:
        """Have it told of what it listens to, after those who came before it."""
        for told, method in (
            (self._created, "pod_created"),
            (self._bound, "pod_bound"),
            (self._ready, "pod_ready"),
            (self._deleted, "pod_deleted"),
            (self._failed, "pod_failed"),
            (self._gone, "pod_gone"),
            (self._posted, "node_posted"),
            (self._given_up, "node_given_up"),
            (self._tainted, "node_tainted"),
        ):
            if getattr(type(watcher), method) is not getattr(Watcher, method):
                told.append(getattr(watcher, method))

    def goes_down(self, text: str = "the API server is down") -> None:
        """An outage begins."""
        self.down_since = self._world(text)
        for turned in self.turned:
            turned(self.down_since)

    def comes_back(self, text: str = "the API server is back") -> None:
        """The outage ends: what kubelets had to say is said now, in order."""
        cause = self._world(text)
        self.down_since = None
        unsaid, self._unsaid = self._unsaid, []
        for say in unsaid:
            say()
        for turned in self.turned:
            turned(cause)

    def say(self, change: Callable[[], None]) -> None:
        """A kubelet posts something: now, or when the server is back."""
        if self.down_since is None:
            change()
        else:
            self._unsaid.append(change)

    def add_node(self, node: Node) -> None:
        """A node registers."""
        self.nodes[node.name] = node
        self.on_node[node.name] = {}

    def create_pod(self, workload: Workload, name: str, cause: int | None) -> PodObject:
        """A controller creates a pod."""
        pod = self.pods[name] = PodObject(name, workload, cause)
        for tell in self._created:
            tell(pod)
        return pod

    def bind(self, pod: PodObject, node: str, cause: int | None) -> None:
        """The scheduler gives a pod its node."""
        pod.node, pod.cause = node, cause
        self.on_node[node][pod.name] = pod
        for tell in self._bound:
            tell(pod)

    def set_ready(self, pod: PodObject, cause: int | None, *, ready: bool) -> None:
        """Someone sets the pod's condition Ready; nothing happens if it is so already."""
        if pod.ready == ready or pod.gone:
            return
        pod.ready, pod.cause = ready, cause
        for tell in self._ready:
            tell(pod)

    def delete_pod(self, pod: PodObject, cause: int | None) -> None:
        """Someone deletes the pod. It stays, Terminating, until its kubelet has ended it."""
        if pod.deleted or pod.gone:
            return
        pod.deleted, pod.cause = True, cause
        for tell in self._deleted:
            tell(pod)

    def fail_pod(self, pod: PodObject, cause: int | None) -> None:
        """The kubelet posts that the pod has failed."""
        if pod.failed or pod.gone:
            return
        pod.failed, pod.cause = True, cause
        for tell in self._failed:
            tell(pod)

    def remove_pod(self, pod: PodObject, cause: int | None) -> None:
        """The object goes: its kubelet has ended the pod, or someone forces it."""
        if pod.gone:
            return
        pod.gone, pod.cause = True, cause
        del self.pods[pod.name]
        if pod.node:
            self.on_node[pod.node].pop(pod.name, None)
        for tell in self._gone:
            tell(pod)

    def post_status(self, node: Node, kind: str, condition: NodeCondition) -> None:
        """A kubelet posts one of its conditions."""
        node.conditions[kind] = condition
        node.heartbeat_ms = self.clock.now_ms
        self.posted(node)

    def posted(self, node: Node) -> None:
        """A kubelet has posted, or its lease has begun or ended."""
        for tell in self._posted:
            tell(node)

    def give_up(self, node: Node) -> None:
        """The node's conditions are Unknown now."""
        for tell in self._given_up:
            tell(node)

    def tainted(self, node: Node) -> None:
        """The node's taints are others than before."""
        for tell in self._tainted:
            tell(node)

    def _world(self, text: str) -> int:
        return self.trace.add(self.clock.now_ms, "world", "api-server", text)
