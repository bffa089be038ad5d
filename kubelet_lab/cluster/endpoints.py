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
    _by_ms: dict[int, int] = field(default_factory=lambda: {0: 0})

    @property
    def steps(self) -> list[Step]:
        """Each number and the instant from which on it is so, the first at 0."""
        return [Step(at_ms, number) for at_ms, number in self._by_ms.items()]

    def set(self, at_ms: int, number: int) -> None:
        """From `at_ms` on it is `number`; before zero all settles."""
        if number != self.now:
            since_ms = at_ms if at_ms > 0 else 0  # noqa: FURB136 (max is a call; fleets count a lot)
            self.now = self._by_ms[since_ms] = number


class Endpoints(Watcher):
    """The pods behind all Services."""

    def __init__(self, api: ApiServer) -> None:
        self.serving = Count()
        self._clock = api.clock

    def pod_ready(self, pod: PodObject) -> None:
        """In or out, unless it is Terminating (Watcher)."""
        if not pod.deleted:
            self._add(1 if pod.ready else -1)

    def pod_deleted(self, pod: PodObject) -> None:
        """Out (Watcher)."""
        if pod.ready:
            self._add(-1)

    def pod_gone(self, pod: PodObject) -> None:
        """Out, if someone has forced it (Watcher)."""
        if pod.ready and not pod.deleted:
            self._add(-1)

    def _add(self, more: int) -> None:
        self.serving.set(self._clock.now_ms, self.serving.now + more)
