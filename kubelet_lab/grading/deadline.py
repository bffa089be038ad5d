"""Checking one answer takes a tenth of a second. What takes far longer is stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ANSWER_S = 20  # of wall time: two hundred times what an answer needs
TOO_SLOW = f"Checking this answer took longer than {ANSWER_S} s and was stopped."


class TooSlow(BaseException):
    """The time is up. Not an Exception, so that no check swallows it."""


@contextmanager
def at_most(wall_s: float) -> Iterator[None]:
    """Raise `TooSlow` inside the block after `wall_s` seconds.

    Needs the main thread, where signals arrive; elsewhere (the formgrader's server) nothing is
    bounded but what the simulator and the reader bound themselves.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, wall_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow
