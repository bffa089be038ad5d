"""One node whose disk cannot keep up with its logs: when its relists are too late for PLEG.

It is a whole `node.Node`: the disk is a queue, listings stand in it, PLEG waits for them.
Source: FACTS 3.1, 3.5.
"""

from __future__ import annotations

from kubelet_lab.node.machine import Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Program, World
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Container, Pod

KB, MB = 1_000, 1_000_000
SETTLED_MS = 60_000  # by then all containers run
WATCHED_MS = 900_000  # long enough for five thresholds
STEP_MS = 100  # `first_latency` is that exact


def slow_node(containers: int, machine: Machine, threshold_ms: int) -> Node:
    """A node with so many pods of one container each, and nothing else to do."""
    node = Node(Clock(), machine=machine, pleg_threshold_ms=threshold_ms)
    quiet = World({}, Signal("slow", 0, node.trace), Signal("stuck", 0, node.trace))
    for number in range(containers):
        pod = Pod(f"pod-{number}", (Container("c", "x"),), uid=f"pod-{number}")
        node.add_pod(pod, {"c": (Program(), quiet)})
    return node


def not_ready_ms(node: Node) -> int | None:
    """When its kubelet first posted Ready False."""
    changes = node.kubelet.node_status.changes
    return next((at_ms for at_ms, kind, to in changes if (kind, to) == ("Ready", "False")), None)


def first_not_ready(
    containers: int, log_bytes_per_s: int, machine: Machine, threshold_s: float, within_s: float
) -> float | None:
    """Seconds from the instant at which containers begin to log so much to Ready False.

    `log_bytes_per_s` is for each container. None: the node stays Ready for `within_s`.
    """
    node = slow_node(containers, machine, seconds(threshold_s))
    rate = containers * log_bytes_per_s
    node.clock.at(
        SETTLED_MS, lambda: node.write_to_disk(rate, f"{rate} bytes/s of logs"), order=WORLD
    )
    node.clock.run(SETTLED_MS + seconds(within_s))
    found_ms = not_ready_ms(node)
    return None if found_ms is None else (found_ms - SETTLED_MS) / 1000


def first_latency(containers: int = 40, threshold_s: float = 180) -> float:
    """The least disk latency, in seconds, at which a node does not stay Ready.

    It is the wait of one small request behind a backlog that neither grows nor shrinks.
    """
    low, high = 0, 2 * seconds(threshold_s) // STEP_MS
    while high - low > 1:
        middle = (low + high) // 2
        if _stays_ready(containers, middle * STEP_MS, seconds(threshold_s)):
            low = middle
        else:
            high = middle
    return high * STEP_MS / 1000


def _stays_ready(containers: int, wait_ms: int, threshold_ms: int) -> bool:
    """Whether a node stays Ready for a quarter of an hour with such a backlog before its disk."""
    machine = Machine(disk_bytes_per_s=100 * MB)
    node = slow_node(containers, machine, threshold_ms)
    full = machine.disk_bytes_per_s

    def twice() -> None:
        node.write_to_disk(2 * full, "twice as much as the disk can write")

    def once() -> None:
        node.write_to_disk(full, "as much as the disk can write")

    node.clock.at(SETTLED_MS, twice, order=WORLD)
    node.clock.at(SETTLED_MS + wait_ms, once, order=WORLD)
    node.clock.run(SETTLED_MS + wait_ms + max(WATCHED_MS, 5 * threshold_ms))
    return not_ready_ms(node) is None
