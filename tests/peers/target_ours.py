"""What happened in our own Target, written down as the SimPy fleet writes it."""

from __future__ import annotations

from kubelet_lab.cluster.api_server import Watcher
from kubelet_lab.cluster.node import Node
from kubelet_lab.cluster.workload import PodObject
from kubelet_lab.incidents.target import TOLD
from kubelet_lab.incidents.target_fleet import Story, build

Transition = tuple[int, str, str, str]


class Diary(Watcher):
    """Hears of every change in the API server."""

    def __init__(self, story: Story) -> None:
        self.transitions: list[Transition] = []
        self._fleet = story.fleet
        self._ready = dict.fromkeys(story.fleet.api.nodes, "True")
        self._pressure = dict.fromkeys(story.fleet.api.nodes, "False")
        story.fleet.api.watch(self)

    def note(self, what: str, who: str, how: str = "") -> None:
        self.transitions.append((self._fleet.clock.now_ms, what, who, how))

    def pod_bound(self, pod: PodObject) -> None:
        self.note("bound", pod.name, pod.node)

    def pod_ready(self, pod: PodObject) -> None:
        self.note("ready", pod.name, str(pod.ready))

    def pod_deleted(self, pod: PodObject) -> None:
        self.note("deleted", pod.name)

    def pod_failed(self, pod: PodObject) -> None:
        self.note("failed", pod.name)

    def pod_gone(self, pod: PodObject) -> None:
        self.note("gone", pod.name)

    def node_posted(self, node: Node) -> None:
        self._node(node)

    def node_tainted(self, node: Node) -> None:
        self._node(node)
        taints = (f"{t.key.removeprefix('node.kubernetes.io/')}:{t.effect}" for t in node.taints)
        self.note("taints", node.name, " ".join(sorted(taints)))

    def _node(self, node: Node) -> None:
        ready, pressure = str(node.ready), node.conditions["MemoryPressure"].status
        if ready != self._ready[node.name]:
            self._ready[node.name] = ready
            self.note("node", node.name, ready)
        if pressure != self._pressure[node.name] and pressure != "Unknown":
            self._pressure[node.name] = pressure
            self.note("pressure", node.name, pressure)


def played(until_s: int, **changes: float) -> Story:
    """Our Target, played and not watched."""
    story = build({**TOLD, **changes})
    story.fleet.clock.run(until_s * 1000)
    return story


def ours(until_s: int, **changes: float) -> list[Transition]:
    """Play our Target; the transitions from zero on."""
    story = build({**TOLD, **changes})
    diary = Diary(story)
    story.fleet.clock.run(until_s * 1000)
    dead = story.fleet.trace.find("the kubelet is dead", source="world", from_ms=0)
    deaths = [(e.at_ms, "dies", e.subject.removeprefix("node/"), "") for e in dead]
    return diary.transitions + deaths
