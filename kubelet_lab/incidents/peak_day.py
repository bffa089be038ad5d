"""A service with a peak on a shared node: whether its requests and limits carry it through.

`thumbs` makes thumbnails: 250Mi and little CPU most of the day, up to 700Mi and 600m at noon.
Beside it on the node stand the pods of other teams. Source of the rules: FACTS 6.1 to 6.7.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from kubelet_lab.node.admit import Rejection, admit
from kubelet_lab.node.cgroups import resource_config_for_container
from kubelet_lab.node.cpu import Demand, divide
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Program, World
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod, Resources

NAME = "thumbs"
MACHINE = Machine(cpu_m=4_000, memory=8 * GI)
BASE = 250 * MI
PEAK = 700 * MI  # at most, base included
PEAK_CPU_M = 600
ROOM_CPU_M, ROOM_MEMORY = 1_400, 2 * GI  # what the node has left for two replicas
LASTS_S = 600
PEAK_S = (120, 300)
LEAK_PER_S = 8 * MI

Kind = Literal["room", "peak", "neighbour", "leak", "busy"]


@dataclass(frozen=True, slots=True)
class Day:
    """What is put to the test: bytes or millicores, whichever the kind is about.

    "room": both replicas are placed. "peak": memory in use at noon. "neighbour": how much more
    than its request another pod uses when the node runs short. "leak": a release that leaks, in
    both replicas.
    "busy": the CPU requests of the neighbours, who all want more than they asked for.
    """

    kind: Kind
    amount: int = 0


class Run(NamedTuple):
    """One day, played; what it is not about is left at its default."""

    history: PodHistory | None = None
    trace: Trace | None = None
    rejected: Rejection | None = None
    granted_m: int = 0


def play(pod: Pod, day: Day) -> Run:
    """Play one day of `thumbs` with the requests and limits of `pod`."""
    pod = _alone(pod)
    match day.kind:
        case "room":
            return _room(pod)
        case "busy":
            return _busy(pod, day.amount)
        case _:
            return _memory(pod, day)


def _alone(pod: Pod) -> Pod:
    named = [container for container in pod.containers if container.name == NAME]
    given = (*named, *pod.containers)[0]
    container = Container(NAME, given.image, resources=given.resources)
    return replace(
        pod, name=NAME, containers=(container,), init_containers=(), runtime_class="",
        priority_class="",
    )  # fmt: skip


def _room(pod: Pod) -> Run:
    """Two replicas, one after the other, beside neighbours that leave `ROOM`."""
    allocatable = MACHINE.allocatable()
    taken = {"cpu": allocatable["cpu"] - ROOM_CPU_M, "memory": allocatable["memory"] - ROOM_MEMORY}
    here = [_pod("others", Resources(taken))]
    for _ in range(2):
        if rejected := admit(pod, here, allocatable):
            return Run(rejected=rejected)
        here.append(pod)
    return Run()


def _busy(pod: Pod, others_m: int) -> Run:
    """Two replicas at their peak, and neighbours that take all the CPU they can get."""

    def nothing() -> None: ...

    container = pod.containers[0]
    shares = resource_config_for_container(container).cpu_shares
    mine = Demand(PEAK_CPU_M, container.resources.limits.get("cpu", 0), shares, nothing)
    demands = {"a": mine, "b": mine}
    if others_m:
        other = _pod("others", Resources({"cpu": others_m})).containers[0]
        theirs = resource_config_for_container(other).cpu_shares
        demands["others"] = Demand(MACHINE.cpu_m, 0, theirs, nothing)
    return Run(granted_m=divide(MACHINE.cpu_m, demands)["a"])


def _memory(pod: Pod, day: Day) -> Run:
    clock = Clock()
    node = Node(clock, machine=MACHINE)
    trace = node.trace
    busy, leak = Signal("requests", 0, trace), Signal("leak", 0, trace)
    world = World({}, Signal("slow", 0, trace), Signal("deadlock", 0, trace), leak=leak, busy=busy)
    top = day.amount if day.kind == "peak" else PEAK
    begins_ms, ends_ms = (seconds(at_s) for at_s in PEAK_S)
    if day.kind == "leak":
        leak.plan(clock, [(begins_ms, LEAK_PER_S, "the new release leaks")])
    else:
        words = f"noon: {top // MI}Mi in use"
        busy.plan(clock, [(begins_ms, top - BASE, words), (ends_ms, 0, "after noon")])
    programs = {NAME: (Program(memory=BASE), world)}
    node.add_pod(replace(pod, uid="thumbs-1"), programs)
    if day.kind == "leak":
        node.add_pod(replace(pod, name="thumbs-2", uid="thumbs-2"), programs)
    _neighbours(node, day, world)
    clock.run(seconds(LASTS_S))
    history = pod_history(node, "thumbs-1", origin_ms=0, end_ms=seconds(LASTS_S))
    return Run(history, trace)


def _neighbours(node: Node, day: Day, world: World) -> None:
    """Who else is on the node, and how much memory that leaves."""
    quiet = World({}, world.slow_ms, world.deadlocks)
    if day.kind == "leak":
        others = 5 * GI  # all of it asked for, and used
        _add(node, _pod("others", _guaranteed(others)), Program(memory=others), quiet)
    if day.kind == "neighbour":
        free = MACHINE.memory - MACHINE.system_uses - PEAK - 50 * MI  # short of 100Mi at noon
        asked = free - day.amount
        _add(node, _pod("others", Resources({"memory": asked})), Program(memory=free), quiet)


def _guaranteed(memory: int) -> Resources:
    amounts = {"cpu": 1_000, "memory": memory}
    return Resources(amounts, dict(amounts))


def _pod(name: str, resources: Resources) -> Pod:
    return Pod(name, (Container(name, f"{name}:1", resources=resources),), uid=f"{name}-1")


def _add(node: Node, pod: Pod, program: Program, world: World) -> None:
    node.add_pod(pod, {pod.name: (program, world)})
