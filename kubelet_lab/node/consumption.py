"""What is used of something that can run out: memory, the space on a disk.

Each line is straight from change to change, so the instant at which a level is reached is known
beforehand. Bytes and milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.signal import Ramp


@dataclass(slots=True)
class Use:
    """What one thing uses; `cause` is the trace entry behind its slope."""

    pod_uid: str  # "" if no pod answers for it
    name: str  # of the pod and the container
    usage: Ramp
    cause: int | None


Line = TypeVar("Line", bound=Use)


class Consumption(Generic[Line]):
    """All lines together; `watch` is told whenever one begins, bends or ends."""

    def __init__(self, clock: Clock, capacity: int, system_bytes: int = 0) -> None:
        """`system_bytes` is what the system itself uses from the start."""
        self.capacity = capacity
        self.lines: dict[str, Line] = {}
        self._clock = clock
        # all lines together, exactly: (level + slope · at_ms) / 1000 bytes
        self._level, self._slope = system_bytes * 1000, 0
        self._used = Ramp(system_bytes, 0, clock.now_ms)
        self._waits = self._has_changed = False  # for the end of a `together`
        self._watchers: tuple[Callable[[], None], ...] = ()

    def watch(self, changed: Callable[[], None]) -> None:
        """Have `changed` called after every change."""
        self._watchers = (*self._watchers, changed)

    def unwatch(self, changed: Callable[[], None]) -> None:
        """Stop telling `changed`."""
        self._watchers = tuple(known for known in self._watchers if known != changed)

    def available(self, at_ms: int) -> int:
        """Capacity minus what is in use."""
        return self.capacity - self._used.at(at_ms)

    def reaches(self, available: int) -> int | None:
        """The instant at which less than `available` is left; None for never, as things stand."""
        return self._used.reaches(self.capacity - available + 1)

    def usage(self, pod_uid: str, container: str | None = None) -> int:
        """What a pod uses now, or one of its containers."""
        now_ms = self._clock.now_ms
        return sum(
            line.usage.at(now_ms)
            for line in self.lines.values()
            if line.pod_uid == pod_uid and container in (None, line.name.rpartition("/")[2])
        )

    def last_cause(self) -> int | None:
        """The trace entry behind the steepest line, or else the newest: why it runs short."""
        steepest = max(
            self.lines.values(), key=lambda line: (line.usage.per_s, line.cause or 0), default=None
        )
        return steepest.cause if steepest else None

    def use(self, key: str, line: Line) -> None:
        """A usage begins, or takes another course."""
        if key in self.lines:
            self._take_out(key)
        self.lines[key] = line
        self._add(line.usage, 1)
        self._changed()

    def free(self, key: str) -> None:
        """What was used is given back."""
        if key in self.lines:
            self._take_out(key)
            self._changed()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make what changes in this block, all at one instant, one change for those who watch."""
        self._waits, self._has_changed = True, False
        yield
        self._waits = False
        if self._has_changed:
            self._changed()

    def _take_out(self, key: str) -> Line:
        gone = self.lines.pop(key)
        self._add(gone.usage, -1)
        return gone

    def _add(self, line: Ramp, times: int) -> None:
        self._level += times * (line.level * 1000 - line.per_s * line.since_ms)
        self._slope += times * line.per_s

    def _changed(self) -> None:
        if self._waits:
            self._has_changed = True
            return
        now_ms = self._clock.now_ms
        level = (self._level + self._slope * now_ms) // 1000
        self._used = Ramp(level, self._slope, now_ms)
        for changed in self._watchers:
            changed()
