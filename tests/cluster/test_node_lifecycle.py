"""What the node lifecycle controller does with silent nodes, second by second where it matters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab.cluster.node import Node, NodeCondition, Taint
from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.cluster.node_lifecycle import NodeLifecycleController
from kubelet_lab.cluster.rate_limited_queue import RateLimitedQueue
from kubelet_lab.cluster.zones import Zone, handle_disruption

READY = NodeCondition("True", "KubeletReady")
NOT_READY = NodeCondition("False", "KubeletNotReady")


class Told:
    """An API server that only remembers what it was told."""

    def __init__(self) -> None:
        self.now_s = 0
        self.lines: list[str] = []

    def say(self, node: Node, what: str) -> None:
        self.lines.append(f"{self.now_s} {node.name} {what}")

    def event(self, node: Node, event: str) -> None:
        self.say(node, event)

    def conditions_changed(self, node: Node) -> None:
        self.say(node, f"{node.ready} {node.conditions['Ready'].message}")

    def taint_changed(self, node: Node, taint: Taint, *, present: bool) -> None:
        mark = "+" if present else "-"
        self.say(node, f"{mark}{taint.key.partition('/')[2]}:{taint.effect}")

    def mark_pods_not_ready(self, node: Node) -> None:
        self.say(node, "pods not ready")


class Story:
    """A cluster of `size` nodes named a, b, c … whose leases are renewed at 2, 12, 22 … s."""

    def __init__(self, size: int, *, same_look: bool = False, grace_s: int = 50) -> None:
        self.told = Told()
        grace = Grace(grace_s * 1000)
        self.controller = NodeLifecycleController(self.told, grace, taint_with_same_look=same_look)
        self.nodes = [Node(name) for name in "abcdefgh"[:size]]
        for node in self.nodes:
            node.post_ready(0, READY)
            node.lease.first_ms = 2_000
            self.controller.node_updated(node)
        self.until(50)
        self.told.lines.clear()

    def until(self, end_s: int) -> "Story":
        """Let all happen that is due up to `end_s`."""
        due_ms = self.controller.next_due(self.told.now_s * 1000)
        while due_ms is not None and due_ms <= end_s * 1000:
            self.told.now_s = due_ms // 1000
            self.controller.run(due_ms)
            due_ms = self.controller.next_due(due_ms)
        self.told.now_s = end_s
        return self

    def until_looking_at_all(self, end_s: int) -> "Story":
        """The same without skipping: every second, every node is looked at."""
        for now_s in range(self.told.now_s, end_s + 1):
            self.told.now_s = now_s
            for node in self.nodes:
                self.controller.node_updated(node)
            self.controller.run(now_s * 1000)
        return self

    def stop(self, *numbers: int) -> "Story":
        for number in numbers:
            self.nodes[number].lease.stop(self.told.now_s * 1000)
            self.controller.node_updated(self.nodes[number])
        return self

    def post(self, number: int, condition: NodeCondition) -> "Story":
        node, now_ms = self.nodes[number], self.told.now_s * 1000
        node.post_ready(now_ms, condition)
        if node.lease.first_ms is None:
            node.lease.first_ms = now_ms
        self.controller.node_updated(node)
        return self

    def lines(self, word: str = "") -> list[str]:
        return [line for line in self.told.lines if word in line]


def test_a_silent_node_is_given_up_after_the_grace_and_tainted_one_look_later() -> None:
    story = Story(3).until(60).stop(0).until(200)
    assert story.lines() == [
        "110 a Unknown Kubelet stopped posting node status.",
        "110 a Normal NodeNotReady Node a status is now: NodeNotReady",
        "110 a pods not ready",
        "110 a +unreachable:NoSchedule",
        "115 a +unreachable:NoExecute",
    ]


def test_later_versions_taint_with_the_same_look() -> None:
    story = Story(3, same_look=True).until(60).stop(0).until(200)
    assert story.lines("NoExecute") == ["110 a +unreachable:NoExecute"]


def test_before_v1_32_the_grace_was_ten_seconds_shorter() -> None:
    story = Story(3, grace_s=40).until(60).stop(0).until(200)
    assert story.lines("Unknown") == ["100 a Unknown Kubelet stopped posting node status."]


def test_a_node_that_comes_back_loses_its_taints() -> None:
    story = Story(3).until(60).stop(0).until(121).post(0, READY).until(200)
    assert story.lines("-") == ["121 a -unreachable:NoSchedule", "125 a -unreachable:NoExecute"]


def test_a_node_that_says_itself_it_is_not_ready_keeps_its_pods_ready() -> None:
    story = Story(3).until(60).post(0, NOT_READY).until(200)
    assert story.lines() == ["60 a +not-ready:NoSchedule", "60 a +not-ready:NoExecute"]


def test_a_not_ready_node_that_falls_silent_swaps_its_taint_without_waiting() -> None:
    story = Story(3, same_look=True).until(60).post(0, NOT_READY).until(61).stop(0).until(200)
    assert story.lines("NoExecute")[1:] == [
        "120 a +unreachable:NoExecute",
        "120 a -not-ready:NoExecute",
    ]


def test_with_a_new_status_the_controller_forgets_the_lease_and_takes_it_for_news() -> None:
    # posted at 60, last renewal 52: without that the node would be given up at 115
    story = Story(3).until(60).post(0, READY).until(61).stop(0).until(200)
    assert story.lines("Unknown") == ["120 a Unknown Kubelet stopped posting node status."]


def test_a_node_that_never_posts_has_a_minute() -> None:
    story = Story(3)
    late = Node("late", created_ms=50_000)
    story.controller.node_updated(late)
    story.until(200)
    assert story.lines("late Unknown") == ["115 late Unknown Kubelet never posted node status."]


def test_nodes_of_a_zone_are_tainted_ten_seconds_apart() -> None:
    story = Story(6, same_look=True).until(60).stop(0, 1, 2).until(300)
    assert [line[:5] for line in story.lines("+unreachable:NoExecute")] == [
        "110 a",
        "120 b",
        "130 c",
    ]


def test_if_every_node_is_down_nothing_is_tainted_and_old_taints_go() -> None:
    story = Story(2, same_look=True).until(60).stop(0).until(200).stop(1).until(900)
    assert story.lines("NoExecute") == [
        "110 a +unreachable:NoExecute",
        "250 a -unreachable:NoExecute",
    ]


def test_when_one_node_is_back_the_others_are_tainted_at_the_usual_rate() -> None:
    story = Story(3, same_look=True).until(60).stop(0, 1, 2).until(300).post(2, READY).until(400)
    assert story.lines("+unreachable:NoExecute") == [
        "310 a +unreachable:NoExecute",
        "320 b +unreachable:NoExecute",
    ]


def test_a_small_zone_with_most_nodes_down_is_left_alone() -> None:
    story = Story(5, same_look=True).until(60).stop(0, 1, 2).until(900)
    assert story.lines("NoSchedule") != []
    assert story.lines("NoExecute") == []


def test_a_node_under_pressure_takes_no_new_pods() -> None:
    story = Story(3)
    node = story.nodes[0]
    node.conditions["MemoryPressure"] = NodeCondition("True")
    node.unschedulable = True
    story.controller.node_updated(node)
    story.until(60)
    assert story.lines() == ["50 a +memory-pressure:NoSchedule", "50 a +unschedulable:NoSchedule"]


def test_a_month_in_which_nothing_happens_has_nothing_due() -> None:
    story = Story(3)
    assert story.controller.next_due(50_000) is None


@pytest.mark.parametrize(
    ("ready", "not_ready", "state"),
    [
        (3, 0, "Normal"),
        (1, 2, "Normal"),
        (2, 3, "PartialDisruption"),
        (9, 11, "PartialDisruption"),
        (10, 10, "Normal"),
        (0, 1, "FullDisruption"),
    ],
)
def test_a_zone_is_disrupted_from_three_nodes_and_55_percent_on(
    ready: int, not_ready: int, state: str
) -> None:
    assert Zone(ready=ready, not_ready=not_ready).compute_state() == state


def test_a_large_disrupted_zone_is_evicted_slowly_a_small_one_not_at_all() -> None:
    small, large = Zone(ready=10, not_ready=40), Zone(ready=10, not_ready=41)
    handle_disruption([small, large], 0)
    assert (small.queue.qps, large.queue.qps) == (0, 0.01)


def test_one_zone_down_is_evicted_as_usual_while_another_is_up() -> None:
    up, down = Zone(ready=3), Zone(not_ready=3)
    assert handle_disruption([up, down], 0) == ""
    assert (down.state, down.queue.qps) == ("FullDisruption", 0.1)


def test_a_queue_that_was_held_back_starts_a_new_interval_at_its_new_rate() -> None:
    queue = RateLimitedQueue(0.1)
    queue.add("a")
    queue.add("b")
    assert list(queue.take(0)) == ["a"]
    queue.swap_limiter(5_000, 0)
    assert queue.next_due() is None
    queue.swap_limiter(20_000, 0.1)
    assert queue.next_due() == 30_000


STEPS = st.lists(
    st.tuples(
        st.integers(50, 600), st.integers(0, 3), st.sampled_from(["stop", "ready", "not ready"])
    ),
    max_size=12,
)


def play(steps: list[tuple[int, int, str]], *, skip: bool, same_look: bool) -> list[str]:
    story = Story(4, same_look=same_look)
    go_on = story.until if skip else story.until_looking_at_all
    for at_s, number, what in sorted(steps):
        go_on(at_s - 1)
        story.told.now_s = at_s
        if what == "stop":
            story.stop(number)
        else:
            story.post(number, READY if what == "ready" else NOT_READY)
    go_on(900)
    return story.lines()


@given(STEPS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_looks_that_are_skipped_would_have_changed_nothing(
    steps: list[tuple[int, int, str]],
    same_look: bool,
) -> None:
    skipping = play(steps, skip=True, same_look=same_look)
    assert skipping == play(steps, skip=False, same_look=same_look)
