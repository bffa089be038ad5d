"""Any service on a node of its own: a pod, its program, and one night of it.

The checkout and the services of the other probe lessons are played here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kubelet_lab.incidents.download import Download
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime_profiles import PROFILES
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod, Resources

MOST_EVENTS = 200_000  # of one night; no probe needs a hundredth of it


@dataclass(frozen=True, slots=True)
class Night:
    """What happens in one run; seconds from the first start of the container.

    `pulled_s` is the time from the pod's arrival to that start: image pull and all the rest.
    Probe ticks count from the arrival, so it also says where in its period each probe is.
    """

    pulled_s: float = 10
    outages: tuple[tuple[float, float], ...] = ()  # (from, to)
    outage: str = "down"  # the database "down" (fails at once) or "hangs"
    deadlock_s: float | None = None
    crash_s: float | None = None
    slow: tuple[tuple[float, float, float], ...] = ()  # (from, to, seconds late)
    lasts_s: float = 240


class Run(NamedTuple):
    """One night, played. `zero_ms` is the zero of its history on the clock."""

    trace: Trace
    zero_ms: int
    history: PodHistory
    restarts: int


@dataclass(frozen=True, slots=True)
class _Stage:
    """A clock, a trace and what the service depends on."""

    clock: Clock
    trace: Trace = field(default_factory=Trace)

    def world(self, night: Night, zero_ms: int) -> World:
        """Put the night's changes on the clock."""
        database = Signal("database", "up", self.trace)
        slowness, deadlocks = Signal("slowness", 0, self.trace), Signal("deadlock", 0, self.trace)
        crashes = Signal("crash", 0, self.trace)
        for from_s, to_s in night.outages:
            begins, ends = zero_ms + seconds(from_s), zero_ms + seconds(to_s)
            words = "database down" if night.outage == "down" else "database hangs"
            changes = [(begins, night.outage, words), (ends, "up", "database back")]
            database.plan(self.clock, changes)
        for from_s, to_s, late_s in night.slow:
            late = (zero_ms + seconds(from_s), seconds(late_s), "slow answers")
            slowness.plan(self.clock, [late, (zero_ms + seconds(to_s), 0, "quick answers")])
        if night.deadlock_s is not None:
            deadlocks.plan(self.clock, [(zero_ms + seconds(night.deadlock_s), 1, "deadlock")])
        if night.crash_s is not None:
            crashes.plan(self.clock, [(zero_ms + seconds(night.crash_s), 1, "crash")])
        return World({"database": database}, slowness, deadlocks, crashes)


def play(
    pod: Pod, program: Program, night: Night, *, name: str, since_s: float = 0, skip: bool = True
) -> Run:
    """Play one night of `program` in a pod, with the probes the pod has.

    The container called `name`, or else the first, is the one that is played; others are left
    out. The history's zero is `since_s` after the first start; `skip` off plays every look.
    """
    pod = _alone(pod, name)
    plain = PROFILES["plain"]
    fixed_ms = plain.run_pod_sandbox.ms + plain.create_container.ms + plain.start_container.ms
    zero_ms = max(seconds(night.pulled_s), fixed_ms)
    stage = _Stage(Clock(skip=skip))
    images = Download(zero_ms - fixed_ms)
    node = Node(stage.clock, stage.trace, handler="plain", images=images)
    node.add_pod(pod, {pod.containers[0].name: (program, stage.world(night, zero_ms))})
    stage.clock.run(zero_ms + seconds(night.lasts_s), MOST_EVENTS)
    origin_ms, end_ms = zero_ms + seconds(since_s), seconds(night.lasts_s - since_s)
    history = pod_history(node, pod.uid, origin_ms=origin_ms, end_ms=end_ms)
    newest = node.runtime.newest(pod.uid, pod.containers[0].name)
    return Run(stage.trace, origin_ms, history, newest.restart_count if newest else 0)


def _alone(pod: Pod, name: str) -> Pod:
    """The container on a node with room, its image there and nothing to hook into."""
    named = [container for container in pod.containers if container.name == name]
    alone = replace(
        (*named, *pod.containers)[0],
        image_pull_policy="IfNotPresent",
        resources=Resources(),
        post_start=None,
        pre_stop=None,
    )
    return replace(pod, containers=(alone,), init_containers=(), runtime_class="")
