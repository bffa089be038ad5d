"""The collector waits while a panel plays, and what became garbage meanwhile goes soon after."""

import asyncio
import gc
import weakref

import pytest

from kubelet_lab.panels.collector import DRAWN_S, waiting_collector


class Round:
    """Refers to itself, so only a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


def play() -> weakref.ref[Round]:
    with waiting_collector():
        assert not gc.isenabled()
        return weakref.ref(Round())


def test_without_a_kernel_it_is_back_at_once() -> None:
    play()
    assert gc.isenabled()


def test_a_look_that_fails_does_not_leave_it_waiting() -> None:
    with pytest.raises(ZeroDivisionError), waiting_collector():
        _ = 1 / 0
    assert gc.isenabled()


def test_in_a_kernel_it_comes_when_the_figure_has_been_sent() -> None:
    async def kernel() -> None:
        first, second = play(), play()  # a slider that is held down
        assert not gc.isenabled()
        assert first()
        await asyncio.sleep(2 * DRAWN_S)
        assert (first(), second()) == (None, None)
        assert gc.isenabled()

    asyncio.run(kernel())


def test_who_has_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        play()
        assert not gc.isenabled()
    finally:
        gc.enable()
