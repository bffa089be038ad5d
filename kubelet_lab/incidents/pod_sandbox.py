"""What keeps a pod's address and what loses it: a container crashes, then the pause container.

Source of the words: the lesson's "Pod Sandbox (The pause container)"; of the rules: FACTS 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import Mark, PodHistory, pod_history
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

PORT = 80
READY = Probe(HTTPGet("/", PORT), period_s=5)
POD = Pod(
    "shop",
    (Container("nginx", "nginx:1.21", readiness=READY), Container("sidecar", "fluentd:1")),
    uid="shop-1",
)
CRASHED = 139  # 128 + SIGSEGV
TOLD_IP = "10.244.1.5"
TOLD = {"nginx_crashes": 30, "pause_killed": 60}  # seconds after the pod's arrival
LASTS_S = 100
SANDBOX = "RunPodSandbox: the pod has the address "


class Life(NamedTuple):
    """The pod's life, played. `restarts` is RESTARTS by container, `ips` its addresses in turn."""

    trace: Trace
    history: PodHistory
    restarts: dict[str, int]
    ips: list[str]


def live(parameters: Mapping[str, Any]) -> Life:
    """Play the pod's life; an instant after its end leaves that part out."""
    clock = Clock()
    node = Node(clock)
    crash = Signal("nginx", 0, node.trace)
    crash.plan(clock, [(seconds(parameters["nginx_crashes"]), CRASHED, "nginx crashes")])
    node.add_pod(POD, {"nginx": _serves(node, crash), "sidecar": _serves(node)})
    killed_ms = seconds(parameters["pause_killed"])
    clock.at(killed_ms, lambda: node.kill_pause(POD.uid), order=WORLD)
    clock.run(seconds(LASTS_S))
    history = pod_history(node, POD.uid, origin_ms=0, end_ms=seconds(LASTS_S))
    killed = [
        Mark(e.at_ms, "pause killed", "world") for e in node.trace.find("container is killed")
    ]
    containers = node.runtime.pods[POD.uid].containers
    return Life(
        node.trace,
        replace(history, marks=[*history.marks, *killed]),
        {name: found[0].restart_count for name, found in containers.items()},
        [e.text.removeprefix(SANDBOX) for e in node.trace.find(SANDBOX)],
    )


def _serves(node: Node, crash: Signal[int] | None = None) -> tuple[Program, World]:
    slowness, deadlocks = Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace)
    return Program(PORT, endpoints={"/": Endpoint()}), World({}, slowness, deadlocks, crashes=crash)


def _play(parameters: Mapping[str, Any]) -> Outcome:
    life = live(parameters)
    trace, first = life.trace, life.ips[0]
    crash_ms, killed_ms = _at(trace, "nginx crashes"), _at(trace, "container is killed")
    rows = [
        row(None, "pause container starts first", _at(trace, SANDBOX), "before any image is asked"),
        row(None, "Gets pod IP: 10.244.1.5", _at(trace, SANDBOX), first, holds=first == TOLD_IP),
        row(None, "nginx joins, sidecar joins", _at(trace, "StartContainer: sidecar"), "both run"),
        row(
            None, "nginx crashes and restarts", _again(trace, "nginx", crash_ms), "nginx runs again"
        ),
        _kept(life, crash_ms, killed_ms),
        row(
            None,
            "The pause container never crashes",
            killed_ms,
            "nobody killed it" if killed_ms is None else "it is killed",
            "It can: out of memory, a restarted runtime, somebody with crictl.",
            holds=killed_ms is None,
        ),
        _changed(life),
        *(_restarted(life, name, killed_ms) for name in life.restarts),
        _served(life, killed_ms),
    ]
    return Outcome(
        "pod-sandbox", parameters, rows, trace, 0, life.history, "the pod came to the node"
    )


def _kept(life: Life, crash_ms: int | None, killed_ms: int | None) -> Row:
    """The address between the crash and whatever happened to the sandbox."""
    lost = killed_ms is not None and crash_ms is not None and killed_ms < crash_ms
    words = f"still {life.ips[0]}: the sandbox was not touched"
    if crash_ms is None:
        words = "nginx did not crash"
    return row(None, "Pod IP unchanged", None, words, holds=not lost)


def _changed(life: Life) -> Row:
    at_ms = _at(life.trace, "SandboxChanged")
    words = f"SandboxChanged, and a new address: {life.ips[-1]}" if at_ms else f"{life.ips[0]}"
    why = "The namespace went with the container that held it. A new sandbox asks for an address."
    return row(None, "Keeps network namespace alive", at_ms, words, why, holds=at_ms is None)


def _restarted(life: Life, name: str, killed_ms: int | None) -> Row:
    again_ms = _again(life.trace, name, killed_ms)
    words = f"{name}: RESTARTS {life.restarts[name]}"
    return row(None, "(nobody tells this part)", again_ms, words, holds=True)


def _served(life: Life, killed_ms: int | None) -> Row:
    ready = (band.start_ms for band in life.history.ready if band.state == "Ready")
    at_ms = next((at for at in ready if killed_ms is not None and at > killed_ms), None)
    return row(None, "(nobody tells this part)", at_ms, "back in the Service", holds=True)


def _at(trace: Trace, text: str) -> int | None:
    return next((entry.at_ms for entry in trace.find(text)), None)


def _again(trace: Trace, name: str, after_ms: int | None) -> int | None:
    """When a container runs again after an instant."""
    if after_ms is None:
        return None
    found = trace.find(f"StartContainer: {name}", from_ms=after_ms)
    return next((entry.at_ms for entry in found), None)


INCIDENTS = {"pod-sandbox": Incident("Two ends: nginx, and the pause container", TOLD, _play)}
