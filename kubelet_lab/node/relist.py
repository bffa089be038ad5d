"""PLEG on the clock: a relist a second, counted from the end of the last one (FACTS 3.1).

Relists that find nothing new are skipped like any other look. The listing is taken when a
relist starts; its events, and the pod cache, follow when it ends.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.node.pleg import RELIST_PERIOD_MS, GenericPLEG, PodLifecycleEvent
from kubelet_lab.node.runtime import Runtime
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.clock import LOOK, Clock
from kubelet_lab.sim.sampler import Answer, Sampler


class PodCache:
    """What the kubelet knows of the runtime (pkg/kubelet/container/cache.go; FACTS 3.4)."""

    def __init__(self, clock: Clock, runtime: Runtime, relist_ms: int) -> None:
        """`relist_ms` is how long one relist takes."""
        self.pleg = GenericPLEG()
        self.heard: Callable[[list[PodLifecycleEvent]], None] = lambda _events: None
        self._clock, self._runtime, self._relist_ms = clock, runtime, relist_ms
        self._statuses: dict[str, PodRuntimeStatus] = {}
        self._dirty = False  # a relist has something to tell, or somebody waits for it
        self._waiting: list[tuple[int, Callable[[], None]]] = []
        self._sampler = Sampler(clock, self, RELIST_PERIOD_MS, pace="until")

    def get(self, uid: str) -> PodRuntimeStatus:
        """The status of a pod as of the last relist."""
        return self._statuses.get(uid) or PodRuntimeStatus()

    def get_newer_than(self, at_ms: int, then: Callable[[], None]) -> None:
        """Call `then` once a relist that started after `at_ms` has ended; at once if one has."""
        last_ms = self._sampler.next_look() - RELIST_PERIOD_MS - self._relist_ms
        if last_ms > at_ms and last_ms + self._relist_ms <= self._clock.now_ms:
            then()
            return
        self._waiting.append((at_ms, then))
        self.changed()

    def changed(self) -> None:
        """The runtime would answer a relist differently now."""
        self._dirty = True
        self._sampler.changed()

    def preview(self) -> Answer:
        """What a relist would find (sim.sampler.Looker)."""
        return Answer("relist", self._relist_ms, rule="visit" if self._dirty else "ignore")

    def look(self) -> Answer:
        """Relist (sim.sampler.Looker)."""
        self._dirty = False
        listed = self._runtime.list_pods()
        seen = {pod.uid: self._runtime.pod_status(pod.uid) for pod in listed}
        relist_ms = self._clock.now_ms

        def finish() -> None:
            events = self.pleg.relist(relist_ms, listed, lambda _uid: True)
            for event in events:
                self._statuses[event.pod_uid] = seen.get(event.pod_uid) or PodRuntimeStatus()
            self._wake(relist_ms)
            self.heard(events)

        self._clock.at(relist_ms + self._relist_ms, finish, order=LOOK)
        return Answer("relist", self._relist_ms, rule="ignore")

    def _wake(self, relist_ms: int) -> None:
        """Let those go on who waited for a relist that started when this one did."""
        waiting, self._waiting = self._waiting, []
        for at_ms, then in waiting:
            self.get_newer_than(at_ms, then) if at_ms >= relist_ms else then()

    def news(self, answer: Answer, look_ms: int) -> None:
        """Nothing: every relist that matters is played (sim.sampler.Looker)."""

    def decided(self, answer: Answer, look_ms: int) -> None:
        """Nothing: a relist has no verdict (sim.sampler.Looker)."""
