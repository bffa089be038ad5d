"""The lesson's node: node-worker-1 with 8 CPU and 32 GB, nginx-abc, and an API server that may go.

Source of the words: the lesson's "kubelet's Daily Routine"; of the rules: FACTS 4.1, 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kubelet_lab.incidents.static_node import quiet_world
from kubelet_lab.node.api_connection import ApiConnection, Shown
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.machine import GI, Machine
from kubelet_lab.node.node import Node, Programs
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

MACHINE = Machine("node-worker-1", cpu_m=8_000, memory=32 * GI)
IMAGES = {"nginx:1.21": Image({"nginx": 57 * MB}), "redis:7": Image({"redis": 45 * MB})}
ASKS_ROOT = Probe(HTTPGet("/", 80))  # the API's defaults: every 10 s, 3 failures
NGINX = Pod(
    "nginx-abc",
    (Container("nginx", "nginx:1.21", readiness=ASKS_ROOT, liveness=ASKS_ROOT),),
    uid="nginx-1",
)
NEWCOMER = Pod("cache-xyz", (Container("cache", "redis:7"),), uid="cache-1")


@dataclass(slots=True)
class NginxNode:
    """One kubelet, connected to an API server. Plan what happens, then `run`."""

    clock: Clock = field(default_factory=Clock)
    trace: Trace = field(default_factory=Trace)
    node: Node = field(init=False)
    api: ApiConnection = field(init=False)
    stuck: Signal[int] = field(init=False)

    def __post_init__(self) -> None:
        self.node = Node(self.clock, self.trace, MACHINE, registry=Registry(IMAGES))
        self.api = ApiConnection(self.node)
        self.stuck = Signal("deadlock", 0, self.trace)

    def bind(self, at_s: float, pod: Pod) -> None:
        """Plan that the scheduler gives this node a pod."""
        self.clock.at(seconds(at_s), lambda: self.api.bind(pod, self._programs(pod)), order=WORLD)

    def outage(self, from_s: float, to_s: float) -> None:
        """Plan that the API server is away from `from_s` to `to_s`."""
        self.clock.at(seconds(from_s), self.api.goes_away, order=WORLD)
        self.clock.at(seconds(to_s), self.api.comes_back, order=WORLD)

    def get_stuck(self, at_s: float) -> None:
        """Plan that nginx stops answering."""
        self.stuck.plan(self.clock, [(seconds(at_s), 1, "nginx gets stuck")])

    def delete(self, at_s: float, pod: Pod) -> None:
        """Plan that somebody deletes a pod."""
        self.clock.at(seconds(at_s), lambda: self.node.delete_pod(pod.uid), order=WORLD)

    def run(self, lasts_s: float) -> PodHistory:
        """Play it; the history is that of nginx-abc, from the node's registration on."""
        end_ms = seconds(lasts_s)
        self.clock.run(end_ms)
        return pod_history(self.node, NGINX.uid, origin_ms=0, end_ms=end_ms)

    def nginx(self) -> tuple[Shown, Shown]:
        """nginx-abc as the API server has it, and as it is."""
        return self.api.shown[NGINX.name], self.api.true(NGINX.uid)

    def ms(
        self, text: str, *, source: str = "", subject: str = "", from_s: float = 0
    ) -> int | None:
        """When the trace first says so, from `from_s` on."""
        found = self.trace.find(text, source=source, from_ms=seconds(from_s))
        return next((entry.at_ms for entry in found if subject in entry.subject), None)

    def _programs(self, pod: Pod) -> Programs:
        world = quiet_world(self.trace)
        if pod is NGINX:
            world.deadlocks = self.stuck
        program = Program(80, loads_ms=200, endpoints={"/": Endpoint()})
        return {pod.containers[0].name: (program, world)}
