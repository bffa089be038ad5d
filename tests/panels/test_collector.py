"""The collector waits while a panel plays, and what became garbage meanwhile goes soon after."""

import gc
from collections.abc import Iterator

import pytest
from jupyter_client.manager import start_new_kernel

from kubelet_lab.panels.collector import DRAWN_S, waiting_collector

PLAYED = """
import gc, time, weakref
from kubelet_lab.panels.collector import waiting_collector

class Round:
    def __init__(self):
        self.itself = self  # so only a collection ends it

def play():
    with waiting_collector():
        return weakref.ref(Round())

rounds = [play(), play()]  # a slider that is held down
print(gc.isenabled(), [one() is None for one in rounds])
"""
WAIT = f"import asyncio; await asyncio.sleep({2 * DRAWN_S})"
DRAWN = "print(gc.isenabled(), [one() is None for one in rounds])"


@pytest.fixture(autouse=True)
def _left_as_found() -> Iterator[None]:
    before = gc.isenabled()
    gc.enable()
    yield
    if not before:
        gc.disable()


def test_outside_a_kernel_it_is_back_at_once() -> None:
    with waiting_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_look_that_fails_does_not_leave_it_waiting() -> None:
    with pytest.raises(ZeroDivisionError), waiting_collector():
        _ = 1 / 0
    assert gc.isenabled()


def test_who_has_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    with waiting_collector():
        pass
    assert not gc.isenabled()


def test_in_a_kernel_it_comes_when_the_figure_has_been_sent() -> None:
    manager, client = start_new_kernel()
    said: list[str] = []

    def hear(message: dict) -> None:
        content = message["content"]
        said.append(content.get("text", "") + "".join(content.get("traceback", [])))

    try:
        for cell in (PLAYED, WAIT, DRAWN):
            client.execute_interactive(cell, output_hook=hear, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "".join(said).split("\n")[:2] == ["False [False, False]", "True [True, True]"]
