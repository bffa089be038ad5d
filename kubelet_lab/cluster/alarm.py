"""A controller on the clock: it runs when it is due, and when it is told of something."""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.sim.clock import LOOK, Clock, Timer


class Alarm:
    """Runs `act` at each instant that `next_due` names; `set` after anything that may change it."""

    def __init__(
        self, clock: Clock, next_due: Callable[[], int | None], act: Callable[[], None]
    ) -> None:
        self.silenced = False  # nobody hears it: the API server is down
        self._clock, self._next_due, self._act = clock, next_due, act
        self._rank = clock.new_rank()
        self._timer: Timer | None = None
        self._at_ms: int | None = None

    def set(self) -> None:
        """Ask anew when it is due."""
        due_ms = None if self.silenced else self._next_due()
        if due_ms == self._at_ms and self._timer:
            return
        if self._timer:
            self._timer.cancel()
        self._at_ms = due_ms
        self._timer = None
        if due_ms is not None:
            self._timer = self._clock.at(due_ms, self._ring, order=LOOK, rank=self._rank)

    def _ring(self) -> None:
        self._timer = None
        self._act()
        self.set()
