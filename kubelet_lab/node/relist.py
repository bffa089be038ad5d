"""PLEG on the clock: a relist a second, counted from the end of the last one (FACTS 3.1).

Relists that find nothing new are skipped like any other look. The listing is taken when a
relist starts; its events, and the pod cache, follow when it ends. How long it takes is the
runtime's business: containers to list, pods to inspect, and the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lab.node.cri import RuntimeService
from kubelet_lab.node.pleg import (
    RELIST_PERIOD_MS,
    RELIST_THRESHOLD_MS,
    GenericPLEG,
    PodLifecycleEvent,
    RuntimePod,
)
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.clock import LOOK, Clock, Turn
from kubelet_lab.sim.sampler import Answer, Sampler, Visitor

RUNTIME_REQUEST_TIMEOUT_MS = 120_000  # kubelet config runtimeRequestTimeout: one CRI call
PATIENCE_MS = 10_000  # nobody who asks for a newer cache comes back sooner than that
NO_STATUS = PodRuntimeStatus()


class PodCache(Visitor):
    """What the kubelet knows of the runtime (pkg/kubelet/container/cache.go; FACTS 3.4).

    `heard` gets the events of a relist, `late(at_ms)` is told that PLEG will be unhealthy from
    then on unless a relist ends before, `listed()` that one has, `slow()` that relists take
    so long that somebody may have to wait for one.
    """

    def __init__(
        self,
        clock: Clock,
        runtime: RuntimeService,
        threshold_ms: int = RELIST_THRESHOLD_MS,
        *,
        returning: bool = False,
    ) -> None:
        """`returning`: a kubelet ran here before, and all that it left has to be found."""
        self.pleg = GenericPLEG(threshold_ms)
        self.heard: Callable[[list[PodLifecycleEvent]], None] = lambda _events: None
        self.late: Callable[[int], None] = lambda _at_ms: None
        self.listed: Callable[[], None] = lambda: None
        self.slow: Callable[[], None] = lambda: None
        self._clock, self._runtime = clock, runtime
        self._statuses: dict[str, PodRuntimeStatus] = {}
        self._changed: set[str] = set()  # pods that a listing would show otherwise
        if returning:
            self._changed.update(pod.uid for pod in runtime.list_pods())
        self._played: tuple[int, int] | None = None  # the last relist played: start, end
        self._counted: tuple[int, int] | None = None  # one that was not, when times changed
        self._under_way = False  # a played one has not ended
        self._owed = returning  # somebody waits for PLEG to be healthy
        self._waiting: list[tuple[int, Callable[[], None]]] = []
        self._takes_ms = runtime.list_takes_ms()  # a relist that finds nothing
        self._rank = clock.new_rank()
        self._sampler = Sampler(clock, self, RELIST_PERIOD_MS, pace="until")

    def stop(self) -> None:
        """The kubelet ends; a relist that is under way tells nobody."""
        self._sampler.stop()
        self._waiting.clear()

    def get(self, uid: str) -> PodRuntimeStatus:
        """The status of a pod as of the last relist."""
        return self._statuses.get(uid) or NO_STATUS

    def relists(self) -> Iterator[tuple[int, int]]:
        """Every relist so far, those that were skipped too: its start, and how long it took."""
        self._sampler.settle()
        for run in self._sampler.runs:
            for number in range(run.times):
                yield run.first_ms + number * run.every_ms, run.duration_ms

    def owe_relist(self) -> None:
        """Somebody waits for PLEG to be healthy: the next relist is heard of."""
        self._owed = True
        self._sampler.changed()

    def forget(self, uid: str) -> None:
        """A pod is gone: what it was says nothing about one that comes with its uid."""
        self._statuses.pop(uid, None)

    def get_newer_than(self, at_ms: int, then: Callable[[], None]) -> None:
        """Call `then` once a relist that started after `at_ms` has ended; at once if one has."""
        done_ms = self._last_done_ms()
        if done_ms is not None and done_ms > at_ms:
            then()
            return
        self._waiting.append((at_ms, then))
        last_ms = self._sampler.last_look()
        if last_ms is not None and last_ms > at_ms and not self._under_way:
            end_ms = self._end_of(last_ms)  # one that was not worth playing is under way
            self._clock.at(end_ms, lambda: self._wake(last_ms), order=LOOK, rank=self._rank)
        self._sampler.changed()

    def answers_within(self, wait_ms: int) -> bool:
        """Whether who asks for a cache newer than `wait_ms` ago never has to wait."""
        longest_ms = self._takes_ms
        if self._under_way and self._played:
            longest_ms = max(longest_ms, self._played[1] - self._played[0])
        return self._runtime.is_steady() and RELIST_PERIOD_MS + 2 * longest_ms < wait_ms

    def healthy(self) -> tuple[bool, str]:
        """PLEG's health now; relists that were skipped count."""
        self.pleg.relist_time_ms = self._last_done_ms()
        return self.pleg.healthy(self._clock.now_ms)

    def changed(self, uid: str) -> None:
        """The runtime would list this pod otherwise now."""
        self._changed.add(uid)
        self.slowed()

    def slowed(self) -> None:
        """A relist may take another time now."""
        last_ms = self._sampler.last_look()
        if last_ms is not None and not self._was_played(last_ms):
            self._counted = (last_ms, self._end_of(last_ms))
        self._takes_ms = self._runtime.list_takes_ms()
        if not self.answers_within(PATIENCE_MS):
            self.slow()
        self._sampler.changed()

    def preview(self) -> Answer:
        """What a relist would find (sim.sampler.Looker)."""
        matters = self._changed or self._waiting or self._owed or not self._runtime.is_steady()
        threshold_ms = self.pleg.relist_threshold_ms
        matters = matters or RELIST_PERIOD_MS + 2 * self._takes_ms > threshold_ms
        return Answer("relist", self._takes_ms, rule="visit" if matters else "ignore")

    def look(self) -> Answer:
        """Relist (sim.sampler.Looker)."""
        start_ms = self._clock.now_ms
        self.pleg.relist_time_ms = self._last_listed_ms()
        listed: list[RuntimePod] | None = self._runtime.list_pods()
        changed, self._changed = self._changed, set()
        seen = {uid: self._runtime.pod_status(uid) for uid in changed}
        takes_ms = self._runtime.list_takes_ms()
        if takes_ms > RUNTIME_REQUEST_TIMEOUT_MS:
            takes_ms, listed = RUNTIME_REQUEST_TIMEOUT_MS, None
            self._changed |= changed
        takes_ms += self._runtime.status_takes_ms(len(changed))
        self._played, self._under_way = (start_ms, start_ms + takes_ms), True
        self._watch_health(takes_ms)

        def finish() -> None:
            self._under_way = False
            events = self.pleg.relist(start_ms, listed, lambda _uid: True)
            if listed is not None:
                self._owed = False
                self._statuses.update(seen)
                self._wake(start_ms)
            self.listed()
            self.heard(events)

        self._clock.at(start_ms + takes_ms, finish, order=LOOK, rank=self._rank)
        return Answer("relist", takes_ms, rule="ignore")

    def _watch_health(self, takes_ms: int) -> None:
        listed_ms = self.pleg.relist_time_ms
        if listed_ms is None:
            return
        late_ms = int(listed_ms) + self.pleg.relist_threshold_ms + 1
        if self._clock.now_ms + takes_ms + RELIST_PERIOD_MS >= late_ms:  # the next one sees on
            self._owed = True
            self.late(late_ms)

    def _last_listed_ms(self) -> float | None:
        """The start of the last relist that listed; those that were skipped did."""
        last_ms = self._sampler.last_look()
        if last_ms is None or self._was_played(last_ms):
            return self.pleg.relist_time_ms
        return last_ms

    def _was_played(self, relist_ms: int) -> bool:
        return self._played is not None and self._played[0] == relist_ms

    def _end_of(self, relist_ms: int) -> int:
        """The end of a relist that was not played."""
        if self._counted and self._counted[0] == relist_ms:
            return self._counted[1]
        return relist_ms + self._takes_ms

    def _last_done_ms(self) -> int | None:
        """The start of the last relist that has ended."""
        last_ms = self._sampler.last_look()
        if last_ms is None or self._under_way or self._was_played(last_ms):
            listed_ms = self.pleg.relist_time_ms
            return None if listed_ms is None else int(listed_ms)
        if Turn(self._end_of(last_ms), LOOK, self._rank) < self._clock.turn:
            return last_ms
        if self._played and self._played[1] + RELIST_PERIOD_MS == last_ms:
            return int(self.pleg.relist_time_ms or 0)
        if self._counted and self._counted[1] + RELIST_PERIOD_MS == last_ms:
            return self._counted[0]
        return last_ms - RELIST_PERIOD_MS - self._takes_ms

    def _wake(self, relist_ms: int) -> None:
        """Let those go on who waited for a relist that started when this one did."""
        waiting, self._waiting = self._waiting, []
        for at_ms, then in waiting:
            self.get_newer_than(at_ms, then) if at_ms >= relist_ms else then()
