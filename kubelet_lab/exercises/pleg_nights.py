"""What keeps fifty nodes Ready: each change is tried, by playing four hours of sale on them.

The nodes come in three sizes, and nodes of one size have one fate, so three are played.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kubelet_lab.exercises.quantity import measure
from kubelet_lab.exercises.questions import NO_ANSWER, Verdict
from kubelet_lab.figures.text import duration
from kubelet_lab.incidents.busy_disk import MB, NODE, Load, busy_disk
from kubelet_lab.node.machine import GI, Machine

NODES = {26: 20, 30: 20, 34: 10}  # pods on a node: how many nodes have so many
LOGS = 6  # MB/s of each container
SALE_S = 4 * 3_600
KEPT = 0.5  # of the log lines, at least
UNIT = "MB"
PER_SECOND = re.compile(r"\s*(?:/|per)\s*s(?:ec|econd)?$", re.IGNORECASE)


class Change(NamedTuple):
    """One change to every node: the load it leaves, the machine, and what it costs."""

    costs: str
    logs: float = LOGS
    pods: float = 1.0  # share of the pods that stay
    latency_ms: float = 1
    logs_elsewhere: bool = False
    handler: str = "containerd"
    machine: Machine = NODE


CHANGES = {
    "limit the logs": Change("It costs half of the log lines.", logs=LOGS * KEPT),
    "a disk of their own for the logs": Change("It costs 50 disks.", logs_elsewhere=True),
    "twice the disk throughput": Change(
        "It costs what 250 MB/s more cost, 50 times.",
        machine=Machine("web-17", 16_000, disk_bytes_per_s=500 * MB),
        latency_ms=NODE.disk_request_us / 1_000 / (1 - 125 / 500),
    ),
    "half the pods on each node": Change("It costs another 50 nodes.", pods=0.5),
    "half the disk latency": Change(
        "", latency_ms=0.5, machine=Machine("web-17", 16_000, disk_request_us=250)
    ),
    "twice the CPU": Change("", machine=Machine("web-17", 32_000)),
    "four times the memory": Change("", machine=Machine("web-17", 16_000, 64 * GI)),
    "another runtime": Change("", handler="cri-o"),
}
WHY_NOT = {
    "half the disk latency": "Each request is answered sooner, and the disk still moves 250 MB/s: "
    "the backlog grows as before.",
    "twice the CPU": "No walk waits for the processor.",
    "four times the memory": "No walk waits for memory.",
    "another runtime": "It waits in the same line, before the same disk.",
}


def try_change(value: object) -> Verdict:
    """Play the sale with one of the changes."""
    if value is None:
        return Verdict(0, NO_ANSWER)
    typed = " ".join(str(value).split())
    name = next((known for known in CHANGES if known.lower() == typed.lower()), "")
    if not name:
        options = ", ".join(f"`{option}`" for option in CHANGES)
        return Verdict(0, f"`{typed[:40]}` is none of the options: {options}.")
    change = CHANGES[name]
    lost = lost_nodes(change)
    if lost:
        return Verdict(0, f"{lost} {WHY_NOT.get(name, '')}".rstrip())
    return Verdict(1, f"All 50 nodes stay Ready. {change.costs}")


def try_limit(value: object) -> Verdict:
    """Play the sale with that many MB/s of logs for each container."""
    if value is None:
        return Verdict(0, NO_ANSWER)
    limit = _mb_per_s(value)
    if limit is None or limit < 0:
        return Verdict(0, "That is no number of MB per second: write a number such as `4.5`.")
    lost = lost_nodes(Change("", logs=min(limit, LOGS)))
    if lost:
        return Verdict(0, lost)
    if limit < LOGS * KEPT:
        share = round(100 * (1 - limit / LOGS))
        return Verdict(0.5, f"All 50 nodes stay Ready, and {share} % of the lines are lost.")
    return Verdict(1, "All 50 nodes stay Ready, and half of the lines or more are kept.")


def _mb_per_s(value: object) -> float | None:
    """`3.5`, `3.5 MB`, `3.5 MB/s` and `3.5 MB per second` are the same."""
    if isinstance(value, str):
        value = PER_SECOND.sub("", value.strip())
    return measure(value, UNIT)


@lru_cache(maxsize=64)
def lost_nodes(change: Change) -> str:
    """How many nodes turn NotReady within the sale, and when the first does; empty if none."""
    first: dict[int, int] = {}
    for pods in NODES:
        load = Load(
            round(pods * change.pods),
            change.logs,
            change.latency_ms,
            change.logs_elsewhere,
            change.handler,
        )
        at_ms = busy_disk(load, change.machine, lasts_s=SALE_S).history.not_ready_ms
        if at_ms is not None:
            first[pods] = at_ms
    if not first:
        return ""
    lost, soonest = sum(NODES[pods] for pods in first), min(first, key=lambda pods: first[pods])
    when = duration(first[soonest])
    return f"{lost} of 50 nodes turn NotReady, the first after {when}: one with {soonest} pods."
