"""Target's fleet: 200 nodes whose kubelets leak, or are kept from it.

What the lesson gives: 200 nodes, 5,000 pods, 50 kubelets that grow 8, 16, 32 GB from 14:15 on, the
clock. What it leaves open we chose, and wrote down here; the cascade follows, nobody starts it:

- A node has 96 GiB. A pod asks for 2.75 GiB and uses 2.5, honestly. So 34 pods fit by requests.
- Nothing is reserved for the kubelet (8 GB, everywhere) and for what else runs on a node: 0.5 to
  4.3 GiB, spread evenly. Where it is more than 3.5, the 34th pod does not fit in truth. These are
  33 of the 150 healthy nodes, as many as the story's own recovery implies: 50 nodes were still
  to do at 16:30 and done at 18:00, so one takes 108 s, and 150 minutes are enough for 83.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kubelet_lab.cluster.api_server import Watcher
from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.node import Node
from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.workload import Workload, default_tolerations
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

HOUR_S = 3_600
LIMIT_S = 60  # a limit below what a kubelet uses comes a minute after 14:00
LEAK_S, EMERGENCY_S, PARTIAL_S, FULL_S = 900, 5_400, 9_000, 14_400  # from 14:00
REPAIR_S = (FULL_S - PARTIAL_S) // 50  # 50 nodes from 16:30 to 18:00
CAPACITY = 96 * GI
KUBELET = 8 * 10**9  # "8GB"
FRESH = GI // 4  # a kubelet that has just started
ASKS, USES = 2816 * MI, 2560 * MI
SYSTEM, SYSTEM_SPREAD = GI // 2, 3891 * MI  # 0.5 to 4.3 GiB besides the kubelet
GOLDEN = 618  # in thousandths: neighbours get unlike shares of what is spread
WORKLOADS = 10
RESTART_S = 10  # kubeadm's unit: RestartSec
CHECK_S = 60  # monitoring looks once a minute


@dataclass(slots=True)
class Story:
    """The fleet as it is played, and what people did."""

    fleet: Fleet
    parameters: Mapping[str, Any]
    leaking: list[Site]
    healthy: list[Site]
    repaired: list[int]  # when each node was back
    leak: int = -1  # the trace entry of the leak
    silent: dict[str, Site] = field(default_factory=dict)  # given up, and perhaps back by now
    people: Literal["away", "waiting", "busy"] = "away"


def machines(count: int, reserved: int, process: KubeletProcess) -> list[tuple[Machine, Any]]:
    """The nodes; what else runs on them is spread evenly, in no order."""
    return [
        (
            Machine(
                f"node-{number}",
                cpu_m=32_000,
                memory=CAPACITY,
                kube_reserved_memory=reserved,
                system_uses=SYSTEM + SYSTEM_SPREAD * (number * GOLDEN % 1000) // 1000,
            ),
            process,
        )
        for number in range(1, count + 1)
    ]


def workloads(pods: int, toleration_s: int) -> list[Workload]:
    """Ten services that are alike but for their names."""
    made = []
    for number in range(WORKLOADS):
        container = Container(
            "app",
            "app:1",
            readiness=Probe(HTTPGet("/ready", 8080), period_s=5),
            liveness=Probe(HTTPGet("/health", 8080), period_s=10),
            resources=Resources({"memory": ASKS}),
        )
        tolerations = default_tolerations(toleration_s)
        template = Pod(f"service-{number}", (container,), tolerations=tolerations)
        endpoints = {"/ready": Endpoint(), "/health": Endpoint()}
        program = Program(loads_ms=20_000, memory=USES, endpoints=endpoints)
        replicas = pods // WORKLOADS + (number < pods % WORKLOADS)
        made.append(Workload(replicas, template, program))
    return made


def build(parameters: Mapping[str, Any]) -> Story:
    """The fleet at 14:00, with everything that people and the leak will do on its clock."""
    limit = round(parameters["kubelet_limit_gib"] * GI)
    process = KubeletProcess(
        memory=KUBELET,
        limit=limit if limit >= KUBELET else 0,
        scored=parameters["kubelet_oom"] == "real",
        restart_ms=seconds(parameters["restart_after_oom"] or RESTART_S),
        comes_back=bool(parameters["restart_after_oom"]),
    )
    count = round(parameters["nodes"])
    spare = round(parameters["spare_nodes"])
    reserved = round(parameters["kube_reserved_gib"] * GI)
    fleet = Fleet(
        machines(count + spare, reserved, process),
        workloads(round(parameters["pods"]), round(parameters["toleration"])),
        grace=Grace(monitor_ms=seconds(parameters["grace"])),
        eviction_rate=parameters["eviction_rate"],
    )
    sites = list(fleet.sites.values())
    leaking = round(parameters["leaking_nodes"])
    story = Story(fleet, parameters, sites[:leaking], sites[leaking:], [])
    if 0 < limit < KUBELET:
        fleet.clock.at(seconds(LIMIT_S), lambda: _limit(story, limit), order=WORLD)
    fleet.clock.at(seconds(LEAK_S), lambda: _leak(story), order=WORLD)
    fleet.clock.at(seconds(parameters["emergency"]), lambda: _emergency(story), order=WORLD)
    fleet.api.watch(People(story))
    if parameters["zombie_cleanup"]:
        fleet.api.watch(Automation(story))
    return story


def _limit(story: Story, limit: int) -> None:
    fleet, text = story.fleet, f"memory.max of every kubelet is {limit} bytes, less than it uses"
    cause = fleet.trace.add(fleet.clock.now_ms, "world", "kubelets", text)
    for site in fleet.sites.values():
        site.limit_kubelet(limit, cause)


def _leak(story: Story) -> None:
    fleet, per_s = story.fleet, round(story.parameters["leak_mib_per_s"] * MI)
    text = f"the kubelets of {len(story.leaking)} nodes leak {per_s} bytes a second"
    story.leak = fleet.trace.add(fleet.clock.now_ms, "world", "kubelets", text)
    for site in (site for site in story.leaking if site.kubelet):
        site.process = replace(site.process, memory=FRESH, leaks_per_s=per_s)
        site.kubelet_leaks(per_s, story.leak)
    if story.parameters["restart_at_gib"]:
        for site in fleet.sites.values():
            _watch(story, site, story.leak)


def _watch(story: Story, site: Site, cause: int) -> None:
    """Monitoring looks once a minute, and restarts a kubelet that has grown too large."""
    clock, most = story.fleet.clock, round(story.parameters["restart_at_gib"] * GI)
    full_ms = site.memory.lines["kubelet"].usage.reaches(most) if site.kubelet else None
    if full_ms is None:
        return

    def restart() -> None:
        if site.kubelet is None:
            return
        text = f"monitoring restarts the kubelet: more than {most} bytes"
        entry = site.note("world", f"node/{site.node.name}", text, cause)
        site.kubelet_dies(entry)
        site.kubelet_starts(entry)
        _watch(story, site, entry)

    at_ms = max(full_ms, clock.now_ms + 1)
    clock.at(-(-at_ms // seconds(CHECK_S)) * seconds(CHECK_S), restart, order=WORLD)


class Automation(Watcher):
    """Restarts a node that stays silent for too long, and with it every zombie ends."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._wait_ms = seconds(story.parameters["zombie_cleanup"])

    def node_given_up(self, node: Node) -> None:
        """Wait, then look again (Watcher)."""
        site = self._story.fleet.sites[node.name]

        def clean_up() -> None:
            if site.kubelet is None:
                text = "automation restarts the silent node"
                site.reboot(site.note("world", f"node/{node.name}", text, site.died))

        self._story.fleet.clock.after(self._wait_ms, clean_up, order=WORLD)


