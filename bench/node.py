"""A node with 110 pods for 30 days: what costs time are incidents, not days.

Each pod has a readiness and a liveness probe; a database is away for ten minutes a day; one
pod leaks until the kernel kills it, four times a day. Then the same incidents in a tenth of the
days and in ten times as many, and fewer of them. CPU time, best of some rounds. Each line is a row
for `bench/run.py`.
"""

from __future__ import annotations

import gc
import time

from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

PODS, PORT, DAY_S = 110, 8080, 86_400
OUTAGE_S = 600
LEAK = 20_000  # bytes a second: killed every six hours
ROUNDS = 5
LIMIT = Resources({"memory": 100 * MI}, {"memory": 512 * MI})
ENDPOINTS = {"/ready": Endpoint(needs=("database",)), "/health": Endpoint()}


def pod(number: int) -> Pod:
    """Return one of the pods; they come with periods of 5 and 10 s."""
    container = Container(
        "app",
        "app:1",
        readiness=Probe(HTTPGet("/ready", PORT), period_s=5 if number % 2 else 10),
        liveness=Probe(HTTPGet("/health", PORT), period_s=10),
        resources=LIMIT,
    )
    return Pod(f"pod-{number}", (container,), uid=f"uid-{number}")


def play(days: int, outages: int, leak: int = LEAK, *, pods: int = PODS) -> tuple[float, int, int]:
    """Return the CPU seconds that a run takes, its kills, and the entries in its trace."""
    gc.collect()  # what the round before left behind is not its cost
    begun = time.process_time()
    clock = Clock()
    node = Node(clock, machine=Machine(memory=64 * GI))
    database = Signal("database", "up", node.trace)
    quiet = World({"database": database}, Signal("s", 0, node.trace), Signal("d", 0, node.trace))
    for number in range(outages):
        down_ms = seconds(DAY_S * days * (number + 0.5) / outages)
        up = (down_ms + seconds(OUTAGE_S), "up", "database back")
        database.plan(clock, [(down_ms, "down", "database down"), up])
    for number in range(pods):
        leaks = leak if number == 0 else 0
        program = Program(
            PORT, loads_ms=5_000, memory=80 * MI, leaks_per_s=leaks, endpoints=ENDPOINTS
        )
        node.add_pod(pod(number), {"app": (program, quiet)})
    clock.run(seconds(days * DAY_S), 100_000_000)
    took_s = time.process_time() - begun
    kills = sum(1 for _ in node.trace.find("Memory cgroup out of memory"))
    return took_s, kills, len(node.trace)


def main() -> None:
    """Print the rows: the whole month, then days and incidents apart."""
    for days, outages, leak, limit in (
        (30, 30, LEAK, "1 s"),
        (3, 30, LEAK * 10, "as 30 days"),
        (300, 30, LEAK // 10, "as 30 days"),
        (30, 3, LEAK, ""),
        (30, 0, LEAK, ""),
    ):
        took, kills, entries = min(play(days, outages, leak) for _ in range(ROUNDS))
        what = f"110 pods, two probes each, {days} days, {outages} outages, {kills} kills"
        print(f"{what}\t{took:.2f} s ({entries:,} trace entries)\t{limit}")


if __name__ == "__main__":
    main()
