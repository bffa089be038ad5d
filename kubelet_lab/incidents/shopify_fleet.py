"""Black Friday's fleet: half of its nodes log more than their disks can write.

The lesson gives the clock and the nodes; it leaves open disks, logs and containers. We chose: 40
containers on a node, network disks of 125 MB/s, and so much to log that PLEG gives up in the told
minute. The other nodes have disks that are fast enough. What follows from that, nobody scripts.

One of the slow nodes is a whole `node.Node`, the witness. Its like are `Site`s: what PLEG says
there is what the witness's PLEG says, posted at each node's own look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.whole_site import WholeSite
from kubelet_lab.cluster.workload import DEFAULT_TOLERATIONS, Workload
from kubelet_lab.incidents.slow_disk import KB, MB
from kubelet_lab.node.machine import GI, Machine
from kubelet_lab.node.node_status import STATUS_UPDATE_MS
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.spec.pod import Container, Pod, Resources

BEGINS_MS = 60_000  # on the fleet's clock: 23:50
WITNESS = "node-1"
WORKLOADS = 10
REQUEST = Resources({"memory": GI}, {})
MEMORY = 64 * GI
THROTTLE_S = 1_500  # 00:15


@dataclass(slots=True)
class Sale:
    """The fleet as it is played; instants are milliseconds from 23:50."""

    fleet: Fleet
    witness: WholeSite
    others: list[Site]  # the slow nodes besides the witness
    relists: list[tuple[int, int]] = field(default_factory=list)  # start, and how long it takes
    seen: dict[int, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """What somebody who looks at the cluster sees."""

    ready_nodes: int
    serving: int
    terminating: int  # deleted, and not gone
    pending: int
    asked: int  # percent of the memory that open nodes have for requests
    backlog_s: float  # how long a request waits at the witness's disk
    relist_ms: int  # how long a relist takes there that begins now


def play(parameters: Mapping[str, Any], looks_s: tuple[int, ...] = ()) -> Sale:
    """The night; at each of `looks_s` somebody looks at the cluster."""
    sale = _build(parameters)
    clock, real = sale.fleet.clock, sale.witness.real
    log = real.runtime.list_pods

    def listed() -> list[Any]:
        sale.relists.append((clock.now_ms - BEGINS_MS, real.runtime.list_takes_ms()))
        return log()

    real.runtime.list_pods = listed  # type: ignore[method-assign]
    _share_pleg(sale)
    busy = round(parameters["containers"] * parameters["log_kb_per_s"] * KB)
    less = round(busy * parameters["throttled_to_percent"] / 100)
    for at_s, rate, text in (
        (0, busy, f"Black Friday: the containers of a node log {busy / MB:g} MB/s"),
        (parameters["throttled_s"], less, f"logs are throttled to {less / MB:g} MB/s"),
    ):

        def turn(rate: int = rate, text: str = text) -> None:
            real.write_to_disk(rate, text)

        clock.at(BEGINS_MS + seconds(at_s), turn, order=WORLD)
    for at_s in looks_s:
        _plan_look(sale, at_s)
    clock.run(BEGINS_MS + seconds(max(parameters["lasts_s"], *looks_s)) + 1)
    return sale


def machines(parameters: Mapping[str, Any]) -> list[Machine]:
    """All nodes; those with a slow disk come first."""
    slow = max(round(parameters["disk_mb_per_s"] * MB), KB)
    return [
        Machine(f"node-{number + 1}", 32_000, MEMORY, disk_bytes_per_s=slow)
        for number in range(max(round(parameters["nodes"]), 1))
    ]


def _build(parameters: Mapping[str, Any]) -> Sale:
    threshold_ms = seconds(parameters["pleg_threshold_s"])
    found: list[WholeSite] = []

    def make(api: Any, machine: Machine, process: KubeletProcess) -> Any:  # noqa: ANN401
        if machine.name != WITNESS:
            return Site(api, machine, process)
        found.append(WholeSite(api, machine, pleg_threshold_ms=threshold_ms))
        return found[0]

    every = machines(parameters)
    fleet = Fleet(
        [(machine, KubeletProcess()) for machine in every],
        _workloads(len(every) * round(parameters["containers"])),
        site=make,
    )
    fleet.clock.run(BEGINS_MS)
    slow = max(min(round(parameters["slow_nodes"]), len(every)), 1)
    return Sale(fleet, found[0], [fleet.sites[machine.name] for machine in every[1:slow]])


def _workloads(pods: int) -> list[Workload]:
    made = []
    for number in range(WORKLOADS):
        container = Container("app", "app:1", resources=REQUEST)
        template = Pod(f"shop-{number}", (container,), tolerations=DEFAULT_TOLERATIONS)
        replicas = pods // WORKLOADS + (number < pods % WORKLOADS)
        made.append(Workload(replicas, template, Program(endpoints={"/": Endpoint()})))
    return made


def _share_pleg(sale: Sale) -> None:
    """What the witness's PLEG comes to, its like post at their own next look."""
    loop, clock = sale.witness.real.kubelet.loop, sale.fleet.clock
    heard = loop.turned

    def turned(errors: list[str]) -> None:
        heard(errors)
        cause = sale.witness.real.kubelet.node_status.cause
        assert cause is not None  # noqa: S101 - it has just been written
        for site in sale.others:
            assert site.kubelet is not None  # noqa: S101 - none of them dies
            wait_ms = (site.kubelet.started_ms - clock.now_ms) % STATUS_UPDATE_MS
            clock.after(wait_ms, _post(sale, site, cause))

    loop.turned = turned


def _post(sale: Sale, site: Site, cause: int) -> Callable[[], None]:
    def post() -> None:
        errors = sale.witness.real.kubelet.loop.runtime_errors()
        if errors:
            site.halt(cause, errors[0])
        else:
            site.go_on(cause)

    return post


def _plan_look(sale: Sale, at_s: int) -> None:
    fleet = sale.fleet

    def look() -> None:
        nodes = [site.node for site in fleet.sites.values()]
        open_nodes = [node.name for node in nodes if node.ready == "True"]
        room = sum(fleet.sites[name].machine.allocatable()["memory"] for name in open_nodes)
        asked = sum(
            pod.workload.request for n in open_nodes for pod in fleet.api.on_node[n].values()
        )
        disk = sale.witness.real.runtime.disk
        sale.seen[at_s] = Counts(
            len(open_nodes),
            fleet.control.endpoints.serving.now,
            sum(pod.deleted for pod in fleet.api.pods.values()),
            sum(map(len, fleet.control.scheduler.pending.values())),
            100 * asked // room if room else 0,
            disk.latency_us(fleet.clock.now_ms) / 1_000_000,
            sale.witness.real.runtime.list_takes_ms(),
        )

    fleet.clock.at(BEGINS_MS + seconds(at_s), look)
