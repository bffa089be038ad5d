"""Disk, memory and CPU: what they make of what is asked, and what the kubelet does then."""

import pytest
from small_node import SmallNode, pod

from kubelet_lab.node.cpu import Demand, divide
from kubelet_lab.node.disk import Disk
from kubelet_lab.node.images import MB
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Probe, Resources


@pytest.mark.parametrize(
    ("asked", "latency_us"),
    [(0, 500), (50, 1_000), (75, 2_000), (90, 5_000), (97, 16_666), (99, 25_000)],
)
def test_latency_grows_as_the_disk_fills_up(asked: int, latency_us: int) -> None:
    disk = Disk(Clock(), Trace(), 100 * MB)
    disk.stream("logs", asked * MB, 0)
    assert disk.latency_us(0) == disk.latency_us(60_000) == latency_us


def test_a_saturated_disk_builds_a_backlog_and_works_it_off() -> None:
    clock, trace = Clock(), Trace()
    disk = Disk(clock, trace, 100 * MB)
    disk.stream("logs", 150 * MB, trace.add(0, "world", "logs", "a storm"))
    assert disk.latency_us(60_000) == 25_000 + 30_000_000  # 3 GB behind, at 100 MB/s
    clock.run(60_000)
    disk.stream("logs", 50 * MB)
    clock.run(200_000)
    assert disk.is_steady(clock.now_ms)
    assert [(e.at_ms, e.text) for e in trace.find("", source="disk")] == [
        (0, "disk saturated"),
        (60_000, "disk no longer saturated"),
        (120_000, "the disk has worked off its backlog"),
    ]


@pytest.mark.parametrize(
    ("wants", "granted"),
    [
        ({"a": (1_000, 0, 1024)}, {"a": 1_000}),
        ({"a": (1_000, 500, 1024)}, {"a": 500}),  # a quota throttles on an idle node, too
        ({"a": (4_000, 0, 1024), "b": (4_000, 0, 1024)}, {"a": 1_000, "b": 1_000}),
        ({"a": (4_000, 0, 3072), "b": (4_000, 0, 1024)}, {"a": 1_500, "b": 500}),
        ({"a": (300, 0, 1024), "b": (4_000, 0, 2)}, {"a": 300, "b": 1_700}),
    ],
)
def test_shares_divide_what_several_want(wants: dict, granted: dict) -> None:
    assert divide(2_000, {k: Demand(*v, lambda: None) for k, v in wants.items()}) == granted


def test_a_throttled_program_loads_twice_as_long() -> None:
    loaded = {}
    for limit in (1_000, 500):
        small = SmallNode()
        small.add(
            pod("p", Container("c", "x", resources=Resources({"cpu": limit}, {"cpu": limit}))),
            c=Program(loads_ms=10_000, loads_cpu_m=1_000),
        )
        small.run(60)
        loaded[limit] = small.first_s("has loaded") - small.first_s("StartContainer")
    assert loaded == {1_000: 10, 500: 20}


def test_a_container_over_its_limit_is_killed_and_started_again() -> None:
    small = SmallNode()
    limited = Resources({"memory": 100 * MI}, {"memory": 200 * MI})
    small.add(
        pod("p", Container("c", "x", resources=limited)),
        c=Program(memory=100 * MI, leaks_per_s=MI),
    )
    small.run(150)
    assert small.first_s("OOMKilled") == 100.5 + 0.001  # a hundred seconds, and one byte more
    assert small.node.runtime.newest("p-1", "c").restart_count == 1


def test_a_full_node_evicts_who_is_furthest_above_its_request() -> None:
    small = SmallNode(Machine(memory=4 * GI, system_uses=GI))
    modest = Container("c", "x", resources=Resources({"memory": 2 * GI}))
    small.add(pod("modest", modest), c=Program(memory=GI))
    small.add(pod("greedy"), c=Program(leaks_per_s=20 * MI))
    small.run(600)
    status = small.node.kubelet.status.pods["greedy-1"]
    assert (status.phase, status.reason) == ("Failed", "Evicted")
    assert status.message == (
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 56Mi. "
        "Container c was using 1990Mi, request is 0, has larger consumption of memory. "
    )
    assert [change[1:] for change in small.node.kubelet.node_status.changes] == [
        ("MemoryPressure", "True"),
        ("MemoryPressure", "False"),  # five minutes after the last time
    ]
    assert "Warning EvictionThresholdMet Attempting to reclaim memory" in small.said("kubelet")


@pytest.mark.parametrize(
    ("asked", "priority", "goes"),
    [
        (0, 0, "leaking-1"),  # both are above what they asked for: this one by more
        (0, 1, "other-1"),  # but that one matters less
        (2 * GI, 1, "leaking-1"),  # who is within its request comes last, whatever it matters
    ],
)
def test_among_those_above_their_request_priority_comes_before_size(
    asked: int, priority: int, goes: str
) -> None:
    small = SmallNode(Machine(memory=4 * GI, system_uses=GI))
    small.add(pod("leaking", priority=priority), c=Program(leaks_per_s=20 * MI))
    other = Container("c", "x", resources=Resources({"memory": asked}))
    small.add(pod("other", other), c=Program(memory=GI))
    small.run(120)
    statuses = small.node.kubelet.status.pods
    assert [uid for uid, status in statuses.items() if status.reason == "Evicted"] == [goes]


def test_a_node_that_fills_between_two_passes_has_the_kernel_kill_by_score() -> None:
    small = SmallNode(Machine(memory=4 * GI, system_uses=GI))
    precious = Resources({"cpu": 100, "memory": 2 * GI}, {"cpu": 100, "memory": 2 * GI})
    small.add(pod("guaranteed", Container("c", "x", resources=precious)), c=Program(memory=GI))
    small.add(pod("besteffort"), c=Program(memory=100 * MI, leaks_per_s=400 * MI))
    small.run(8)
    assert "Out of memory: killed besteffort/c" in small.said("kernel")
    assert "Warning SystemOOM System OOM encountered, victim process: besteffort/c" in (
        small.said("kubelet")
    )


def test_a_disk_that_saturates_makes_the_node_not_ready_after_three_minutes() -> None:
    small = SmallNode()
    for number in range(20):
        small.add(pod(f"p{number}", Container("c", "x", liveness=Probe(HTTPGet("/", 8080)))))
    small.at(60, lambda: small.node.write_to_disk(400 * MB, "a log storm"))
    small.at(300, lambda: small.crashes.set(1, 300_000, "a bug"))
    small.at(460, lambda: small.node.write_to_disk(0, "logs throttled"))
    small.run(1_500)
    changes = small.node.kubelet.node_status.changes
    assert [change[1:] for change in changes] == [("Ready", "False"), ("Ready", "True")]
    not_ready = next(small.node.trace.find("condition Ready False, KubeletNotReady"))
    assert "PLEG is not healthy: pleg was last seen active 3m" in not_ready.text
    assert not_ready.text.endswith("threshold is 3m0s")
    assert 240 < not_ready.at_ms / 1000 < 400
    starts = [e.at_ms for e in small.node.trace.find("StartContainer", from_ms=300_000)]
    assert min(starts) > 460_000  # nobody hears of a container that ends meanwhile
    assert [e.source for e in small.node.trace.why(not_ready.number)][-1] == "world"
