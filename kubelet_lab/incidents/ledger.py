"""The ledger: a pod that never starts, the places it is tried in, and what each fault looks like.

A place is a node, a registry and whatever else is there. Source of the rules: FACTS 4.3, 4.6, 6.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.pod_status import ContainerStatus, Statuses, is_sidecar
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

PORT = 8080
LEDGER_MB, AGENT_MB = 300, 50
VERSIONS = ("2.3.9", "2.4.0", "2.4.1")  # what the registry has of the ledger
AGENT = "log-agent:1"
IMAGES = {f"ledger:{version}": LEDGER_MB for version in VERSIONS} | {AGENT: AGENT_MB}
COMPUTES_S = 12  # at its start, on one CPU of its own
USES = 600 * MI
AWAY = "dial tcp: lookup registry: no such host"
UID, OTHERS_UID = "ledger-1", "others-1"
LASTS_S = 300
MOST_EVENTS = 100_000
READY = Probe(HTTPGet("/ready", PORT), period_s=5)
RESOURCES = Resources({"cpu": 250, "memory": USES}, {})
REPAIRED = Pod(
    "ledger",
    (Container("ledger", "ledger:2.4.1", readiness=READY, resources=RESOURCES),),
    uid=UID,
    init_containers=(Container("log-agent", AGENT, restart_policy="Always"),),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pod is tried; what others `taken` is requests, `busy` says that they compute."""

    cpu_m: int = 16_000
    memory: int = 64 * GI
    taken_cpu_m: int = 0
    taken_memory: int = 0
    busy: bool = False
    has_images: bool = False
    registry_away: bool = False
    mb_per_s: int = 100


class Run(NamedTuple):
    """How the pod did: the STATUS column at the end, and when it was first Ready, in seconds."""

    trace: Trace
    history: PodHistory
    status: str
    ready_s: float | None
    restarts: int  # of the ledger
    asked: bool  # the ledger's image was asked for
    agent_runs: bool


def play(pod: Pod, place: Place) -> Run:
    """Try a pod in one place for five minutes; container names are the author's own."""
    pod = replace(pod, uid=UID)
    clock = Clock()
    trouble = Signal("registry", AWAY if place.registry_away else "", Trace())
    images = {name: Image({name: size * MB}) for name, size in IMAGES.items()}
    registry = Registry(images, place.mb_per_s * MB, trouble)
    node = Node(clock, machine=Machine(cpu_m=place.cpu_m, memory=place.memory), registry=registry)
    node.preload(*(IMAGES if place.has_images else ()))
    _add_others(node, place)
    containers = (*pod.init_containers, *pod.containers)
    node.add_pod(pod, {c.name: (_program(c), _quiet(node)) for c in containers})
    clock.run(seconds(LASTS_S), MOST_EVENTS)
    return _read(node, pod)


def the_ledger(pod: Pod) -> Container:
    """The container with the ledger's image, or else the first."""
    named = [c for c in pod.containers if c.image.startswith("ledger:")]
    return (*named, *pod.containers)[0]


def _add_others(node: Node, place: Place) -> None:
    """One pod stands for all others; its images are of another registry and on the node."""
    if not place.taken_cpu_m:
        return
    requests = {"cpu": place.taken_cpu_m, "memory": place.taken_memory}
    others = Container("others", AGENT, image_pull_policy="Never", resources=Resources(requests))
    node.preload(AGENT)
    wants_m = place.cpu_m if place.busy else 0
    program = Program(loads_ms=seconds(LASTS_S), loads_cpu_m=wants_m)
    pod = Pod("others", (others,), uid=OTHERS_UID)
    node.add_pod(pod, {"others": (program, _quiet(node))})


def _program(container: Container) -> Program:
    if not container.image.startswith("ledger:"):
        return Program(endpoints={"/": Endpoint(while_loading=True)})
    return Program(
        PORT,
        loads_ms=seconds(COMPUTES_S),
        loads_cpu_m=1000,
        memory=USES,
        endpoints={"/ready": Endpoint(), "/": Endpoint()},
    )


