"""Which pods traffic goes to, and how many pods are in which state (FACTS 5.2: EndpointSlice).

A pod serves if its condition Ready is True and it is not Terminating. Whether its container runs
is not asked: a pod on a node that is silent, but not given up yet, is served to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.fleet_history import Step
from kubelet_lab.cluster.workload import PodObject


@dataclass(slots=True)
class Count:
    """A number over time; of one instant the last counts."""

    now: int = 0
    steps: list[Step] = field(default_factory=list)

    def set(self, at_ms: int, number: int) -> None:
        """From `at_ms` on it is `number`."""
        if number == self.now and self.steps:
            return
        self.now = number
        if self.steps and self.steps[-1].at_ms == at_ms:
            self.steps.pop()
        self.steps.append(Step(at_ms, number))


class Endpoints(Watcher):
    """The pods behind all Services."""

    def __init__(self, api: ApiServer) -> None:
        self.serving = Count()
        self._api = api
        self._in: set[PodObject] = set()

    def pod_ready(self, pod: PodObject) -> None:
        """In or out (Watcher)."""
        self._update(pod)

    def pod_deleted(self, pod: PodObject) -> None:
        """Out (Watcher)."""
        self._update(pod)

    def pod_gone(self, pod: PodObject) -> None:
        """Out (Watcher)."""
        self._update(pod)

    def _update(self, pod: PodObject) -> None:
        if pod.ready and not (pod.deleted or pod.gone):
            self._in.add(pod)
        else:
            self._in.discard(pod)
        self.serving.set(self._api.clock.now_ms, len(self._in))
