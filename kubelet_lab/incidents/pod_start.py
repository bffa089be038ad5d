"""How long a pod takes to start, phase by phase, and what makes it longer.

Source of the words: the lesson's "How kubelet Starts a Pod"; of the rules: FACTS 4.3, 4.6, 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

PORT = 8080
WEB, LOGS = "shop:1", "log-agent:1"
POD = Pod(
    "shop",
    (
        Container(
            "web",
            WEB,
            startup=Probe(HTTPGet("/", PORT), period_s=5, failure_threshold=60),
            readiness=Probe(HTTPGet("/", PORT), period_s=5),
        ),
        Container("log-agent", LOGS),
    ),
    uid="shop-1",
)
TOLD = {
    "image_mb": 900,
    "image": "to pull",
    "disk": "idle",
    "runtime": "containerd",
    "volumes_s": 6,
    "loads_s": 14,
}
WORDS = {
    "image": ("to pull", "cached"),
    "disk": ("idle", "busy"),
    "runtime": ("containerd", "cri-o", "kata", "gvisor"),
}
BUSY = 200 * MB  # bytes a second of other people's writes: four fifths of what the disk can do
LONGEST_S = 3_600


class Start(NamedTuple):
    """One start, played: how long until Ready, in seconds, or None within an hour."""

    trace: Trace
    history: PodHistory
    ready_s: float | None

    def at(self, text: str, subject: str = "") -> int | None:
        """The milliseconds at which the trace first says so."""
        found = (e.at_ms for e in self.trace.find(text) if e.subject.startswith(subject))
        return next(found, None)


def start(parameters: Mapping[str, Any]) -> Start:
    """Play one start."""
    clock = Clock()
    images = {
        WEB: Image({"web": int(parameters["image_mb"] * MB)}),
        LOGS: Image({"log-agent": 60 * MB}),
    }
    node = Node(clock, handler=parameters["runtime"], registry=Registry(images))
    if parameters["image"] == "cached":
        node.preload(WEB, LOGS)
    if parameters["disk"] == "busy":
        node.write_to_disk(BUSY, "a backup writes to the disk")
    quiet = World({}, Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace))
    web = Program(PORT, loads_ms=seconds(parameters["loads_s"]), endpoints={"/": Endpoint()})
    programs = {"web": (web, quiet), "log-agent": (Program(), quiet)}
    node.add_pod(POD, programs, volumes_ms=seconds(parameters["volumes_s"]))
    end_ms = seconds(LONGEST_S)
    clock.run(end_ms)
    history = pod_history(node, POD.uid, origin_ms=0, end_ms=end_ms)
    ready = (band.start_ms / 1000 for band in history.ready if band.state == "Ready")
    return Start(node.trace, history, next(ready, None))


def _play(parameters: Mapping[str, Any]) -> Outcome:
    run = start(parameters)
    ready_ms = None if run.ready_s is None else round(run.ready_s * 1000)
    rows = [
        *_phases(run),
        row(
            None,
            "Total time: Usually 5-30 seconds",
            ready_ms,
            "Ready True",
            f"The critical path: {_critical_path(run)}.",
            holds=ready_ms is not None and ready_ms <= seconds(30),
        ),
        _other(parameters, "(the same, image cached)", image="cached"),
        _other(parameters, "(the same on a busy disk)", disk="busy"),
        _other(parameters, "(the same with Kata)", runtime="kata"),
    ]
    return Outcome(
        "pod-start", parameters, rows, run.trace, 0, run.history, "the pod came to the node"
    )


def _phases(run: Start) -> list[Row]:
    web = "pod/shop/web"
    one_by_one = (
        "Not once for the pod: per container, pull, create, start, one after the other; the "
        "second container's pull begins when the first container runs."
    )
    probes = (
        "The probe workers are older than the sandbox: their ticks count from the moment the "
        "volumes were there, not from the container's start."
    )
    return [
        row(None, "PHASE 1: PREPARATION", run.at("the volumes are mounted") or 0, "volumes there"),
        row(None, "PHASE 2: CREATE POD SANDBOX", run.at("RunPodSandbox"), "the pod has an address"),
        row(None, "PHASE 3: PULL IMAGES", run.at("Normal Pulled"), "web's image is there"),
        row(None, "PHASE 4: CREATE CONTAINERS", run.at("Created container: web"), "web created"),
        row(None, "PHASE 5: START CONTAINERS", run.at("StartContainer", web), "web runs"),
        row(
            None,
            "For each container in pod",
            run.at("StartContainer", "pod/shop/log-agent"),
            "log-agent runs",
            one_by_one,
            holds=False,
        ),
        row(None, "PHASE 6: HEALTH CHECKS", run.at("Startup result", web), "startup", probes),
        row(None, "PHASE 7: UPDATE STATUS", run.at("condition Ready True"), "Ready True"),
    ]


def _critical_path(run: Start) -> str:
    """What Ready waited for: the chain of causes, with what each step took."""
    ready = next(run.trace.find("condition Ready True"), None)
    if ready is None:
        return "it was never Ready"
    chain = list(reversed(run.trace.why(ready.number)))
    steps = pairwise(chain)
    took = [(late.at_ms - early.at_ms, late.text) for early, late in steps]
    words = [f"{ms / 1000:g} s until {_short(text)}" for ms, text in took if ms]
    return ", ".join(words)


def _short(text: str) -> str:
    return text.removeprefix("Normal ").split(".")[0].split(" in ")[0]


def _other(parameters: Mapping[str, Any], told: str, **changes: str) -> Row:
    ready_s = start({**parameters, **changes}).ready_s
    ready_ms = None if ready_s is None else round(ready_s * 1000)
    return row(None, told, ready_ms, "Ready True" if ready_ms else "not Ready within an hour")


INCIDENTS = {"pod-start": Incident("A pod starts, phase by phase", TOLD, _play, words=WORDS)}
