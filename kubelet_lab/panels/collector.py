"""Python's garbage collector, kept waiting until a panel is drawn.

A run of a fleet makes tens of thousands of things that all stay until it has ended: looking
through them again and again took up to a third of the time that a move takes. They go together,
once the figure is on its way.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from IPython.core.getipython import get_ipython

DRAWN_S = 0.05  # what has been sent has left the kernel by then
YOUNG = 0  # the generation of all that was made meanwhile


@contextmanager
def waiting_collector() -> Iterator[None]:
    """Collect nothing within; in a kernel, nothing until what came of it has been sent."""
    if not gc.isenabled():  # somebody wants it so, or the last move is being drawn
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if loop := _kernels_loop():
            loop.call_later(DRAWN_S, _collect)
        else:
            gc.enable()


def _kernels_loop() -> asyncio.AbstractEventLoop | None:
    """What sends a figure to the page; None where nothing does, and in a thread of its own."""
    try:
        return asyncio.get_running_loop() if hasattr(get_ipython(), "kernel") else None
    except RuntimeError:
        return None


def _collect() -> None:
    gc.collect(YOUNG)
    gc.enable()
