"""A limit on what is written to disk: who goes, when, and with which words."""

from small_node import SmallNode, pod

from kubelet_lab.node.machine import MI
from kubelet_lab.node.program import Program
from kubelet_lab.spec.pod import Container, Resources

WRITES = Program(writes_per_s=10 * MI)


def limited(name: str, limit: int) -> Container:
    return Container(name, "x", resources=Resources({}, {"ephemeral-storage": limit}))


def evicted(small: SmallNode) -> dict[str, str]:
    statuses = small.node.kubelet.status.pods
    return {uid: status.message for uid, status in statuses.items() if status.reason == "Evicted"}


def test_a_pod_that_writes_more_than_it_may_is_evicted_at_the_next_pass() -> None:
    small = SmallNode()
    small.add(pod("writer", limited("c", 250 * MI)), c=WRITES)
    small.run(60)
    words = "Pod ephemeral local storage usage exceeds the total limit of containers 250Mi. "
    assert evicted(small) == {"writer-1": words}
    assert 25 < small.first_s("Warning Evicted") <= 35
    assert small.first_s("Warning Evicted") % 10 == 0
    assert not small.node.kubelet.node_status.changes  # the node is short of nothing
    assert small.node.runtime.files.usage("writer-1") == 0  # its files went with it
    world = small.node.trace.why(next(small.node.trace.find("Warning Evicted")).number)[-1]
    assert world.source == "world"


def test_logs_count_too_and_stop_counting_where_rotation_ends_them() -> None:
    small = SmallNode()
    logs = Program(logs_per_s=MI)
    small.add(pod("much", limited("c", 40 * MI)), c=logs)
    small.add(pod("little", limited("c", 60 * MI)), c=logs)  # five files of 10 MiB
    small.run(600)
    assert list(evicted(small)) == ["much-1"]


def test_without_a_limit_of_its_own_a_container_is_held_to_its_neighbours() -> None:
    small = SmallNode()
    small.add(pod("two", limited("a", 100 * MI), Container("b", "x")), b=WRITES)
    small.run(60)
    words = "Pod ephemeral local storage usage exceeds the total limit of containers 100Mi. "
    assert evicted(small) == {"two-1": words}


def test_a_container_has_a_limit_of_its_own_within_the_pods() -> None:
    small = SmallNode()
    small.add(pod("two", limited("a", 100 * MI), limited("b", 900 * MI)), a=WRITES)
    small.run(60)
    assert evicted(small) == {
        "two-1": 'Container a exceeded its local ephemeral storage limit "100Mi". '
    }


def test_all_that_break_their_limits_go_in_one_pass_and_critical_pods_stay() -> None:
    small = SmallNode()
    for name in ("one", "other"):
        small.add(pod(name, limited("c", 50 * MI)), c=WRITES)
    small.add(pod("precious", limited("c", 50 * MI), priority=2_000_000_000), c=WRITES)
    small.add(pod("static", limited("c", 50 * MI), static=True), c=WRITES)
    small.run(60)
    assert list(evicted(small)) == ["one-1", "other-1"]
    events = [entry.at_ms for entry in small.node.trace.find("Warning Evicted")]
    assert len(set(events)) == 1


def test_a_kubelet_that_comes_back_holds_to_the_limits_what_was_written_without_it() -> None:
    small = SmallNode()
    small.add(pod("writer", limited("c", 250 * MI)), c=WRITES)
    small.at(5, small.node.stop_kubelet)
    small.at(60, small.node.start_kubelet)
    small.run(59)
    assert not evicted(small)
    small.run(90)
    assert list(evicted(small)) == ["writer-1"]
