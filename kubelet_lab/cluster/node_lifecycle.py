"""pkg/controller/nodelifecycle/node_lifecycle_controller.go: give silent nodes up, taint them.

Source: FACTS 5.2. One thing v1.32 does that later versions do not: a node that is given up
gets its NoExecute taint only with the next look, 5 s later (fixed by PR #120816).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kubelet_lab.cluster.node import Node, Status, Taint
from kubelet_lab.cluster.node_health import (
    Grace,
    NodeHealth,
    Passes,
    give_up,
    must_look_again,
    observe,
    overdue_at,
)
from kubelet_lab.cluster.node_taints import (
    NOT_READY,
    UNREACHABLE,
    no_execute_taints,
    no_schedule_taints,
)
from kubelet_lab.cluster.zones import EVICTION_RATE, Zone, handle_disruption


class NodeApi(Protocol):
    """What the controller asks of the API server, after it has changed the Node object."""

    def event(self, node: Node, event: str) -> None:
        """Send an event on the node: type, reason and message."""

    def conditions_changed(self, node: Node) -> None:
        """The controller has set the kubelet's conditions to Unknown."""

    def taint_changed(self, node: Node, taint: Taint, *, present: bool) -> None:
        """The controller has put a taint on, or taken it off."""

    def mark_pods_not_ready(self, node: Node) -> None:
        """Each pod on the node whose Ready is True gets False (its ContainersReady stays).

        Each of them also gets the event "Warning NodeNotReady Node is not ready".
        """