def _quiet(node: Node) -> World:
    return World({}, Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace))


def _read(node: Node, pod: Pod) -> Run:
    ledger = the_ledger(pod)
    newest = node.runtime.newest(UID, ledger.name)
    history = pod_history(node, UID, origin_ms=0, end_ms=seconds(LASTS_S), container=ledger.name)
    ready = (band.start_ms / 1000 for band in history.ready if band.state == "Ready")
    status = node.kubelet.status.pods[UID]
    asked = any(ledger.image in entry.text for entry in node.trace)
    return Run(
        node.trace,
        history,
        status.reason or status_column(pod, status.containers),
        next(ready, None),
        newest.restart_count if newest else 0,
        asked,
        _runs(node, pod),
    )


def _runs(node: Node, pod: Pod) -> bool:
    agents = [c for c in (*pod.init_containers, *pod.containers) if c.image == AGENT]
    found = (node.runtime.newest(UID, agent.name) for agent in agents)
    return any(one is not None and one.state == "running" for one in found)


def status_column(pod: Pod, statuses: Statuses) -> str:
    """What `kubectl get pod` shows under STATUS (pkg/printers/internalversion: printPod)."""
    for number, container in enumerate(pod.init_containers):
        status = statuses.get(container.name)
        if is_sidecar(container) and status is not None and status.started:
            continue
        if status is None or status.state != "terminated" or status.exit_code:
            reason = _reason(status)
            plain = f"{number}/{len(pod.init_containers)}"
            return f"Init:{plain if reason in ('', 'PodInitializing') else reason}"
    reasons = [_reason(statuses.get(container.name)) for container in pod.containers]
    return next((reason for reason in reasons if reason), "Running")


def _reason(status: ContainerStatus | None) -> str:
    if status is None:
        return "ContainerCreating"
    return status.reason if status.state in ("waiting", "terminated") else ""


def _ledger(pod: Pod, **changes: Any) -> Pod:  # noqa: ANN401 - any field of a container
    return replace(pod, containers=(replace(the_ledger(pod), **changes),))


FAULTS = {  # what somebody wrote: the pod that comes of it, and the first one hears of it
    "a tag that the registry does not have": (
        _ledger(REPAIRED, image="ledger:2.4"),
        "Failed to pull image",
    ),
    "imagePullPolicy: Never, and the node has no such image": (
        _ledger(REPAIRED, image_pull_policy="Never"),
        "ErrImageNeverPull",
    ),
    "a request that this node cannot meet": (
        _ledger(REPAIRED, resources=Resources({"cpu": 64_000})),
        "OutOfcpu",
    ),
    "an init container that serves for ever": (
        replace(REPAIRED, init_containers=(Container("log-agent", AGENT),)),
        "Started container log-agent",
    ),
    "a memory limit below what the program uses": (
        _ledger(REPAIRED, resources=Resources({"memory": 256 * MI}, {"memory": 256 * MI})),
        "OOMKilled",
    ),
}


def _play(parameters: Mapping[str, Any]) -> Outcome:
    place = Place(cpu_m=int(parameters["cpus"] * 1000))
    rows = list(_rows(place))
    run = play(REPAIRED, place)
    return Outcome(
        "never-starts", parameters, rows, run.trace, 0, run.history, "the pod came to the node"
    )


def _rows(place: Place) -> Iterator[Row]:
    for fault, (pod, words) in FAULTS.items():
        run = play(pod, place)
        heard = next((entry for entry in run.trace.find(words)), None)
        restarts = f", RESTARTS {run.restarts}" if run.restarts else ""
        said = f"{words}; after {LASTS_S} s STATUS {run.status}{restarts}"
        yield row(None, fault, heard.at_ms if heard else None, said)


INCIDENTS = {
    "never-starts": Incident("One pod, five faults: what kubectl shows", {"cpus": 16}, _play)
}
