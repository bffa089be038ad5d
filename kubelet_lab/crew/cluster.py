"""The same tasks on a Dask cluster. What a worker needs is this package, in the same version.

Dask's client is in the extra `kubelet-lab[cluster]` and is imported when a scheduler is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

PATIENCE_S = 10  # for the scheduler to answer, and for a first worker
AHEAD = 4  # tasks handed over for each thread: the next is there when one is done

_ADDRESS = re.compile(
    r"((tcp|tls|wss?)://)?[\w.\-]+:[0-9]{1,5}|(tcp|tls)://\[[0-9a-f:]+\]:[0-9]{1,5}"
)

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


class NoClusterError(Exception):
    """The cluster cannot be used; the text says why."""


def each_on_cluster(
    work: Callable[[TaskT], ResultT], tasks: Iterable[TaskT], address: str
) -> Generator[tuple[TaskT, ResultT | str], None, None]:
    """`work(task)` for every task, as they get done; a sentence where there is no result.

    `work` is a function of a module, tasks and results can be pickled. `address` is a Dask
    scheduler's, such as tcp://10.0.0.5:8786. Raises NoClusterError before the first task.
    """
    with _client(address) as (distributed, client):
        waiting = iter(tasks)
        running: dict[Any, TaskT] = {}

        def hand_over(count: int) -> list[Any]:
            new = {client.submit(work, one, pure=False): one for one in islice(waiting, count)}
            running.update(new)
            return list(new)

        first = hand_over(AHEAD * sum(client.nthreads().values()))
        done = distributed.as_completed(first, loop=client.loop)
        for future in done:
            yield running.pop(future), _outcome(future)
            done.update(hand_over(1))


def _outcome(future: Any) -> Any:  # noqa: ANN401 - Dask ships no types
    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    return f"{type(error).__name__}: {error}" if error else f"The cluster says: {future.status}."


@contextmanager
def _client(address: str) -> Iterator[tuple[Any, Any]]:
    """Dask's module and a client with at least one worker."""
    if not _ADDRESS.fullmatch(address):
        raise NoClusterError(f"{address}: must be a scheduler's, such as tcp://10.0.0.5:8786")
    try:
        import distributed  # noqa: PLC0415 - loads for half a second, and most never need it
    except ModuleNotFoundError as error:
        raise NoClusterError(
            f"a cluster needs Dask ({error}): pip install 'kubelet-lab[cluster]'"
        ) from error
    try:
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoClusterError(f"no Dask scheduler answers at {address}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            raise NoClusterError(f"the scheduler at {address} has no worker") from error
        yield distributed, client
