"""A few whole nodes on a control plane; the kubelet of the first ends, and one starts again.

Source of the rules: FACTS 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.node_health import Grace, Passes
from kubelet_lab.cluster.site import KubeletProcess
from kubelet_lab.cluster.whole_site import WholeSite, as_site
from kubelet_lab.cluster.workload import PodObject, Workload, default_tolerations
from kubelet_lab.incidents.fleet_story import FleetStory
from kubelet_lab.node.machine import MI, Machine
from kubelet_lab.node.node_status import LEASE_RENEW_MS
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources, Toleration

NODE = "node-1"
RUNS_MS = 60_000  # everything has been running that long, and a lease is renewed then
SENT_S, CRASHES_S = 10, 20  # after the kubelet's end: a pod is sent there, a container crashes
FIVE_MINUTES_S = 300
SINCE_1_32_S = 50
REQUEST = Resources({"memory": 256 * MI}, {})
GET = HTTPGet("/", 8080)
FOR_EVER = (Toleration("", "Exists", effect="NoExecute"),)
TOLD = {
    "nodes": 3,
    "grace_s": 40,
    "toleration_s": FIVE_MINUTES_S,
    "renewed_s": 5,  # before the kubelet's end, the lease was renewed for the last time
    "returns_s": 900,
    "lasts_s": 960,
}


class Run(NamedTuple):
    """A kubelet's end, played, and the pods that the rows talk about."""

    story: FleetStory
    site: WholeSite
    web: list[PodObject]  # on the node, with a toleration of some seconds
    returns_ms: int
    end_ms: int


def play(parameters: Mapping[str, Any]) -> Run:
    """A few nodes; the kubelet of the first ends, and later another one starts."""
    tolerations = default_tolerations(parameters["toleration_s"])
    probe = Probe(GET, period_s=5)
    web = Container("web", "web:1", readiness=probe, liveness=Probe(GET), resources=REQUEST)
    nodes = max(parameters["nodes"], 1)
    fleet = Fleet(
        [(Machine(f"node-{n + 1}"), KubeletProcess()) for n in range(nodes)],
        [
            _workload("web", web, tolerations, 3 * nodes),
            _workload("worker", Container("worker", "w:1", resources=REQUEST), tolerations, nodes),
        ],
        grace=Grace(seconds(parameters["grace_s"])),
        site=as_site(WholeSite),
    )
    site = fleet.sites[NODE]
    assert isinstance(site, WholeSite)  # noqa: S101 - they all are
    for name in ("agent", "etcd"):  # of a DaemonSet, and static: both bear the taint for ever
        _send(fleet, _workload(name, Container(name, f"{name}:1"), FOR_EVER))
    zero_ms = RUNS_MS + seconds(min(parameters["renewed_s"], LEASE_RENEW_MS / 1000))
    _plan(fleet, site, zero_ms, parameters["returns_s"])
    fleet.clock.run(zero_ms)
    here = [pod for pod in site.pods.values() if pod.workload.name in ("web", "worker")]
    end_ms = seconds(parameters["lasts_s"])
    fleet.clock.run(zero_ms + end_ms)
    return Run(FleetStory(fleet, zero_ms), site, here, seconds(parameters["returns_s"]), end_ms)


def _workload(
    name: str, container: Container, tolerations: tuple[Toleration, ...], replicas: int = 1
) -> Workload:
    template = Pod(name, (container,), tolerations=tolerations)
    return Workload(replicas, template, Program(endpoints={"/": Endpoint()}))


def _send(fleet: Fleet, workload: Workload, cause: int | None = None) -> None:
    """Somebody other than the scheduler gives a pod its node: a DaemonSet, a file, a nodeName."""
    pod = PodObject(f"{workload.name}-{NODE}", workload, cause)
    fleet.api.pods[pod.name] = pod
    fleet.api.bind(pod, NODE, cause)


def _plan(fleet: Fleet, site: WholeSite, zero_ms: int, returns_s: float) -> None:
    def sends() -> None:
        text = "a pod is sent to node-1"
        cause = fleet.trace.add(fleet.clock.now_ms, "world", "pod/late", text)
        _send(fleet, _workload("late", Container("late", "late:1"), FOR_EVER), cause)

    def crashes() -> None:
        for name in ("worker", "agent"):
            signal = site.world(name).crashes
            assert signal is not None  # noqa: S101 - a site's worlds have one
            signal.set(1, fleet.clock.now_ms, f"the {name} crashes")

    for at_s, act in (
        (0, site.kubelet_dies),
        (SENT_S, sends),
        (CRASHES_S, crashes),
        (returns_s, site.kubelet_starts),
    ):
        fleet.clock.at(zero_ms + seconds(at_s), act, order=WORLD)


def given_up_within(grace_s: float) -> tuple[float, float]:
    """The earliest and the latest, in seconds, over all instants at which a kubelet may end."""
    passes = Passes()
    waits = [
        passes.at_or_after(passes.at_or_after(renewed_ms) + seconds(grace_s) + 1) - renewed_ms
        for renewed_ms in range(1, passes.period_ms + 1)
    ]
    return (min(waits) - LEASE_RENEW_MS) / 1000, max(waits) / 1000
