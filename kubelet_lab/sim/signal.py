"""What the world does: values that change at known instants, and levels that grow in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.trace import Trace

T = TypeVar("T")


class Signal(Generic[T]):
    """A value that holds until it is set again; those who watch it are told at once.

    A change of the world is a root in the trace: the end of every chain of "why?".
    """

    def __init__(self, name: str, value: T, trace: Trace) -> None:
        self.name = name
        self.value = value
        self.cause: int | None = None  # the trace entry of the last change
        self._trace = trace
        self._watchers: list[Callable[[], None]] = []

    def watch(self, changed: Callable[[], None]) -> None:
        """Have `changed` called after every change."""
        self._watchers.append(changed)

    def unwatch(self, changed: Callable[[], None]) -> None:
        """Stop telling `changed`."""
        self._watchers.remove(changed)

    def set(self, value: T, at_ms: int, text: str, because: int | None = None) -> None:
        """Change the value now; `text` is what the trace says of it.

        `because` is the trace entry of whatever changed it; without one, the world did.
        """
        if value == self.value:
            return
        self.value = value
        source = "world" if because is None else "process"
        self.cause = self._trace.add(at_ms, source, self.name, text, because)
        for changed in tuple(self._watchers):
            changed()

    def plan(self, clock: Clock, changes: Iterable[tuple[int, T, str]]) -> None:
        """Put changes on the clock: (at_ms, value, text) each."""
        for at_ms, value, text in changes:

            def change(at_ms: int = at_ms, value: T = value, text: str = text) -> None:
                self.set(value, at_ms, text)

            clock.at(at_ms, change, order=WORLD)


class Ramp(NamedTuple):
    """A level that grows in a straight line: a leak, a log, a backlog. Integers only.

    `level` is the level at `since_ms`, in whole units (bytes); `per_s` is units per second.
    """

    level: int
    per_s: int
    since_ms: int = 0

    def at(self, at_ms: int) -> int:
        """The level at `at_ms`, rounded down."""
        return self.level + self.per_s * (at_ms - self.since_ms) // 1000

    def reaches(self, level: int) -> int | None:
        """The first millisecond at which the ramp is at `level` or above; None for never."""
        if self.level >= level:
            return self.since_ms
        if self.per_s <= 0:
            return None
        return self.since_ms - (-(level - self.level) * 1000 // self.per_s)

    def bend(self, at_ms: int, per_s: int) -> Ramp:
        """The same level from `at_ms` on, with another slope."""
        return Ramp(self.at(at_ms), per_s, at_ms)
