"""The checkout service: its pod as the lesson has it, its program, and one night of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kubelet_lab.incidents.download import Download
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.node.runtime_profiles import PROFILES
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

PORT = 8080
MOST_EVENTS = 200_000  # of one night; no probe needs a hundredth of it
CHECKOUT = Pod(
    "checkout",
    (
        Container(
            "checkout",
            "checkout:v2",
            ports=(("http", PORT),),
            startup=Probe(HTTPGet("/startup", PORT), period_s=5, failure_threshold=10),
            readiness=Probe(HTTPGet("/ready", PORT), period_s=3, failure_threshold=2),
            liveness=Probe(HTTPGet("/health", PORT), period_s=10, failure_threshold=3),
        ),
    ),
    uid="checkout-1",
)

ENDPOINTS = {
    "/startup": Endpoint(),
    "/ready": Endpoint(needs=("database",), beside_stuck=True),  # "quick check", as told
    "/health": Endpoint(),
}


@dataclass(frozen=True, slots=True)
class Night:
    """What happens in one run; seconds from the first start of the container.

    `pulled_s` is the time from the pod's arrival to that start: image pull and all the rest.
    Probe ticks count from the arrival, so it also says where in its period each probe is.
    """

    catalogue_s: float = 30
    connects_s: float = 2
    pulled_s: float = 10
    outages: tuple[tuple[float, float], ...] = ()  # (from, to)
    outage: str = "down"  # the database "down" (fails at once) or "hangs"
    deadlock_s: float | None = None
    slow: tuple[tuple[float, float, float], ...] = ()  # (from, to, seconds late)
    lasts_s: float = 240


class Run(NamedTuple):
    """One night, played. `zero_ms` is the first start of the container on the clock."""

    trace: Trace
    zero_ms: int
    history: PodHistory
    restarts: int


@dataclass(frozen=True, slots=True)
class _Stage:
    """A clock, a trace and what the checkout depends on."""

    clock: Clock
    trace: Trace = field(default_factory=Trace)

    def world(self, night: Night, zero_ms: int) -> World:
        """Put the night's changes on the clock."""
        database = Signal("database", "up", self.trace)
        slowness, deadlocks = Signal("slowness", 0, self.trace), Signal("deadlock", 0, self.trace)
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
        return World({"database": database}, slowness, deadlocks)


def play(pod: Pod, night: Night, *, skip: bool = True) -> Run:
    """Play one night of the checkout service with the probes of `pod`.

    The container called "checkout", or else the first, is the one that is played; others are
    left out. `skip` off plays every look.
    """
    pod = _checkout_alone(pod)
    plain = PROFILES["plain"]
    fixed_ms = plain.run_pod_sandbox.ms + plain.create_container.ms + plain.start_container.ms
    zero_ms = max(seconds(night.pulled_s), fixed_ms)
    stage = _Stage(Clock(skip=skip))
    images = Download(zero_ms - fixed_ms)
    node = Node(stage.clock, stage.trace, handler="plain", images=images)
    program = Program(
        PORT,
        loads_ms=seconds(night.catalogue_s),
        connects_ms=seconds(night.connects_s),
        endpoints=ENDPOINTS,
    )
    node.add_pod(pod, {pod.containers[0].name: (program, stage.world(night, zero_ms))})
    stage.clock.run(zero_ms + seconds(night.lasts_s), MOST_EVENTS)
    history = pod_history(node, pod.uid, origin_ms=zero_ms, end_ms=seconds(night.lasts_s))
    newest = node.runtime.newest(pod.uid, pod.containers[0].name)
    return Run(stage.trace, zero_ms, history, newest.restart_count if newest else 0)


def _checkout_alone(pod: Pod) -> Pod:
    """The checkout container on a node with room, its image and nothing to hook into."""
    named = [container for container in pod.containers if container.name == "checkout"]
    alone = replace(
        (*named, *pod.containers)[0],
        image_pull_policy="IfNotPresent",
        resources=Resources(),
        post_start=None,
        pre_stop=None,
    )
    return replace(pod, containers=(alone,), init_containers=(), runtime_class="")
