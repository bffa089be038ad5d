"""The node's disk as a queue: logs, images, containers and the kubelet all stand in it.

Latency grows as the disk fills up with work (the M/M/1 queue: service time over free share); a
backlog builds while more is asked for than it can do. Everything in closed form: no single
request is played. Bytes, milliseconds, and microseconds for the time of one request.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.sim.trace import Trace

BYTES_PER_S = 250_000_000  # a cloud volume; gp3 with its throughput raised, pd-balanced alike
REQUEST_US = 500  # one small request on such a volume while it is idle
MOST_QUEUED = 50  # a queue without backlog is never longer: 98 % busy is as good as full


class Disk:
    """One disk. `watch` is told whenever its latency turns: a stream changes, a backlog ends."""

    def __init__(
        self,
        clock: Clock,
        trace: Trace,
        bytes_per_s: int = BYTES_PER_S,
        request_us: int = REQUEST_US,
    ) -> None:
        self.bytes_per_s, self.request_us = bytes_per_s, request_us
        self.cause: int | None = None  # the trace entry of the last change
        self._clock, self._trace = clock, trace
        self._streams: dict[str, int] = {}
        self._backlog = Ramp(0, 0, clock.now_ms)  # bytes
        self._watchers: list[Callable[[], None]] = []
        self._drained: Timer | None = None

    def watch(self, changed: Callable[[], None]) -> None:
        """Have `changed` called after every change."""
        self._watchers.append(changed)

    @property
    def asked_for(self) -> int:
        """Bytes a second that all streams together ask for."""
        return sum(self._streams.values())

    def stream(self, name: str, bytes_per_s: int, cause: int | None = None) -> None:
        """Something writes or reads steadily from now on; 0 ends it."""
        if self._streams.get(name, 0) == bytes_per_s:
            return
        was_full = self._is_full()
        self._streams[name] = bytes_per_s
        if not bytes_per_s:
            del self._streams[name]
        self._bend()
        self.cause = cause if cause is not None else self.cause
        if self._is_full() != was_full:
            self._note("disk saturated" if not was_full else "disk no longer saturated")
        self._tell()

    def latency_us(self, at_ms: int) -> int:
        """How long one small request takes that comes at `at_ms`."""
        return self._queued_us() + self._wait_us(at_ms)

    def delay_ms(self, requests: int, at_ms: int) -> int:
        """How much longer a call with `requests` in a row takes at `at_ms` than on an idle disk.

        The backlog is waited for once: what the call asks for next stands in line meanwhile.
        """
        return self.queue_ms(requests) + (self._wait_us(at_ms) // 1000 if requests else 0)

    def queue_ms(self, requests: int) -> int:
        """The same without the backlog: for whoever has waited for it just now."""
        return requests * (self._queued_us() - self.request_us) // 1000

    def moves(self, size: int, at_ms: int, own: str = "") -> int:
        """Milliseconds to move `size` bytes from `at_ms` on, beside all streams but its `own`."""
        others = self.asked_for - self._streams.get(own, 0)
        free = max(self.bytes_per_s - others, self.bytes_per_s // MOST_QUEUED)
        return size * 1000 // free + self._wait_us(at_ms) // 1000

    def is_steady(self, at_ms: int) -> bool:
        """Whether the latency stays as it is until something changes."""
        return self._backlog.per_s <= 0 and self._backlog.at(at_ms) <= 0

    def _queued_us(self) -> int:
        free = self.bytes_per_s - self.asked_for
        if free * MOST_QUEUED > self.bytes_per_s:
            return self.request_us * self.bytes_per_s // free
        return self.request_us * MOST_QUEUED

    def _is_full(self) -> bool:
        return self.asked_for >= self.bytes_per_s

    def _wait_us(self, at_ms: int) -> int:
        return max(self._backlog.at(at_ms), 0) * 1_000_000 // self.bytes_per_s

    def _bend(self) -> None:
        """The backlog goes on with another slope; say so when it will be gone."""
        now_ms = self._clock.now_ms
        slope = self.asked_for - self.bytes_per_s
        level = max(self._backlog.at(now_ms), 0)
        self._backlog = Ramp(level, slope, now_ms) if level or slope > 0 else Ramp(0, 0, now_ms)
        if self._drained:
            self._drained.cancel()
        if level and slope < 0:
            gone_ms = now_ms - (level * 1000 // slope)
            self._drained = self._clock.at(gone_ms, self._end_backlog, order=WORLD)

    def _end_backlog(self) -> None:
        self._drained, self._backlog = None, Ramp(0, 0, self._clock.now_ms)
        self._note("the disk has worked off its backlog")
        self._tell()

    def _note(self, text: str) -> None:
        self.cause = self._trace.add(self._clock.now_ms, "disk", "disk", text, self.cause)

    def _tell(self) -> None:
        for changed in tuple(self._watchers):
            changed()
