"""One node whose disk is asked for more than it can do: Shopify's Black Friday, seen from inside.

Source of the words: the lesson's "Real incident - Shopify Black Friday" (as told there, not
verified); of the rules: FACTS 3.1, 3.5. Zero is 23:50, when the logs begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.disk import MOST_QUEUED
from kubelet_lab.node.history import pod_history
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.node_history import NodeHistory, Walk, node_history
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod

MB = 1_000_000
SETTLED_MS = 60_000  # all pods run and the walks are quick: the story's zero
NODE = Machine(name="web-17", cpu_m=16_000)
SINCE = "23:50"
SLOW_MS, NEVER_S = 3_000, 1_000_000  # the lesson's "> 3 seconds"; a fix that does not come
TOLD = {"containers": 30, "logs": 6, "latency": 1, "fixed_s": 1_500, "lasts_s": 2_400}
STEP_S = 300  # the story is told in steps of five minutes: what is nearer than half of one, fits
AT = {"23:55": 300, "00:00": 600, "00:10": 1_200, "00:15": 1_500, "00:30": 2_400}


class Load(NamedTuple):
    """What the node carries: pods of one container, their logs in MB/s each, and all else.

    `latency_ms` is how long a request to the disk takes before the logs begin; what other
    readers and writers must ask for to make it so, follows from the disk.
    """

    containers: int = 30
    logs: float = 6
    latency_ms: float = 1
    logs_elsewhere: bool = False  # on a disk of their own
    handler: str = "containerd"


class Night(NamedTuple):
    """A node that has been played; instants in `history` count from the story's zero."""

    node: Node
    history: NodeHistory

    @property
    def trace(self) -> Trace:
        """Everything that was written down."""
        return self.node.trace


def busy_disk(
    load: Load, machine: Machine = NODE, *, fixed_s: float = NEVER_S, lasts_s: float = 1_800
) -> Night:
    """Play the night on one node; after `fixed_s` the logs are cut down to nothing."""
    clock = Clock()
    node = Node(clock, machine=machine, handler=load.handler)
    quiet = World({}, Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace))
    program = Program(endpoints={"/": Endpoint()})
    count = max(1, min(round(load.containers), machine.max_pods))
    for number in range(count):
        pod = Pod(f"web-{number}", (Container("web", "web:1"),), uid=f"web-{number}")
        node.add_pod(pod, {"web": (program, quiet)})
    others = usual_bytes_per_s(machine, load.latency_ms)
    logs = 0 if load.logs_elsewhere else round(count * load.logs * MB)
    _at(node, 1_000, others, f"a request takes {load.latency_ms:g} ms")
    if logs:
        _at(node, SETTLED_MS, others + logs, f"{count} containers log {load.logs:g} MB/s each")
        if fixed_s < lasts_s:
            _at(node, SETTLED_MS + seconds(fixed_s), others, "the logs are cut")
    end_ms = SETTLED_MS + seconds(lasts_s)
    clock.run(end_ms)
    return Night(node, node_history(node, origin_ms=SETTLED_MS, end_ms=end_ms))


def usual_bytes_per_s(machine: Machine, latency_ms: float) -> int:
    """What has to be asked of a disk so that one request takes that long."""
    longer = min(max(latency_ms * 1_000 / machine.disk_request_us, 1), MOST_QUEUED - 1)
    return round(machine.disk_bytes_per_s * (1 - 1 / longer))


def _at(node: Node, at_ms: int, bytes_per_s: int, text: str) -> None:
    node.clock.at(at_ms, lambda: node.write_to_disk(bytes_per_s, text), order=WORLD)


def _play(parameters: Mapping[str, Any]) -> Outcome:
    load = Load(parameters["containers"], parameters["logs"], parameters["latency"])
    fixed_s, lasts_s = parameters["fixed_s"], parameters["lasts_s"]
    night = busy_disk(load, fixed_s=fixed_s, lasts_s=min(lasts_s, 86_400))
    history = night.history
    pod = pod_history(night.node, "web-0", origin_ms=SETTLED_MS, end_ms=night.node.clock.now_ms)
    rows = [
        row(0, "23:50 Disk I/O saturates", _first_ms(night.trace, "disk saturated"), _asked(night)),
        *_slow(history),
        *_not_ready(history),
        _pods(night),
        _investigated(history),
        *_recovery(history, fixed_s),
    ]
    return Outcome("shopify.node", parameters, rows, night.trace, SETTLED_MS, pod, SINCE, history)


def _first_ms(trace: Trace, text: str, from_ms: int = SETTLED_MS) -> int | None:
    entry = next(trace.find(text, from_ms=from_ms), None)
    return None if entry is None else entry.at_ms - SETTLED_MS


