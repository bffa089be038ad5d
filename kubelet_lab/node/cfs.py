"""kernel/sched/fair.c, CFS bandwidth: a CPU limit is so much time in every 100 ms.

All threads of the container draw on one quota; when it is used up, all of them wait for the next
period. Source: FACTS 6.1, 6.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from kubelet_lab.node.cpu_units import QUOTA_PERIOD_US


class Slice(NamedTuple):
    """A stretch of time in microseconds, in which the threads run or wait."""

    start_us: int
    end_us: int
    state: Literal["running", "throttled"]


def run(cpu_us: int, threads: int, quota_us: int) -> Iterator[Slice]:
    """How `cpu_us` of work on `threads` threads gets done, each on a CPU of its own.

    `quota_us` is what may be used in a period, 0 for no limit; the work begins with a period.
    """
    whole_us = QUOTA_PERIOD_US * threads
    if not quota_us or quota_us >= whole_us:  # it cannot be used up
        yield Slice(0, -(-cpu_us // threads), "running")
        return
    begins_us, left_us = 0, cpu_us
    while left_us > 0:
        used_us = min(left_us, quota_us)
        left_us -= used_us
        stops_us = begins_us + -(-used_us // threads)
        yield Slice(begins_us, stops_us, "running")
        begins_us += QUOTA_PERIOD_US
        if left_us:
            yield Slice(stops_us, begins_us, "throttled")
