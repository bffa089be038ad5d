"""A process for each task, a few at a time: none outlives its deadline, none can stop another.

Forked from a parent that has imported everything, so a process costs milliseconds.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, NamedTuple, TypeVar

DEADLINE_S = 60  # of wall time for one task
MOST_CPU_S = 2 * DEADLINE_S  # should the parent be killed, this ends what it left behind
MOST_MEMORY = 4 * 1024**3
TOO_LATE = f"It took longer than {DEADLINE_S} s and was stopped."
DIED = "Its process died."

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


class Running(NamedTuple, Generic[TaskT]):
    """One task in its process."""

    task: TaskT
    process: BaseProcess
    ends: float


def each_in_its_own(
    work: Callable[[TaskT], ResultT], tasks: Iterable[TaskT], workers: int
) -> Generator[tuple[TaskT, ResultT | str], None, None]:
    """`work(task)` for every task, as they get done; a sentence where there is no result."""
    gc.freeze()  # what is here now is shared; a collection would copy it into every process
    waiting, running = iter(tasks), dict[Connection, Running[TaskT]]()
    try:
        while True:
            for task in _next(waiting, workers - len(running)):
                running.update([_start(work, task)])
            if not running:
                return
            for pipe in _done(running):
                one = running.pop(pipe)
                yield one.task, _outcome(pipe, one)
    finally:
        for pipe, one in running.items():
            _end(pipe, one.process)


def _next(waiting: Iterator[TaskT], count: int) -> list[TaskT]:
    return [task for _, task in zip(range(count), waiting, strict=False)]


def _start(work: Callable[[TaskT], ResultT], task: TaskT) -> tuple[Connection, Running[TaskT]]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_work, args=(work, task, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    return ours, Running(task, process, time.monotonic() + DEADLINE_S)


def _work(
    work: Callable[[TaskT], ResultT], task: TaskT, ours: Connection, pipe: Connection
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    ours.close()  # or it would wait for ever to be read, should the parent be killed
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    pipe.send(work(task))


def _done(running: dict[Connection, Running[TaskT]]) -> list[Connection]:
    """The pipes of those that have something to say, have died, or are out of time."""
    first = min(one.ends for one in running.values())
    ready = wait(list(running), max(0.0, first - time.monotonic()))
    now = time.monotonic()
    return [pipe for pipe, one in running.items() if pipe in ready or one.ends <= now]


def _outcome(pipe: Connection, one: Running[TaskT]) -> ResultT | str:
    try:
        if not pipe.poll():
            return TOO_LATE
        result: ResultT = pipe.recv()
    except (EOFError, OSError):
        return DIED
    else:
        return result
    finally:
        _end(pipe, one.process)


def _end(pipe: Connection, process: BaseProcess) -> None:
    pipe.close()
    process.kill()
    process.join()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
