"""Many tasks, a few processes: no task outlives its deadline, none can stop another.

Forked from a parent that has imported everything, and kept for the next task, so a task pays
neither for imports nor for a process. One that dies or is late takes its process with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

DEADLINE_S = 60  # of wall time for one task
MOST_CPU_S = 2 * DEADLINE_S  # should the parent be killed, this ends what it left behind
MOST_MEMORY = 4 * 1024**3
TOO_LATE = f"It took longer than {DEADLINE_S} s and was stopped."
DIED = "Its process died."

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


class Worker(Generic[TaskT, ResultT]):
    """A process that does one task after another. A task is sent as its place in the list."""

    def __init__(
        self, work: Callable[[TaskT], ResultT], tasks: Sequence[TaskT], others: list[Connection]
    ) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(work, tasks, theirs, [self.pipe, *others]), daemon=True
        )
        self._process.start()
        theirs.close()

    def begin(self, place: int) -> None:
        """Start on a task; the deadline runs from here."""
        self.place, self.ends = place, time.monotonic() + DEADLINE_S
        with suppress(OSError):  # it has died; `outcome` says so
            self.pipe.send(place)

    def outcome(self) -> tuple[ResultT | str, bool]:
        """What came of the task, and whether the process can take another."""
        try:
            if not self.pipe.poll():
                return TOO_LATE, False
            return self.pipe.recv(), True
        except (EOFError, OSError):
            return DIED, False

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def each_in_its_own(
    work: Callable[[TaskT], ResultT], tasks: Iterable[TaskT], workers: int
) -> Generator[tuple[TaskT, ResultT | str], None, None]:
    """`work(task)` for every task, as they get done; a sentence where there is no result."""
    gc.freeze()  # what is here now is shared; a collection would copy it into every process
    every = list(tasks)
    waiting = iter(range(len(every)))
    busy: dict[Connection, Worker[TaskT, ResultT]] = {}

    def begin_next(free: Worker[TaskT, ResultT] | None = None) -> None:
        place = next(waiting, None)
        if place is not None:
            worker = free or Worker(work, every, list(busy))
            worker.begin(place)
            busy[worker.pipe] = worker
        elif free:
            free.end()

    try:
        for _ in range(workers):
            begin_next()
        while busy:
            for worker in _done(busy):
                outcome, well = worker.outcome()
                del busy[worker.pipe]
                place = worker.place
                if not well:
                    worker.end()
                begin_next(worker if well else None)  # before anybody looks at this outcome
                yield every[place], outcome
    finally:
        for worker in busy.values():
            worker.end()


def _done(busy: dict[Connection, Worker[TaskT, ResultT]]) -> list[Worker[TaskT, ResultT]]:
    """Those that have something to say, have died, or are out of time."""
    first = min(one.ends for one in busy.values())
    ready = wait(list(busy), max(0.0, first - time.monotonic()))
    now = time.monotonic()
    return [one for pipe, one in busy.items() if pipe in ready or one.ends <= now]


def _serve(
    work: Callable[[Any], object], tasks: Sequence[Any], pipe: Connection, foreign: list[Connection]
) -> None:
    """What a process does, until nobody is at the other end of its pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    for one in foreign:  # or a pipe would stay open when the parent is killed
        one.close()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    while True:
        try:
            place = pipe.recv()
        except (EOFError, OSError):
            return
        _allow_cpu_s(MOST_CPU_S)
        done = work(tasks[place])
        with suppress(OSError):
            pipe.send(done)


def _allow_cpu_s(more: int) -> None:
    """So much processor time from now on; it is a limit of the whole process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + more, hard))


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
