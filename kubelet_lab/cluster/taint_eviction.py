"""pkg/controller/tainteviction/taint_eviction.go: delete pods that do not bear a NoExecute taint.

The timers are those of timed_workers.go. Source: FACTS 5.2.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from kubelet_lab.cluster.node import Node, Taint
from kubelet_lab.cluster.tolerations import NOT_AT_ALL, borne_ms
from kubelet_lab.spec.pod import Toleration


class EvictionApi(Protocol):
    """What the controller asks of the API server; a pod's key is "namespace/name"."""

    def pods_on(self, node: str) -> Iterable[tuple[str, Sequence[Toleration]]]:
        """Key and tolerations of the pods that are assigned to the node."""

    def event(self, pod: str, event: str) -> None:
        """Send an event on the pod: type, reason and message."""

    def delete_pod(self, pod: str) -> None:
        """Set the condition DisruptionTarget (DeletionByTaintManager), then delete the pod.

        If the pod's kubelet is not there to end it, it stays Terminating.
        """


class TimedWorker(NamedTuple):
    """A deletion to come."""

    fire_at_ms: int
    created_ms: int
    pod: str


@dataclass(slots=True)
class TaintEvictionController:
    """Call it on each change of a node's taints or of its pods, and `fire` at each `next_due`."""

    api: EvictionApi
    _tainted_nodes: dict[str, list[Taint]] = field(default_factory=dict)
    _workers: dict[str, TimedWorker] = field(default_factory=dict)
    _heap: list[TimedWorker] = field(default_factory=list)  # also of workers since cancelled

    def node_updated(self, node: Node, now_ms: int) -> None:
        """Take note of the node's taints; call it when one was put on or taken off."""
        taints = [taint for taint in node.taints if taint.effect == "NoExecute"]
        if taints == self._tainted_nodes.get(node.name, []):
            return
        if taints:
            self._tainted_nodes[node.name] = taints
        else:
            del self._tainted_nodes[node.name]
        known, wait_ms = None, None
        for pod, tolerations in list(self.api.pods_on(node.name)):
            if tolerations is not known:  # most pods have the same
                known, wait_ms = tolerations, borne_ms(tolerations, taints)
            self._process_pod(pod, wait_ms, now_ms)

    def is_tainted(self, node: str) -> bool:
        """Whether pods need a toleration there."""
        return node in self._tainted_nodes

    def pod_updated(
        self, pod: str, tolerations: Sequence[Toleration], node: str, now_ms: int
    ) -> None:
        """Take note of a pod that is new on its node, or has other tolerations."""
        taints = self._tainted_nodes.get(node)
        if taints:
            self._process_pod(pod, borne_ms(tolerations, taints), now_ms)

    def pod_deleted(self, pod: str) -> None:
        """Forget a pod that is gone."""
        self._cancel(pod)

    def next_due(self) -> int | None:
        """The instant of the next deletion, None if none is to come."""
        while self._heap and self._workers.get(self._heap[0].pod) is not self._heap[0]:
            heapq.heappop(self._heap)
        return self._heap[0].fire_at_ms if self._heap else None

    def fire(self, now_ms: int) -> None:
        """Delete the pods whose time is up."""
        while (due_ms := self.next_due()) is not None and due_ms <= now_ms:
            pod = heapq.heappop(self._heap).pod
            del self._workers[pod]
            self._delete(pod)

    def _process_pod(self, pod: str, wait_ms: int | None, now_ms: int) -> None:
        """Delete it, now or when it has borne its node's taints for `wait_ms`."""
        if wait_ms is None or wait_ms == NOT_AT_ALL:
            self._cancel(pod)
            if wait_ms is not None:
                self._delete(pod)
            return
        scheduled = self._workers.get(pod)
        if scheduled and scheduled.created_ms < now_ms:
            return  # the earlier timer goes on, whatever the new taint would allow
        self._cancel(pod)
        self._add(TimedWorker(now_ms + wait_ms, now_ms, pod))

    def _add(self, worker: TimedWorker) -> None:
        self._workers[worker.pod] = worker
        heapq.heappush(self._heap, worker)

    def _cancel(self, pod: str) -> None:
        if self._workers.pop(pod, None):
            event = f"Normal TaintManagerEviction Cancelling deletion of Pod {pod}"
            self.api.event(pod, event)

    def _delete(self, pod: str) -> None:
        self.api.event(pod, f"Normal TaintManagerEviction Marking for deletion Pod {pod}")
        self.api.delete_pod(pod)
