"""The kubelet ends and another starts: what runs on, what stops, and in which order it is found."""

import pytest
from small_node import SmallNode, pod

from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.spec.pod import Container, HTTPGet, Probe

GET = HTTPGet("/", 8080)
SERVES = Program(endpoints={"/": Endpoint()})
WEB = Container("c", "x", readiness=Probe(GET, period_s=5), liveness=Probe(GET, period_s=10))
SLOW = Container("c", "x", startup=Probe(GET, period_s=5), readiness=Probe(GET, period_s=5))


def small_node(*containers: Container, **program: object) -> SmallNode:
    small = SmallNode()
    for number, container in enumerate(containers):
        served = Program(endpoints={"/": Endpoint()}, **program)
        small.at(0.5, lambda n=number, c=container, p=served: small.add(pod(f"p{n}", c), c=p))
    return small


def since(small: SmallNode, at_s: float) -> list[tuple[float, str]]:
    return [(e.at_ms / 1000, e.text) for e in small.node.trace if e.at_ms >= at_s * 1000]


def test_a_kubelet_that_comes_back_looks_before_it_acts() -> None:
    small = small_node(WEB)
    small.at(60, small.node.stop_kubelet)
    small.at(120, small.node.start_kubelet)
    small.run(140)
    assert since(small, 60) == [
        (60, "the kubelet has crashed"),
        (120, "the kubelet is started"),
        (120, "Normal Starting Starting kubelet."),
        (
            120,
            "Skipping pod synchronization: PLEG is not healthy: pleg has yet to be successful",
        ),
        (
            120,
            (
                "condition Ready False, KubeletNotReady: "
                "PLEG is not healthy: pleg has yet to be successful"
            ),
        ),
        (120, "Normal NodeNotReady Node node-1 status is now: NodeNotReady"),
        (120.009, "pod synchronization goes on"),
        (120.1, "condition Ready True, KubeletReady: kubelet is posting ready status"),
        (120.1, "Normal NodeReady Node node-1 status is now: NodeReady"),
        (120.1, "ContainerStarted c2"),
        (120.1, "ContainerStarted s1"),
        (120.1, "condition Ready False: containers with unready status: [c]"),
        (120.105, "Readiness probe succeeded"),
        (120.105, "Readiness result is now success: 1 in a row, 1 needed"),
        (120.105, "condition Ready True"),
        (120.105, "Liveness probe succeeded"),
    ]


def test_containers_run_on_and_probes_leases_and_status_do_not() -> None:
    small = small_node(WEB)
    small.at(60, small.node.stop_kubelet)
    small.run(600)
    assert since(small, 60) == [(60, "the kubelet has crashed")]
    assert small.node.kubelet.node_status.lease_renewed_ms() == 50_000
    newest = small.node.runtime.newest("p0-1", "c")
    assert newest
    assert newest.state == "running"
    for worker in small.node.kubelet.prober.workers("p0-1"):
        worker.sampler.settle()
        assert worker.sampler.runs[-1].first_ms < 60_000


def test_what_crashes_meanwhile_stays_down_until_the_return_and_its_back_off_is_forgotten() -> None:
    small = small_node(Container("c", "x"))
    for at_s in (10, 100):
        small.at(at_s, lambda s=at_s: small.crashes.set(s, s * 1000, "crash"))
    small.at(60, small.node.stop_kubelet)
    small.at(200, small.node.start_kubelet)
    small.run(300)
    starts = [e.at_ms / 1000 for e in small.node.trace.find("StartContainer")]
    assert [start for start in starts if start > 100] == [200.2]
    assert small.said("status", of="pod/p0")[-3:] == [
        "condition Ready False: containers with unready status: [c]",
        "c restarted: RESTARTS 2",
        "condition Ready True",
    ]


