"""The node's memory: what each container uses, and whom the kernel kills (mm/oom_kill.c).

Usage is a straight line from change to change, so the instant at which a limit is reached is
known beforehand. Memory that can be reclaimed is not counted. Source: FACTS 6.2, 6.4, 6.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.sim.trace import Trace


@dataclass(slots=True)
class Cgroup:
    """One container's memory: `limit` is memory.max in bytes, 0 for none.

    `killed(because)` is called when the kernel kills what runs in it.
    """

    pod_uid: str
    name: str  # of the pod and the container
    usage: Ramp
    limit: int
    oom_score_adj: int
    killed: Callable[[int], None]
    cause: int | None  # the trace entry behind its slope; None: older than the trace
    timer: Timer | None = None


class Memory:
    """The memory of one node; `watch` is told whenever usage takes another course."""

    def __init__(self, clock: Clock, trace: Trace, capacity: int, kernel_bytes: int = 0) -> None:
        """`kernel_bytes` is what the system itself uses: kernel, kubelet, runtime."""
        self.capacity = capacity
        self.cgroups: dict[str, Cgroup] = {}
        self.on_system_oom: Callable[[str, int], None] = lambda _victim, _because: None
        self._clock, self._trace = clock, trace
        # all lines together, exactly: (level + slope · at_ms) / 1000 bytes
        self._level, self._slope = kernel_bytes * 1000, 0
        self._used = Ramp(kernel_bytes, 0, clock.now_ms)
        self._latest: int | None = None  # the entry behind the last line that came or bent
        self._watchers: list[Callable[[], None]] = []
        self._full: Timer | None = None

    def watch(self, changed: Callable[[], None]) -> None:
        """Have `changed` called after every change."""
        self._watchers.append(changed)

    def unwatch(self, changed: Callable[[], None]) -> None:
        """Stop telling `changed`."""
        self._watchers.remove(changed)

    def available(self, at_ms: int) -> int:
        """memory.available as the kubelet counts it: capacity minus what is in use."""
        return self.capacity - self._used.at(at_ms)

    def reaches(self, available: int) -> int | None:
        """The instant at which less than `available` is left; None for never, as things stand."""
        return self._used.reaches(self.capacity - available + 1)

    def usage(self, pod_uid: str, container: str | None = None) -> int:
        """What a pod uses now, or one of its containers."""
        now_ms = self._clock.now_ms
        return sum(
            cgroup.usage.at(now_ms)
            for cgroup in self.cgroups.values()
            if cgroup.pod_uid == pod_uid and container in (None, cgroup.name.rpartition("/")[2])
        )

    def last_cause(self) -> int | None:
        """Why memory runs short: the entry behind the steepest line, or behind the last to come."""
        steepest = max(self.cgroups.values(), key=lambda c: c.usage.per_s, default=None)
        return steepest.cause if steepest and steepest.usage.per_s > 0 else self._latest

    def use(self, container_id: str, cgroup: Cgroup) -> None:
        """A container's usage begins, or takes another course."""
        self.free(container_id)
        self.cgroups[container_id] = cgroup
        self._latest = cgroup.cause
        self._add(cgroup.usage, 1)
        full_ms = cgroup.usage.reaches(cgroup.limit + 1) if cgroup.limit else None
        if full_ms is not None:
            cgroup.timer = self._clock.at(
                full_ms, lambda: self._out_of_its_own(container_id), order=WORLD
            )
        self._changed()

    def free(self, container_id: str) -> None:
        """A container's memory is given back."""
        gone = self.cgroups.pop(container_id, None)
        if gone is None:
            return
        if gone.timer:
            gone.timer.cancel()
        self._add(gone.usage, -1)
        self._changed()

    def _out_of_its_own(self, container_id: str) -> None:
        cgroup = self.cgroups[container_id]
        text = f"Memory cgroup out of memory: {cgroup.name} is at its limit of {cgroup.limit} bytes"
        cgroup.killed(self._note(text, cgroup.cause))

    def _out_of_all(self) -> None:
        """The node itself is full: the process with the highest badness dies."""
        now_ms, per_point = self._clock.now_ms, self.capacity // 1000
        killable = [cgroup for cgroup in self.cgroups.values() if cgroup.usage.at(now_ms) > 0]
        if not killable:
            return
        victim = max(
            killable, key=lambda c: (c.usage.at(now_ms) + c.oom_score_adj * per_point, c.name)
        )
        entry = self._note(f"Out of memory: killed {victim.name}", self.last_cause())
        self.on_system_oom(victim.name, entry)
        victim.killed(entry)

    def _add(self, line: Ramp, times: int) -> None:
        self._level += times * (line.level * 1000 - line.per_s * line.since_ms)
        self._slope += times * line.per_s

    def _changed(self) -> None:
        now_ms = self._clock.now_ms
        level = (self._level + self._slope * now_ms) // 1000
        self._used = Ramp(level, self._slope, now_ms)
        if self._full:
            self._full.cancel()
        full_ms = self._used.reaches(self.capacity + 1)
        self._full = (
            None if full_ms is None else self._clock.at(full_ms, self._out_of_all, order=WORLD)
        )
        for changed in tuple(self._watchers):
            changed()

    def _note(self, text: str, because: int | None) -> int:
        return self._trace.add(self._clock.now_ms, "kernel", "memory", text, because)
