"""A node for one story: a few pods, one world for all of them, and what was said."""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.node.images import Registry
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Container, Pod


class SmallNode:
    """A node, its clock, and the signals of a world that all programs share."""

    def __init__(self, machine: Machine | None = None, registry: Registry | None = None) -> None:
        self.clock = Clock()
        self.node = Node(self.clock, machine=machine, registry=registry)
        trace = self.node.trace
        self.crashes = Signal("crash", 0, trace)
        self.world = World(
            {}, Signal("slowness", 0, trace), Signal("deadlock", 0, trace), self.crashes
        )

    def add(self, pod: Pod, **programs: Program) -> None:
        """Add a pod; a program that is not given serves "/" and does nothing else."""
        default = Program(endpoints={"/": Endpoint()})
        names = [container.name for container in (*pod.init_containers, *pod.containers)]
        given = {name: (programs.get(name, default), self.world) for name in names}
        self.node.add_pod(pod, given)

    def at(self, at_s: float, action: Callable[[], object]) -> None:
        """Let the world act."""
        self.clock.at(round(at_s * 1000), lambda: action() and None, order=WORLD)

    def run(self, until_s: float) -> None:
        """Play to then."""
        self.clock.run(round(until_s * 1000))

    def said(self, *sources: str, of: str = "") -> list[str]:
        """What these sources wrote, of subjects that begin so."""
        return [
            entry.text
            for entry in self.node.trace
            if entry.source in sources and entry.subject.startswith(of)
        ]

    def first_s(self, text: str) -> float:
        """When the trace first says so."""
        return next(self.node.trace.find(text)).at_ms / 1000


def pod(name: str = "p", *containers: Container, **fields: object) -> Pod:
    """A pod whose uid is its name with "-1" behind it."""
    return Pod(name, containers or (Container("c", "x"),), uid=f"{name}-1", **fields)