class People(Watcher):
    """Once called they stay: a node that falls silent later is repaired, too."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def node_given_up(self, node: Node) -> None:
        """Begin, unless they are at another node (Watcher)."""
        self._story.silent[node.name] = self._story.fleet.sites[node.name]
        if self._story.people == "waiting":
            self._story.people = "busy"
            self._story.fleet.clock.after(0, lambda: _emergency(self._story), order=WORLD)


def _emergency(story: Story) -> None:
    """Drain, kill the containers, restart with a fresh kubelet: one node after the other."""
    fleet = story.fleet
    dead = {name: site for name, site in story.silent.items() if site.node.ready == "Unknown"}
    story.silent, story.people = dead, "busy" if dead else "waiting"
    if dead:
        _repair(
            story, min(dead.values(), key=lambda s: (fleet.trace.when(s.died or 0), s.machine.name))
        )


def _repair(story: Story, site: Site) -> None:
    fleet, name = story.fleet, f"node/{site.node.name}"
    text = "people drain the node and kill its containers"
    cause = site.note("world", name, text, site.died)
    fleet.control.cordon(site.node, on=True)
    for pod in list(fleet.api.on_node[site.node.name].values()):
        fleet.api.delete_pod(pod, cause)
    site.kill_containers(cause)

    def back() -> None:
        fresh = replace(site.process, memory=FRESH, leaks_per_s=0)
        site.reboot(site.note("world", name, "restarted with a fresh kubelet", cause), fresh)
        fleet.control.cordon(site.node, on=False)
        story.repaired.append(fleet.clock.now_ms)
        _emergency(story)

    fleet.clock.after(seconds(REPAIR_S), back, order=WORLD)