def test_a_pod_deleted_meanwhile_is_terminating_until_the_return_and_then_ended() -> None:
    small = small_node(WEB, WEB)
    small.at(60, small.node.stop_kubelet)
    small.at(70, lambda: small.node.delete_pod("p0-1"))
    small.at(120, small.node.start_kubelet)
    small.at(200, small.node.stop_kubelet)
    small.at(210, small.node.start_kubelet)
    small.run(300)
    assert [e.at_ms / 1000 for e in small.node.trace.find("Killing")] == [120.1]
    assert [e.at_ms / 1000 for e in small.node.trace.find("all of the pod has ended")] == [122.03]
    newest = small.node.runtime.newest("p1-1", "c")
    assert newest
    assert newest.state == "running"
    assert newest.restart_count == 0


def test_a_pod_assigned_meanwhile_starts_with_the_return() -> None:
    small = small_node()
    small.at(10, small.node.stop_kubelet)
    small.at(20, lambda: small.add(pod("late", WEB)))
    small.at(100, small.node.start_kubelet)
    small.run(200)
    assert small.first_s("StartContainer") == 100.6


def test_without_a_kubelet_sigterm_is_not_followed_by_sigkill() -> None:
    small = SmallNode()
    for name, stops_ms in (("polite", 20_000), ("deaf", 60_000)):
        program = Program(stops_ms=stops_ms)
        small.at(1, lambda n=name, p=program: small.add(pod(n), c=p))
        small.at(10, lambda n=name: small.node.delete_pod(f"{n}-1"))
    small.at(12, small.node.stop_kubelet)
    small.run(300)
    ends = [(e.subject, e.at_ms // 1000) for e in small.node.trace.find("c has ended")]
    assert ends == [("pod/polite/c", 30), ("pod/deaf/c", 70)]
    assert not [*small.node.trace.find("SIGKILL")]


def test_a_startup_probe_is_passed_anew_and_the_pod_is_unready_so_long() -> None:
    small = small_node(SLOW)
    small.at(60, small.node.stop_kubelet)
    small.at(120, small.node.start_kubelet)
    small.run(140)
    turns = [
        (s, t) for s, t in since(small, 120) if t.startswith("condition Ready") and "K" not in t
    ]
    assert turns == [
        (120.1, "condition Ready False: containers with unready status: [c]"),
        (125.11, "condition Ready True"),
    ]


def test_nothing_happens_twice() -> None:
    small = small_node(WEB)
    assert small.node.start_kubelet() is None
    small.at(60, small.node.stop_kubelet)
    small.at(61, small.node.stop_kubelet)
    small.run(100)
    assert len(small.said("world", of="node")) == 1


@pytest.mark.parametrize("stopped_s", [0.5, 0.95, 1.0])
def test_a_start_cut_short_is_finished_by_the_next_kubelet(stopped_s: float) -> None:
    small = small_node(WEB)
    small.at(stopped_s, small.node.stop_kubelet)
    small.at(30, small.node.start_kubelet)
    small.run(60)
    newest = small.node.runtime.newest("p0-1", "c")
    assert newest
    assert newest.state == "running"
    assert small.node.kubelet.status.pods["p0-1"].ready


@pytest.mark.parametrize("threshold_ms", [3_000, 20_000, 180_000])
@pytest.mark.parametrize("bytes_per_s", [251_000_000, 300_000_000, 700_000_000])
def test_another_threshold_of_pleg_is_the_same_look_by_look(
    threshold_ms: int, bytes_per_s: int
) -> None:
    def play(*, skip: bool) -> list[tuple[object, ...]]:
        node = Node(Clock(skip=skip), pleg_threshold_ms=threshold_ms)
        for at_ms, rate in ((60_300, bytes_per_s), (400_700, 0), (700_000, bytes_per_s)):
            node.clock.at(
                at_ms, lambda rate=rate: node.write_to_disk(rate, f"{rate} bytes/s"), order=WORLD
            )
        node.clock.run(900_000)
        return [tuple(entry) for entry in node.trace]

    skipped = play(skip=True)
    assert skipped == play(skip=False)
    assert any("PLEG is not healthy" in str(entry[4]) for entry in skipped) or threshold_ms > 3_000