def _asked(night: Night) -> str:
    disk = night.node.runtime.disk
    begun = next(night.trace.find("containers log", from_ms=SETTLED_MS), None)
    return f"{begun.text}; the disk does {disk.bytes_per_s // MB} MB/s in all" if begun else ""


def _slow(history: NodeHistory) -> list[Row]:
    slow = next((walk for walk in history.walks if walk.takes_ms > SLOW_MS), None)
    by_then = [walk for walk in history.walks if walk.at_ms <= seconds(AT["23:55"])][-1]
    return [
        row(
            AT["23:55"],
            "23:55 PLEG polls take >3 seconds",
            slow.at_ms if slow else None,
            f"the first walk of more than 3 s; the one at 23:55 takes {by_then.takes_ms / 1000:g} s"
            if slow
            else f"no walk does; the one at 23:55 takes {by_then.takes_ms} ms",
            "They get there sooner: a backlog grows from the first second.",
            holds=by_then.takes_ms > SLOW_MS,
        ),
        row(
            None,
            'PLEG timeout: "Container runtime not responding!"',
            None,
            "nothing is said: a slow walk is only slow",
            "The limit is three minutes since the last good walk began (relistThreshold), "
            "not three seconds.",
            holds=False,
        ),
    ]


def _not_ready(history: NodeHistory) -> list[Row]:
    last = _last_good(history)
    seen = f", {(history.unhealthy_ms or 0) / 1000 - last.at_ms / 1000:g} s after" if last else ""
    return [
        row(
            AT["00:00"],
            "00:00 PLEG marked unhealthy",
            history.unhealthy_ms,
            f"pleg was last seen active 3m0.001s ago{seen} the last good walk began",
            "Ten minutes of backlog for three minutes without a walk; how long it takes is set by "
            "how much more is asked than the disk can do.",
            holds=_fits(AT["00:00"], history.unhealthy_ms),
        ),
        row(
            AT["00:00"],
            "Node marked NotReady",
            history.not_ready_ms,
            "condition Ready False, reason KubeletNotReady",
            "By the kubelet itself, with its next status: every 10 s.",
            holds=_fits(AT["00:00"], history.not_ready_ms),
        ),
    ]


def _fits(told_s: float, at_ms: int | None) -> bool:
    return at_ms is not None and abs(at_ms - seconds(told_s)) <= seconds(STEP_S) / 2


def _last_good(history: NodeHistory) -> Walk | None:
    at_ms = history.unhealthy_ms
    good = [w for w in history.walks if w.listed and at_ms is not None and w.end_ms < at_ms]
    return good[-1] if good else None


def _pods(night: Night) -> Row:
    ended = sum(1 for _ in night.trace.find("has ended", from_ms=SETTLED_MS))
    return row(
        None,
        "But existing pods still running!",
        None,
        f"{ended} containers have ended; every pod is as Ready as it was",
        "Ready=False comes from the kubelet: it costs the node new pods, not its Services.",
        holds=not ended,
    )


def _investigated(history: NodeHistory) -> Row:
    out = next((w for w in history.walks if w.end_ms > seconds(AT["00:10"])), None)
    return row(
        AT["00:10"],
        "00:10 Disk I/O at 100%, requests queued up, PLEG timing out",
        out.at_ms if out else None,
        "the walk of 00:10 comes back"
        if out is None or out.listed
        else "a walk sets out, and gets no answer within two minutes",
        "The kubelet gives up on one call after runtimeRequestTimeout, and walks again.",
        holds=out is not None and not out.listed,
    )


def _recovery(history: NodeHistory, fixed_s: float) -> list[Row]:
    fixed_ms = seconds(fixed_s)
    after = [w for w in history.walks if w.at_ms >= fixed_ms and w.takes_ms < SLOW_MS]
    ready = [b for b in history.ready if b.state == "Ready" and b.end_ms > fixed_ms]
    back_ms = ready[-1].start_ms if ready and ready[-1].start_ms > fixed_ms else None
    return [
        row(
            AT["00:15"],
            "00:15 Fix: PLEG responds fast again",
            after[0].at_ms if after else None,
            "the first walk under 3 s",
            "The logs stop at once, the backlog does not: the disk has to work it off first.",
        ),
        row(
            AT["00:30"],
            "Nodes become Ready; 00:30 full recovery",
            back_ms,
            "Ready, and it stays so",
            "With the first status after a good walk, then for good.",
            holds=back_ms is not None and back_ms <= seconds(AT["00:30"]),
        ),
    ]


INCIDENTS = {"shopify.node": Incident("One of Shopify's nodes on Black Friday", TOLD, _play)}
