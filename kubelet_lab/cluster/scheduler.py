"""pkg/scheduler: which node a pod gets: it must fit by requests, and the emptiest wins.

Filters: NodeResourcesFit (requests against allocatable, never usage) and TaintToleration
(NoSchedule). Score: NodeResourcesFit's LeastAllocated, by memory; of equals the first node, where
the real one draws lots. It decides at once; a pod that fits nowhere is tried again as soon as
something is freed. Source: FACTS 6.6.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass

from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.node import Node
from kubelet_lab.cluster.tolerations import matching_tolerations
from kubelet_lab.cluster.workload import PodObject, Workload

SCALE = 2**40  # scores are whole numbers: the part that is asked for, in these units


@dataclass(slots=True, eq=False)
class _Room:
    """What a node has left for requests."""

    name: str
    index: int
    memory: int  # allocatable, bytes
    pods: int  # allocatable
    open: bool = True  # no taint keeps pods out
    used: int = 0
    here: int = 0
    score: int = 0

    def take(self, pods: int, request: int) -> None:
        """So many more pods, each with that request; fewer if negative."""
        self.here += pods
        self.used += pods * request
        self.score = self.used * SCALE // self.memory

    def fits(self, request: int) -> bool:
        return self.used + request <= self.memory and self.here < self.pods


class Scheduler(Watcher):
    """Gives pods their nodes. `pending` are those that fit nowhere, oldest first."""

    def __init__(self, api: ApiServer) -> None:
        self.pending: dict[Workload, deque[PodObject]] = {}
        self._api = api
        self._rooms: dict[str, _Room] = {}
        self._by_index: list[_Room] = []
        self._heap: list[tuple[int, int]] = []  # (score, index); outdated ones stay a while
        self._largest = 0  # allocatable memory of the largest node
        self._hopeless: int | None = None  # a request that fits nowhere, until something is freed
        self.waiting = 0  # how many are pending

    def add_node(self, node: str, allocatable: dict[str, int]) -> None:
        """A node may be given pods."""
        room = _Room(node, len(self._by_index), allocatable["memory"], allocatable["pods"])
        self._rooms[node] = room
        self._by_index.append(room)
        self._largest = max(self._largest, room.memory)
        heapq.heappush(self._heap, (0, room.index))

    def pod_created(self, pod: PodObject) -> None:
        """Find it a node (Watcher)."""
        if not self._schedule(pod):
            waiting = self.pending.setdefault(pod.workload, deque())
            if pod.cause is not None:
                text = "Warning FailedScheduling no node has enough memory left by requests"
                pod.cause = self._note(pod, text)
            waiting.append(pod)
            self.waiting += 1

    def pod_failed(self, pod: PodObject) -> None:
        """What it had asked for is free (Watcher)."""
        self._free(pod)

    def pod_gone(self, pod: PodObject) -> None:
        """What it had asked for is free, unless it was before (Watcher)."""
        if not pod.failed:
            self._free(pod)

    def node_tainted(self, node: Node) -> None:
        """It may be closed to new pods now, or open again (Watcher)."""
        room = self._rooms[node.name]
        keeps_out = [taint for taint in node.taints if taint.effect != "PreferNoSchedule"]
        tolerations = ()  # none of our workloads' tolerations is of NoSchedule
        was_open, room.open = room.open, matching_tolerations(tolerations, keeps_out) is not None
        if room.open and not was_open:
            heapq.heappush(self._heap, (room.score, room.index))
            self._retry(room)

    def _free(self, pod: PodObject) -> None:
        room = self._rooms.get(pod.node)
        if room is None:
            waiting = self.pending.get(pod.workload)
            if waiting and pod in waiting:
                waiting.remove(pod)
                self.waiting -= 1
            return
        room.take(-1, pod.workload.request)
        if room.open:
            heapq.heappush(self._heap, (room.score, room.index))
            self._retry(room)

    def _retry(self, room: _Room) -> None:
        """Something is free in that room: try again who waits."""
        if self._hopeless is None or not room.fits(self._hopeless):
            return
        self._hopeless = None
        for waiting in self.pending.values():
            while waiting and self._schedule(waiting[0]):
                waiting.popleft()
                self.waiting -= 1

    def _schedule(self, pod: PodObject) -> bool:
        request = pod.workload.request
        room = self._best(request)
        if room is None:
            return False
        room.take(1, request)
        heapq.heappush(self._heap, (room.score, room.index))
        cause = pod.cause
        if cause is not None:
            text = f"Normal Scheduled Successfully assigned default/{pod.name} to {room.name}"
            cause = self._note(pod, text)
        self._api.bind(pod, room.name, cause)
        return True

    def _best(self, request: int) -> _Room | None:
        """The emptiest open node that it fits on; what was looked at in vain goes back."""
        if self._hopeless is not None and request >= self._hopeless:
            return None
        heap, too_full = self._heap, []
        found = None
        while heap and found is None:
            score, index = heapq.heappop(heap)
            room = self._by_index[index]
            if not room.open or score != room.score:
                continue
            if room.fits(request):
                found = room
                continue
            too_full.append((score, index))
            if (SCALE - score) * self._largest < request * SCALE:
                break  # the others have less, even the largest node
        for entry in too_full:
            heapq.heappush(heap, entry)
        if found is None:
            self._hopeless = request
        return found

    def _note(self, pod: PodObject, text: str) -> int:
        trace, at_ms = self._api.trace, self._api.clock.now_ms
        return trace.add(at_ms, "scheduler", f"pod/{pod.name}", text, pod.cause)
