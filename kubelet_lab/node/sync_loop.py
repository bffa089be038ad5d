"""pkg/kubelet/kubelet.go:syncLoop: it stops when the runtime does not answer (FACTS 3.5).

While it is stopped, what would be handled piles up: PLEG events, probe results, pods that come
and go. Pod workers finish what they are at. Probes go on, but nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.node.relist import PodCache
from kubelet_lab.sim.clock import Clock

SYNC_TICK_MS = 1_000  # kubelet.go: syncTicker; the loop comes round at least that often
BASE_MS, MAX_MS, FACTOR = 100, 5_000, 2  # kubelet.go: syncLoop


class SyncLoop:
    """The loop; `turned(errors)` is called when the runtime's health turns."""

    def __init__(self, clock: Clock, cache: PodCache, *, returning: bool = False) -> None:
        """`returning`: containers may be running; the loop waits for the first relist."""
        self.turned: Callable[[list[str]], None] = lambda _errors: None
        self._clock, self._cache = clock, cache
        self._halted_ms: int | None = clock.now_ms if returning else None
        self._sick, self._returning = returning, returning
        self._stopped = False
        self._pending: list[Callable[[], None]] = []

    def deliver(self, handle: Callable[[], None]) -> None:
        """Handle something now, or when the loop runs again."""
        if self._halted_ms is None:
            handle()
        else:
            self._pending.append(handle)

    def stop(self) -> None:
        """The kubelet ends: nothing is handled any more."""
        self._stopped, self._halted_ms = True, self._clock.now_ms

    def runtime_errors(self) -> list[str]:
        """What is wrong with the runtime, in the kubelet's words (runtime.go: runtimeErrors)."""
        healthy, why = self._cache.healthy()
        if self._cache.pleg.relist_time_ms is None and not self._returning:
            return []  # nothing ran here before; its first relist is under way
        return [] if healthy else [f"PLEG is not healthy: {why}"]

    def late(self, at_ms: int) -> None:
        """PLEG will be unhealthy from `at_ms` on, unless a relist ends before."""
        self._clock.at(at_ms, self._check)
        self._clock.at(-(-at_ms // SYNC_TICK_MS) * SYNC_TICK_MS, self._halt)

    def listed(self) -> None:
        """A relist has ended: the loop goes on after its present sleep."""
        self._check()
        if self.runtime_errors():  # it took longer than the threshold
            self._cache.owe_relist()
            return
        if self._halted_ms is None:
            return
        wake_ms, sleep_ms = self._halted_ms, BASE_MS
        while wake_ms <= self._clock.now_ms:
            wake_ms, sleep_ms = wake_ms + sleep_ms, min(sleep_ms * FACTOR, MAX_MS)
        self._clock.at(wake_ms, self._go_on)

    def _check(self) -> None:
        if self._stopped:
            return
        errors = self.runtime_errors()
        if bool(errors) != self._sick:
            self._sick = bool(errors)
            self.turned(errors)

    def _halt(self) -> None:
        if self._halted_ms is None and self.runtime_errors():
            self._halted_ms = self._clock.now_ms

    def _go_on(self) -> None:
        if self._stopped or self._halted_ms is None:
            return
        if self.runtime_errors():  # sick again while it slept
            self._cache.owe_relist()
            return
        self._halted_ms, pending = None, self._pending
        self._pending = []
        for handle in pending:
            self.deliver(handle)
