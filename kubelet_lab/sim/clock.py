"""Virtual time: whole milliseconds, a heap, one documented order for equal instants."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import NamedTuple

WORLD = 0  # the world changes first …
ACT = 1  # … then work that was under way ends …
LOOK = 2  # … then whoever looks sees all of it


def seconds(value: float) -> int:
    """Convert seconds to whole milliseconds, the unit of every instant here."""
    return round(value * 1000)


class Turn(NamedTuple):
    """A place in the order of events: instant, kind, and the rank of who acts.

    The order for equal instants is WORLD, ACT, LOOK; among lookers the older one (the lower
    rank) looks first. It does not depend on when an event was put on the clock, so skipping
    looks that change nothing cannot change the order of the others.
    """

    at_ms: int
    order: int
    rank: int


class Timer:
    """An event on the clock; `cancel()` takes it off."""

    __slots__ = ("_action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Take the event off the clock; does nothing when it has already run."""
        self._action = None

    def fire(self) -> bool:
        """Run the action unless cancelled; say whether it ran."""
        action, self._action = self._action, None
        if action is None:
            return False
        action()
        return True


class Clock:
    """Runs actions in order of their turn. No wall clock, no randomness, no global state.

    `skip` off makes every sampler play every look: slower, and the same trace to the byte.
    """

    def __init__(self, start_ms: int = 0, *, skip: bool = True) -> None:
        self.skip = skip
        self.now_ms = start_ms  # the present instant
        self._order, self._rank = WORLD, -1  # of the turn that is running
        self._heap: list[tuple[int, int, int, int, Timer]] = []  # a turn, a tie-breaker, an event
        self._entries = 0  # tie-breaker: first come, first served
        self._ranks = 0

    @property
    def turn(self) -> Turn:
        """The turn that is running."""
        return Turn(self.now_ms, self._order, self._rank)

    def has_passed(self, order: int, rank: int) -> bool:
        """Whether that turn of the present instant comes before the one that is running."""
        return (order, rank) < (self._order, self._rank)

    def new_rank(self) -> int:
        """Give a looker its place among those who look at the same instant."""
        self._ranks += 1
        return self._ranks

    def at(
        self, at_ms: int, action: Callable[[], None], *, order: int = ACT, rank: int = 0
    ) -> Timer:
        """Run `action` at `at_ms`; what is due before the present turn runs right after it."""
        timer = Timer(action)
        self._entries += 1
        if at_ms <= self.now_ms:
            at_ms, order, rank = max(Turn(at_ms, order, rank), self.turn)
        heapq.heappush(self._heap, (at_ms, order, rank, self._entries, timer))
        return timer

    def after(self, delay_ms: int, action: Callable[[], None], *, order: int = ACT) -> Timer:
        """Run `action` in `delay_ms`."""
        return self.at(self.now_ms + delay_ms, action, order=order)

    def run(self, until_ms: int, most_events: int = 10_000_000) -> None:
        """Play everything before `until_ms`, then stand there.

        Raises RuntimeError after `most_events` actions: a set-up that makes events without end
        must not take the caller with it.
        """
        left = most_events
        heap = self._heap
        while heap and heap[0][0] < until_ms:
            self.now_ms, self._order, self._rank, _, timer = heapq.heappop(heap)
            left -= timer.fire()
            if left < 0:
                raise RuntimeError(f"more than {most_events} events before {until_ms} ms")
        if until_ms > self.now_ms:
            self.now_ms, self._order, self._rank = until_ms, WORLD, -1
