"""A fleet: sites and workloads on one control plane, played from the story's zero on.

Before zero every kubelet has been running for long, each in its own phase of ten seconds, and
every pod has been started, is running and ready. Nothing here draws lots.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.census import Census
from kubelet_lab.cluster.control_plane import ControlPlane
from kubelet_lab.cluster.node import LEASE_RENEW_INTERVAL_MS, Node
from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.workload import PodObject, Workload
from kubelet_lab.cluster.zones import EVICTION_RATE
from kubelet_lab.node.machine import Machine
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.trace import Trace

SETTLES_MS = 20_000  # that long before zero the first kubelet starts
MOST_STARTS = 10_000  # of kubelets, and five more for each node
PHASE_STEP = 618  # in thousandths of the lease interval: the phases spread evenly


class EndlessError(RuntimeError):
    """What is played would go on like that, and take too long."""


class Fleet(Watcher):
    """Run `clock` to play it; `census.history` afterwards tells what a reader sees.

    The clock's `run` raises EndlessError when kubelets start and end, and start again, for hours.
    """

    def __init__(
        self,
        machines: Sequence[tuple[Machine, KubeletProcess]],
        workloads: Sequence[Workload],
        *,
        grace: Grace | None = None,
        eviction_rate: float = EVICTION_RATE,
        settled: bool = True,
        site: Callable[[ApiServer, Machine, KubeletProcess], Site] = Site,
    ) -> None:
        """`settled` off: the pods come at zero, and are started then. `site` makes a site."""
        self.clock, self.trace = Clock(-SETTLES_MS), Trace()
        self.api = ApiServer(self.clock, self.trace)
        self.control = ControlPlane(self.api, self._why, grace or Grace(), eviction_rate)
        self.sites: dict[str, Site] = {}
        self._starts_left = MOST_STARTS + 5 * len(machines)
        self._settled = settled
        self.api.watch(self)
        for index, (machine, process) in enumerate(machines):
            self._add_site(index, site(self.api, machine, process))
        if settled:  # before anybody counts
            with ExitStack() as settling:
                for each in self.sites.values():
                    settling.enter_context(each.settling())
                self._begin(workloads)
        self.census = Census(self)
        for each in self.sites.values():
            self.census.add(each)
            each.turned = self._turned
        self.clock.run(0)
        if not settled:
            self._begin(workloads)
        self._settled = False

    def pod_bound(self, pod: PodObject) -> None:
        """Its kubelet hears of it (Watcher)."""
        self.sites[pod.node].add(pod, settled=self._settled)
        if self._settled:
            self.api.set_ready(pod, None, ready=True)

    def pod_deleted(self, pod: PodObject) -> None:
        """Its kubelet hears of it (Watcher)."""
        if pod.node:
            self.sites[pod.node].delete(pod)
        else:
            self.api.remove_pod(pod, pod.cause)

    def node_given_up(self, node: Node) -> None:
        """A kubelet that lives sees it and objects (Watcher)."""
        self.sites[node.name].given_up()

    def _turned(self, site: Site) -> None:
        self.census.kubelet_turned(site)
        self._starts_left -= site.kubelet is not None
        if self._starts_left < 0:
            raise EndlessError(f"kubelets have been started more than {MOST_STARTS:,} times")

    def _begin(self, workloads: Sequence[Workload]) -> None:
        for workload in workloads:
            self.control.replica_sets.begin(workload)

    def _add_site(self, index: int, site: Site) -> None:
        self.sites[site.node.name] = site
        self.control.add_node(site.node, site.machine.allocatable())
        phase_ms = index * PHASE_STEP * LEASE_RENEW_INTERVAL_MS // 1000 % LEASE_RENEW_INTERVAL_MS
        self.clock.at(phase_ms - SETTLES_MS, site.kubelet_starts, order=WORLD)

    def _why(self, node: str) -> int | None:
        outage = self.api.down_since
        return self.sites[node].why() if outage is None else outage
