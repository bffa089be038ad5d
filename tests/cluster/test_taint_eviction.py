"""When a NoExecute taint deletes a pod, and when it lets it stay."""

from collections.abc import Iterator

import pytest

from kubelet_lab.cluster.node import Node, Taint
from kubelet_lab.cluster.node_taints import NOT_READY, UNREACHABLE
from kubelet_lab.cluster.taint_eviction import TaintEvictionController
from kubelet_lab.cluster.tolerations import tolerates
from kubelet_lab.spec.pod import Toleration

FOREVER = (Toleration(operator="Exists"),)
FIVE_MINUTES = (
    Toleration(NOT_READY.key, "Exists", effect="NoExecute", seconds=300),
    Toleration(UNREACHABLE.key, "Exists", effect="NoExecute", seconds=300),
)


class Pods:
    """An API server with the pods of one node, that remembers what it was told."""

    def __init__(self, **tolerations: tuple[Toleration, ...]) -> None:
        self.tolerations = tolerations
        self.deleted: list[str] = []
        self.events: list[str] = []

    def pods_on(self, _node: str) -> Iterator[tuple[str, tuple[Toleration, ...]]]:
        return ((f"default/{name}", tolerations) for name, tolerations in self.tolerations.items())

    def event(self, _pod: str, event: str) -> None:
        self.events.append(event)

    def delete_pod(self, pod: str) -> None:
        self.deleted.append(pod)


def tainted(pods: Pods, *taints: Taint, at_s: int = 0) -> TaintEvictionController:
    controller = TaintEvictionController(pods)
    controller.node_updated(Node("n", taints=list(taints)), at_s * 1000)
    return controller


@pytest.mark.parametrize(
    ("toleration", "answer"),
    [
        (Toleration(operator="Exists"), True),
        (Toleration(UNREACHABLE.key, "Exists"), True),
        (Toleration(UNREACHABLE.key, "Exists", effect="NoSchedule"), False),
        (Toleration(NOT_READY.key, "Exists"), False),
        (Toleration(UNREACHABLE.key), True),
        (Toleration(UNREACHABLE.key, value="other"), False),
    ],
)
def test_a_toleration_speaks_of_a_taint(toleration: Toleration, *, answer: bool) -> None:
    assert tolerates(toleration, UNREACHABLE) is answer


def test_a_pod_that_does_not_bear_the_taint_goes_at_once() -> None:
    pods = Pods(web=())
    tainted(pods, UNREACHABLE)
    assert pods.deleted == ["default/web"]
    assert pods.events == ["Normal TaintManagerEviction Marking for deletion Pod default/web"]


def test_a_pod_that_bears_it_for_a_while_goes_when_the_time_is_up() -> None:
    pods = Pods(web=FIVE_MINUTES, daemon=FOREVER)
    controller = tainted(pods, UNREACHABLE, at_s=110)
    assert controller.next_due() == 410_000
    controller.fire(409_999)
    assert pods.deleted == []
    controller.fire(410_000)
    assert pods.deleted == ["default/web"]
    assert controller.next_due() is None


def test_the_shortest_toleration_in_use_decides() -> None:
    pods = Pods(web=(Toleration("a", "Exists", seconds=60), Toleration("b", "Exists", seconds=30)))
    controller = tainted(pods, Taint("a", "NoExecute"), Taint("b", "NoExecute"))
    assert controller.next_due() == 30_000


def test_a_taint_taken_off_in_time_cancels_the_deletion() -> None:
    pods = Pods(web=FIVE_MINUTES)
    controller = tainted(pods, UNREACHABLE)
    controller.node_updated(Node("n"), 60_000)
    assert controller.next_due() is None
    assert pods.events == ["Normal TaintManagerEviction Cancelling deletion of Pod default/web"]


def test_a_swapped_taint_does_not_start_the_clock_again() -> None:
    controller = tainted(Pods(web=FIVE_MINUTES), NOT_READY)
    controller.node_updated(Node("n", taints=[UNREACHABLE]), 60_000)
    assert controller.next_due() == 300_000


def test_a_pod_that_arrives_on_a_tainted_node_is_looked_at_too() -> None:
    pods = Pods()
    controller = tainted(pods, UNREACHABLE)
    controller.pod_updated("default/late", (), "n", 1_000)
    assert pods.deleted == ["default/late"]


def test_a_pod_that_is_gone_is_forgotten() -> None:
    controller = tainted(Pods(web=FIVE_MINUTES), UNREACHABLE)
    controller.pod_deleted("default/web")
    assert controller.next_due() is None
