"""Node lifecycle and taint eviction together, from the first silence to the last deletion.

The runs were recorded from v1.36, in which a silent node gets its NoExecute taint 5 s sooner
than in v1.32: that setting is on here.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, permutations
from typing import Any

from kubelet_lab.cluster.node import Node, NodeCondition, Taint
from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.cluster.node_lifecycle import NodeLifecycleController
from kubelet_lab.cluster.taint_eviction import TaintEvictionController
from kubelet_lab.spec.pod import Toleration

READY = NodeCondition("True", "KubeletReady")
NOT_READY = NodeCondition("False", "KubeletNotReady")
Line = tuple[int, str, str]  # t, object, what


def toleration(t: dict[str, Any]) -> Toleration:
    return Toleration(
        t.get("key", ""),
        t.get("operator", ""),
        t.get("value", ""),
        t.get("effect", ""),
        t.get("tolerationSeconds"),
    )


class Cluster:
    """The driver of the recorded runs, and the API server that both controllers talk to."""

    def __init__(self, case: dict[str, Any], node_order: Sequence[int]) -> None:
        self.now = 0
        self.timeline: list[Line] = []
        self.pods = {p["name"]: [p["node"], list(map(toleration, p["tolerations"])), True]
                     for p in case["pods"]}  # fmt: skip
        grace = Grace(case["node_monitor_grace_period_seconds"] * 1000)
        self.lifecycle = NodeLifecycleController(self, grace, taint_with_same_look=True)
        self.eviction = TaintEvictionController(self)
        self.phases = {
            n["name"]: n["lease_renewed_when_t_mod_10_equals"] * 1000 for n in case["nodes"]
        }
        for given in (case["nodes"][i] for i in node_order):
            node = Node(given["name"], given["zone"])
            if given["kubelet_has_posted_status_at_start"]:
                node.post_ready(0, READY)
                node.lease.first_ms = self.phases[node.name]
            self.lifecycle.node_updated(node)

    def say(self, kind: str, name: str, what: str) -> None:
        self.timeline.append((self.now // 1000, f"{kind}/{name}", what))

    def kubelet_does(self, name: str, what: str) -> None:
        node = self.lifecycle.nodes[name]
        if what == "stop":
            node.lease.stop(self.now)
        else:
            before = node.conditions.get("Ready")
            node.post_ready(self.now, NOT_READY if what.endswith("not_ready") else READY)
            if node.lease.first_ms is None:
                node.lease.first_ms = self.now + (self.phases[name] - self.now) % 10_000
            if node.conditions["Ready"] != before:
                self.conditions_changed(node)
        self.lifecycle.node_updated(node)

    def run(self, now: int) -> None:
        self.now = now
        self.eviction.fire(now)  # timers go off when the clock moves, before anyone looks
        self.lifecycle.run(now)
        self.eviction.fire(now)

    def next_due(self) -> int | None:
        due = [self.lifecycle.next_due(self.now), self.eviction.next_due()]
        return min((at for at in due if at is not None), default=None)

    # what the controllers ask for

    def conditions_changed(self, node: Node) -> None:
        condition = node.conditions["Ready"]
        self.say("node", node.name, f"condition Ready -> {condition.status} ({condition.reason})")

    def taint_changed(self, node: Node, taint: Taint, *, present: bool) -> None:
        state = "present" if present else "removed"
        self.say("node", node.name, f"taint {taint.key}:{taint.effect} -> {state}")
        self.eviction.node_updated(node, self.now)

    def mark_pods_not_ready(self, node: Node) -> None:
        for name, pod in self.pods.items():
            if pod[0] == node.name and pod[2]:
                pod[2] = False
                self.say("pod", name, "condition Ready -> False")
                self.event(f"default/{name}", "Warning NodeNotReady Node is not ready")

    def event(self, subject: Node | str, event: str) -> None:
        kind, reason, message = event.split(" ", 2)
        on_node = isinstance(subject, Node)
        name = subject.name if on_node else subject.removeprefix("default/")
        self.say("node" if on_node else "pod", name, f"event {kind} {reason}: {message}")

    def pods_on(self, node: str) -> Iterator[tuple[str, list[Toleration]]]:
        for name, (where, tolerations, _) in self.pods.items():
            if where == node:
                yield f"default/{name}", tolerations

    def delete_pod(self, pod: str) -> None:
        name = pod.removeprefix("default/")
        del self.pods[name]
        self.say("pod", name, "deleted")


def play(case: dict[str, Any], node_order: Sequence[int], *, each_second: bool) -> list[Line]:
    """Play every second and look at every node, or only when and where something is due."""
    cluster, end = Cluster(case, node_order), case["observed_seconds"] * 1000
    script = sorted(((s["t"] * 1000, s) for s in case["script"]), key=lambda step: step[0])
    now: int | None = 0
    while now is not None and now <= end:
        cluster.now = now
        while script and script[0][0] <= now:
            step = script.pop(0)[1]
            cluster.kubelet_does(step["node"], step["kubelet_does"])
        if each_second:
            for node in list(cluster.lifecycle.nodes.values()):
                cluster.lifecycle.node_updated(node)
        cluster.run(now)
        if each_second:
            now += 1000
        else:
            due = [cluster.next_due(), script[0][0] if script else None]
            now = min((at for at in due if at is not None), default=None)
    return sorted(cluster.timeline)


def recorded(case: dict[str, Any]) -> list[Line]:
    return sorted((line["t"], line["object"], line["what"]) for line in case["timeline"])


def nameless(lines: list[Line], names: Sequence[str]) -> Counter[tuple[int, str]]:
    """What happened when, without saying to which node or pod."""
    found: Counter[tuple[int, str]] = Counter()
    for t, _, what in lines:
        for name in names:
            what = what.replace(name, "NODE")  # noqa: PLW2901
        found[t, what] += 1
    return found


def some_order_gives(case: dict[str, Any], expected: list[Line]) -> bool:
    """Among nodes that fail together Kubernetes picks at random: some order must fit."""
    n = len(case["nodes"])
    shuffled = (random.Random(seed).sample(range(n), n) for seed in range(200))  # noqa: S311
    orders = islice(chain(permutations(range(n)), shuffled), 300)
    return any(play(case, order, each_second=False) == expected for order in orders)


def test_every_node_and_pod_has_the_recorded_story(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("node_lifecycle")
    mismatches = []
    for case in cases:
        expected, names = recorded(case), [n["name"] for n in case["nodes"]]
        got = play(case, range(len(names)), each_second=False)
        if got != play(case, range(len(names)), each_second=True):
            mismatches.append(f"{case['name']}: what is due is not all that happens")
        if got == expected or some_order_gives(case, expected):
            continue
        if nameless(got, names) != nameless(expected, names):
            missing = sorted((Counter(expected) - Counter(got)).elements())[:4]
            extra = sorted((Counter(got) - Counter(expected)).elements())[:4]
            mismatches.append(f"{case['name']}: missing {missing}, not recorded {extra}")
    report(mismatches, len(cases))
