"""Work that takes time, step by step: generators that yield the milliseconds of each step."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush


def in_parallel(*works: Iterator[int]) -> Iterator[int]:
    """Do works side by side; over when the last of them is. Earlier ones go first in a tie."""
    passed_ms = 0
    due = [(0, number) for number in range(len(works))]
    heapify(due)
    while due:
        at_ms, number = heappop(due)
        if at_ms > passed_ms:
            yield at_ms - passed_ms
            passed_ms = at_ms
        wait_ms = next(works[number], None)
        if wait_ms is not None:
            heappush(due, (passed_ms + wait_ms, number))
