"""The node's memory: what each container uses, and whom the kernel kills (mm/oom_kill.c).

Memory that can be reclaimed is not counted. Source: FACTS 6.2, 6.4, 6.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubelet_lab.node.consumption import Consumption, Use
from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.trace import Trace


@dataclass(slots=True)
class Cgroup(Use):
    """One container's memory: `limit` is memory.max in bytes, 0 for none.

    `killed(because)` is called when the kernel kills what runs in it.
    """

    limit: int
    oom_score_adj: int
    killed: Callable[[int], None]
    timer: Timer | None = None


class Memory(Consumption[Cgroup]):
    """The memory of one node: a line for each container, and the kernel's two ways to kill."""

    def __init__(self, clock: Clock, trace: Trace, capacity: int, kernel_bytes: int = 0) -> None:
        """`kernel_bytes` is what the system itself uses: kernel, kubelet, runtime."""
        super().__init__(clock, capacity, kernel_bytes)
        self.on_system_oom: Callable[[str, int], None] = lambda _victim, _because: None
        self._trace = trace
        self._full: Timer | None = None
        self.watch(self._plan)

    def use(self, key: str, line: Cgroup) -> None:
        """A container's usage begins, or takes another course."""
        full_ms = line.usage.reaches(line.limit + 1) if line.limit else None
        if full_ms is not None:
            line.timer = self._clock.at(full_ms, lambda: self._out_of_its_own(key), order=WORLD)
        super().use(key, line)

    def _take_out(self, key: str) -> Cgroup:
        gone = super()._take_out(key)
        if gone.timer:
            gone.timer.cancel()
        return gone

    def _out_of_its_own(self, key: str) -> None:
        cgroup = self.lines[key]
        text = f"Memory cgroup out of memory: {cgroup.name} is at its limit of {cgroup.limit} bytes"
        cgroup.killed(self._note(text, cgroup.cause))

    def _out_of_all(self) -> None:
        """The node itself is full: the process with the highest badness dies."""
        now_ms, per_point = self._clock.now_ms, self.capacity // 1000
        killable = [line for line in self.lines.values() if line.usage.at(now_ms) > 0]
        if not killable:
            return
        victim = max(
            killable, key=lambda c: (c.usage.at(now_ms) + c.oom_score_adj * per_point, c.name)
        )
        entry = self._note(f"Out of memory: killed {victim.name}", self.last_cause())
        self.on_system_oom(victim.name, entry)
        victim.killed(entry)

    def _plan(self) -> None:
        """Usage takes another course: the node may be full at another instant."""
        if self._full:
            self._full.cancel()
        full_ms = self.reaches(0)
        self._full = (
            None if full_ms is None else self._clock.at(full_ms, self._out_of_all, order=WORLD)
        )

    def _note(self, text: str, because: int | None) -> int:
        return self._trace.add(self._clock.now_ms, "kernel", "memory", text, because)