@dataclass(slots=True)
class NodeLifecycleController:
    """Looks at the nodes every 5 s; `next_due` tells which looks can change something.

    Tell it of each change of a Node (a status posted, a lease begun or ended) by
    `node_updated`; then `run` at that instant and at each `next_due`. To run it more often
    changes nothing.
    """

    api: NodeApi
    grace: Grace = field(default_factory=Grace)
    passes: Passes = field(default_factory=Passes)
    eviction_rate: float = EVICTION_RATE  # nodes a second: --node-eviction-rate
    taint_with_same_look: bool = False  # True: as after PR #120816
    nodes: dict[str, Node] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    _ages: dict[str, int] = field(default_factory=dict)  # by node: how many came before it
    _healths: dict[str, NodeHealth] = field(default_factory=dict)
    _counted: dict[str, bool] = field(default_factory=dict)  # by node: as ready in its zone?
    _to_look_at: set[str] = field(default_factory=set)
    _overdue_at: dict[str, int] = field(default_factory=dict)  # the silent nodes
    _to_taint: dict[str, None] = field(default_factory=dict)  # nodeUpdateQueue
    _last_pass_ms: int = -1

    def node_updated(self, node: Node) -> None:
        """Take note that the node is new, or that its kubelet or its lease has changed."""
        self.nodes[node.name] = node
        self._ages.setdefault(node.name, len(self._ages))
        self._to_look_at.add(node.name)
        self._to_taint[node.name] = None

    def run(self, now_ms: int) -> None:
        """All that the controller does at `now_ms`, in the order of the recorded runs."""
        if self.passes.at_or_after(now_ms) == now_ms and now_ms > self._last_pass_ms:
            self.monitor_node_health(now_ms)
        self.do_no_schedule_tainting_pass()
        self.do_no_execute_tainting_pass(now_ms)

    def next_due(self, now_ms: int) -> int | None:
        """The next instant, not before `now_ms`, at which `run` could change something."""
        due = [] if not self._to_taint else [now_ms]
        tokens = (zone.queue.next_due() for zone in self.zones.values())
        due += [at_ms for at_ms in tokens if at_ms is not None]
        due += self._overdue_at.values()
        if self._to_look_at:
            due.append(self.passes.at_or_after(max(now_ms, self._last_pass_ms + 1)))
        return max(min(due), now_ms) if due else None

    def monitor_node_health(self, now_ms: int) -> None:
        """One look at the nodes."""
        self._last_pass_ms = now_ms
        overdue = {name for name, at_ms in self._overdue_at.items() if at_ms <= now_ms}
        names, self._to_look_at = self._to_look_at | overdue, set()
        for name in sorted(names, key=self._ages.__getitem__):
            self._monitor_node(self.nodes[name], now_ms)
        change = handle_disruption(self.zones.values(), now_ms)
        if change == "master disruption":
            for node in self.nodes.values():
                self._mark_node_as_reachable(node)
            self._to_look_at.update(self.nodes)  # the next look queues them again
        elif change == "over":
            for name, health in self._healths.items():
                health.probe_ms = now_ms
                self._expect(self.nodes[name])

    def do_no_schedule_tainting_pass(self) -> None:
        """NoSchedule taints follow the conditions of the updated nodes at once."""
        names, self._to_taint = self._to_taint, {}
        for name in names:
            for taint, present in no_schedule_taints(self.nodes[name]):
                self._set(self.nodes[name], taint, present=present)

    def do_no_execute_tainting_pass(self, now_ms: int) -> None:
        """Taint the nodes whose turn it is; the real one checks every 100 ms."""
        for zone in self.zones.values():
            for name in zone.queue.take(now_ms):
                node = self.nodes[name]
                if node.ready in ("False", "Unknown"):
                    self._swap(node, node.ready)

    def _monitor_node(self, node: Node, now_ms: int) -> None:
        zone = self.zones.setdefault(node.zone, Zone(rate=self.eviction_rate))
        if node.name not in self._healths:
            text = f"Node {node.name} event: Registered Node {node.name} in Controller"
            self.api.event(node, f"Normal RegisteredNode {text}")
            self._mark_node_as_reachable(node)
        observed = node.ready or "Unknown"
        self._try_update_node_health(node, now_ms)
        self._count(node, zone)
        if node.ready is None:
            return
        self._process_taint_base_eviction(
            node, node.ready if self.taint_with_same_look else observed
        )
        if node.ready != "True" and observed == "True":
            text = f"Node {node.name} status is now: NodeNotReady"
            self.api.event(node, f"Normal NodeNotReady {text}")
            self.api.mark_pods_not_ready(node)

    def _try_update_node_health(self, node: Node, now_ms: int) -> None:
        health = observe(self._healths.get(node.name), node, now_ms, self.passes)
        self._healths[node.name] = health
        if node.ready != "Unknown" and now_ms > health.probe_ms + self.grace.of(node):
            give_up(health, node)
            self.api.conditions_changed(node)
            self.node_updated(node)
        elif must_look_again(health, node):
            self._to_look_at.add(node.name)
        self._expect(node)

    def _expect(self, node: Node) -> None:
        at_ms = overdue_at(self._healths[node.name], node, self.grace, self.passes)
        if at_ms is None:
            self._overdue_at.pop(node.name, None)
        else:
            self._overdue_at[node.name] = at_ms

    def _count(self, node: Node, zone: Zone) -> None:
        ready, before = node.ready == "True", self._counted.get(node.name)
        if before is not None:
            zone.ready -= before
            zone.not_ready -= not before
        zone.ready += ready
        zone.not_ready += not ready
        self._counted[node.name] = ready

    def _process_taint_base_eviction(self, node: Node, status: Status) -> None:
        if status == "True":
            self._mark_node_as_reachable(node)
            return
        taint, opposite = no_execute_taints(status)
        if opposite in node.taints:  # it is tainted already: no need to queue again
            self._swap(node, status)
        elif taint not in node.taints:
            self.zones[node.zone].queue.add(node.name)

    def _mark_node_as_reachable(self, node: Node) -> None:
        self._set(node, UNREACHABLE, present=False)
        self._set(node, NOT_READY, present=False)
        self.zones[node.zone].queue.remove(node.name)

    def _swap(self, node: Node, status: Status) -> None:
        """The two NoExecute taints exclude each other."""
        taint, opposite = no_execute_taints(status)
        self._set(node, taint, present=True)
        self._set(node, opposite, present=False)

    def _set(self, node: Node, taint: Taint, *, present: bool) -> None:
        if (taint in node.taints) == present:
            return
        change: Callable[[Taint], None] = node.taints.append if present else node.taints.remove
        change(taint)
        self.api.taint_changed(node, taint, present=present)
