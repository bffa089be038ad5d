"""The same pod on four runtimes: when its containers run, and what each sandbox costs.

Source of the words: the lesson's "Why CRI Matters"; of the numbers: `node.runtime_profiles`,
which says which of them are published and which are chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kubelet_lab.incidents.pod_start import writes_for
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import Band, PodHistory, pod_history
from kubelet_lab.node.machine import MI, Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime_profiles import PROFILES
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod

RUNTIMES = tuple(name for name in PROFILES if name != "plain")
UID = "shop-1"
TOLD: dict[str, Any] = {"containers": 2, "disk_latency": 0.5, "pods": 30}
WORDS_TOLD = {
    "containerd": "containerd: Standard, widely used",
    "cri-o": "CRI-O: Lightweight, Kubernetes-native",
    "kata": "Kata Containers: VM-based, more secure",
    "gvisor": "gVisor: Sandboxed, extra security",
}
LASTS_S = 120
MOST_CONTAINERS, MOST_PODS = 50, 110


class Cost(NamedTuple):
    """One runtime on one pod: instants in milliseconds from its arrival, memory in bytes."""

    runtime: str
    sandbox_ms: int  # the sandbox is there
    first_ms: int  # the first container runs
    all_ms: int  # all of them run
    memory: int  # of the sandbox alone
    trace: Trace
    history: PodHistory

    @property
    def bands(self) -> list[Band]:
        """The pod's time until all run, as one lane."""
        return [
            Band(0, self.sandbox_ms, "waiting"),
            Band(self.sandbox_ms, self.all_ms, "starting"),
        ]


def cost(runtime: str, containers: int, disk_latency_ms: float) -> Cost:
    """Start a pod of that many containers, with all images on the node."""
    clock = Clock()
    node = Node(clock, handler=runtime)
    if others := writes_for(disk_latency_ms):
        node.write_to_disk(others, "somebody writes to the disk")
    names = [f"c{number}" for number in range(1, containers + 1)]
    pod = Pod("shop", tuple(Container(name, "shop:1") for name in names), uid=UID)
    quiet = World({}, Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace))
    node.add_pod(pod, {name: (Program(), quiet) for name in names})
    clock.run(seconds(LASTS_S))
    runs = [entry.at_ms for entry in node.trace.find("StartContainer")]
    sandbox_ms = next(node.trace.find("RunPodSandbox")).at_ms
    memory = node.runtime.memory.usage(UID)
    history = pod_history(node, UID, origin_ms=0, end_ms=seconds(LASTS_S))
    return Cost(runtime, sandbox_ms, runs[0], runs[-1], memory, node.trace, history)


def costs(parameters: Mapping[str, Any]) -> list[Cost]:
    """All four, side by side."""
    containers = min(max(int(parameters["containers"]), 1), MOST_CONTAINERS)
    return [cost(name, containers, parameters["disk_latency"]) for name in RUNTIMES]


def _play(parameters: Mapping[str, Any]) -> Outcome:
    found = costs(parameters)
    pods = min(int(parameters["pods"]), MOST_PODS)
    rows = [_row(one, pods) for one in found]
    rows.append(_same_trace(found))
    first = found[0]
    since = "the pod came to the node"
    return Outcome("runtimes", parameters, rows, first.trace, 0, first.history, since)


def _row(one: Cost, pods: int) -> Row:
    words = (
        f"all run; {one.memory // MI} MiB for each sandbox, "
        f"{one.memory * pods // MI} MiB for {pods} pods of a node's {Machine().memory // MI} MiB"
    )
    return row(None, WORDS_TOLD[one.runtime], one.all_ms, words)


def _same_trace(found: list[Cost]) -> Row:
    """Whether the kubelet said the same to all of them."""
    said = {tuple(e.text for e in one.trace if e.source == "kubelet") for one in found}
    words = "the kubelet's events are the same, word for word, on all four"
    return row(None, "kubelet (Doesn't care which runtime!)", None, words, holds=len(said) == 1)


INCIDENTS = {"runtimes": Incident("One pod, four runtimes", TOLD, _play)}
