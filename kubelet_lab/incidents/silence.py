"""One pod on a cluster of ten nodes, and what happens to it when its node falls silent.

Source of the rules: FACTS 5.2. The pod's tolerations decide; admission adds two where it has none.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kubelet_lab.cluster.api_server import Watcher
from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.fleet_history import Step
from kubelet_lab.cluster.node import Taint
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.workload import PodObject, Workload, with_defaults
from kubelet_lab.node.history import PodHistory
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.spec.pod import Container, Pod

NODES = 10
BEGINS_S = 60
WATCHED_S = 6_000
STARTS_MS = 5_000  # the program of the replacement
MAINTENANCE = Taint("maintenance", "NoExecute", "true")
PLEG = "PLEG is not healthy"

What = Literal["kubelet dies", "not ready", "maintenance"]


class Silence(NamedTuple):
    """What befalls the pod's node, and for how many seconds; None: for good."""

    what: What
    lasts_s: float | None = None
    phase_s: float = 0.0  # where in the lease's ten seconds it begins


class Fate(NamedTuple):
    """Seconds from the beginning of the silence; None for what did not happen."""

    deleted_s: float | None
    replaced_s: float | None  # another pod is Ready
    history: PodHistory | None = None  # a fleet's figure is another one
    without_s: float = 0  # in all, in which no pod was behind the Service


class _Witness(Watcher):
    """Sees the first deletion, and the first other pod that is Ready."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self.deleted_ms: int | None = None
        self.ready_ms: int | None = None

    def pod_deleted(self, pod: PodObject) -> None:
        """Take the instant (Watcher)."""
        del pod
        self.deleted_ms = self.deleted_ms or self._fleet.clock.now_ms

    def pod_ready(self, pod: PodObject) -> None:
        """Take the instant of a replacement (Watcher)."""
        if pod.ready and self.deleted_ms and not pod.deleted:
            self.ready_ms = self.ready_ms or self._fleet.clock.now_ms


def play(pod: Pod, silence: Silence, *, watched_s: float = WATCHED_S) -> Fate:
    """One silence of the pod's node, watched for so long."""
    alone = Pod(
        pod.name,
        (Container("app", "app:1"),),
        restart_policy="Always",
        tolerations=with_defaults(pod.tolerations),
    )
    machines = [(Machine(f"node-{n + 1}"), KubeletProcess()) for n in range(NODES)]
    fleet = Fleet(machines, [Workload(1, alone, Program(loads_ms=STARTS_MS))])
    begins_ms = seconds(BEGINS_S + silence.phase_s)
    fleet.clock.run(begins_ms - 1)
    site = fleet.sites[next(iter(fleet.api.pods.values())).node]
    witness = _Witness(fleet)
    fleet.api.watch(witness)
    fleet.clock.at(begins_ms, lambda: _begin(fleet, site, silence), order=WORLD)
    if silence.lasts_s is not None:
        ends_ms = begins_ms + seconds(silence.lasts_s)
        fleet.clock.at(ends_ms, lambda: _end(fleet, site, silence), order=WORLD)
    until_ms = begins_ms + seconds(watched_s)
    fleet.clock.run(until_ms)
    deleted_s, replaced_s = (
        _since(at_ms, begins_ms) for at_ms in (witness.deleted_ms, witness.ready_ms)
    )
    without_ms = _without_ms(fleet.control.endpoints.serving.steps, begins_ms, until_ms)
    return Fate(deleted_s, replaced_s, without_s=without_ms / 1000)


def _without_ms(steps: list[Step], begins_ms: int, ends_ms: int) -> int:
    """For how long of [begins_ms, ends_ms) there was none."""
    ends = [step.at_ms for step in steps[1:]] + [ends_ms]
    return sum(
        max(to_ms - max(step.at_ms, begins_ms), 0)
        for step, to_ms in zip(steps, ends, strict=True)
        if step.pods == 0
    )


def _begin(fleet: Fleet, site: Site, silence: Silence) -> None:
    cause = fleet.trace.add(fleet.clock.now_ms, "world", f"node/{site.node.name}", silence.what)
    if silence.what == "kubelet dies":
        site.kubelet_dies(cause)
    elif silence.what == "not ready":
        site.halt(cause, PLEG)
    else:
        site.node.taints.append(MAINTENANCE)
        fleet.control.taint_changed(site.node, MAINTENANCE, present=True)


def _end(fleet: Fleet, site: Site, silence: Silence) -> None:
    cause = fleet.trace.add(fleet.clock.now_ms, "world", f"node/{site.node.name}", "it is over")
    if silence.what == "kubelet dies":
        site.kubelet_starts(cause)
    elif silence.what == "not ready":
        site.go_on(cause)
    else:
        site.node.taints.remove(MAINTENANCE)
        fleet.control.taint_changed(site.node, MAINTENANCE, present=False)


def _since(at_ms: int | None, begins_ms: int) -> float | None:
    return None if at_ms is None else (at_ms - begins_ms) / 1000
