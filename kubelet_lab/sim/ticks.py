"""When the next look comes: a grid of ticks, looks that last, and triggers that come evenly."""

from __future__ import annotations

from copy import copy
from typing import Literal, NamedTuple

from kubelet_lab.sim.clock import ACT, Turn

Pace = Literal[
    "ticker",  # Go's time.Ticker: a fixed grid, one missed tick is made up for at once
    "until",  # wait.Until: one period after the last look ended
]
FAR_MS = 10**18


class Triggers(NamedTuple):
    """Somebody asks for a look at `first_ms` and every `every_ms` from then on.

    Such a trigger is an ACT of the given `rank`, like one that is put on the clock.
    """

    first_ms: int
    every_ms: int
    rank: int = 0

    def after(self, at_ms: int) -> int:
        """The first trigger later than `at_ms`."""
        if at_ms < self.first_ms:
            return self.first_ms
        return self.first_ms + ((at_ms - self.first_ms) // self.every_ms + 1) * self.every_ms


class Ticks:
    """Where a looker stands: its next look, and how the ones after it follow."""

    __slots__ = ("_pace", "_period", "_triggers", "_undone", "grid", "next")

    def __init__(self, period_ms: int, pace: Pace, first_ms: int) -> None:
        self.next = first_ms  # the next look starts here
        self.grid = first_ms  # ticks are at grid + n · period
        self._period, self._pace = period_ms, pace
        self._triggers: Triggers | None = None
        # a trigger that `next` and `grid` count on, and what they are without it
        self._undone: tuple[int, int, int] | None = None

    def restart(self, at_ms: int) -> None:
        """Look at `at_ms`, out of the period; the grid starts anew from there."""
        self.next = self.grid = at_ms
        self._undone = None

    def take(self, lasts_ms: int, before_ms: int, most: int = FAR_MS) -> tuple[int, int, int]:
        """Pass the next looks that are evenly apart: the first, the distance, how many.

        They last `lasts_ms`, start before `before_ms`, are at most `most`, and at least one.
        """
        first, step = self.next, self._steady_step(lasts_ms)
        if step is None:
            step, times = self._following(lasts_ms) - first, 1
        else:
            times = min(most, max(1, -(-(before_ms - first) // step)))
        self._undone = None
        if self._triggers is None or self._in_step(self._triggers, step):
            self.next += times * step
            return first, step, times
        trigger_ms = self._triggers.after(first)
        times = min(times, -(-(trigger_ms - first) // step))
        self.next += times * step
        self._count_on(trigger_ms, self.next - step + lasts_ms)
        return first, step, times

    def start_of(self, ahead: int, lasts_ms: int) -> int:
        """The start of the look that is `ahead` looks away, the next one being 1 away."""
        if ahead == 1:
            return self.next
        walker = copy(self)
        while ahead > 1:
            ahead -= walker.take(lasts_ms, FAR_MS, ahead - 1)[2]
        return walker.next

    def trigger_evenly(self, triggers: Triggers | None, turn: Turn, free_ms: int) -> None:
        """From `turn` on there are these triggers, and no longer those of before.

        `free_ms` is when the last look ended, or will.
        """
        old, self._triggers = self._triggers, triggers
        if self._undone and old:
            trigger_ms, next_ms, grid = self._undone
            if Turn(trigger_ms, ACT, old.rank) > turn:  # it never came
                self.next, self.grid = next_ms, grid
        self._undone = None
        if triggers:
            self._count_on(triggers.first_ms, free_ms)

    def _in_step(self, triggers: Triggers, step: int) -> bool:
        """Whether each trigger falls on a tick, so that nothing comes of it."""
        if step != self._period or triggers.every_ms % step or self._pace == "until":
            return False
        return (triggers.first_ms - self.next) % step == 0

    def _count_on(self, trigger_ms: int, free_ms: int) -> None:
        if trigger_ms <= self.next:
            self._undone = (trigger_ms, self.next, self.grid)
            self.next = self.grid = max(trigger_ms, free_ms)

    def _steady_step(self, lasts_ms: int) -> int | None:
        """The distance from look to look, if it stays the same from `next` on; else None."""
        if self._pace == "until":
            return lasts_ms + self._period
        if lasts_ms >= self._period:
            return lasts_ms
        return self._period if (self.next - self.grid) % self._period == 0 else None

    def _following(self, lasts_ms: int) -> int:
        """The start of the look after the next one."""
        tick_ms = self.next + self._period - (self.next - self.grid) % self._period
        return max(tick_ms, self.next + lasts_ms)
