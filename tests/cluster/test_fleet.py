"""A fleet on one control plane: who gets which pod, what an outage of the API server does."""

import pytest

from kubelet_lab.cluster.api_server import ApiServer
from kubelet_lab.cluster.fleet import EndlessError, Fleet
from kubelet_lab.cluster.node import Node, Taint
from kubelet_lab.cluster.scheduler import Scheduler
from kubelet_lab.cluster.site import KubeletProcess
from kubelet_lab.cluster.workload import DEFAULT_TOLERATIONS, PodObject, Workload
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod, Resources


def workload(replicas: int, *, asks: int = 100, name: str = "web") -> Workload:
    container = Container("c", "x", resources=Resources({"memory": asks * MI}))
    return Workload(replicas, Pod(name, (container,), tolerations=DEFAULT_TOLERATIONS), Program())


def small_fleet(nodes: int = 4, pods: int = 12) -> Fleet:
    machines = [(Machine(f"n{n}", memory=4 * GI), KubeletProcess()) for n in range(nodes)]
    return Fleet(machines, [workload(pods)])


def places(fleet: Fleet) -> dict[str, int]:
    return {node: len(pods) for node, pods in fleet.api.on_node.items()}


class Cluster:
    """Some nodes and a scheduler."""

    def __init__(self, **memory_mi: int) -> None:
        self.api = ApiServer(Clock(), Trace())
        self.scheduler = Scheduler(self.api)
        self.api.watch(self.scheduler)
        self.nodes = {name: Node(name) for name in memory_mi}
        for name, memory in memory_mi.items():
            self.api.add_node(self.nodes[name])
            self.scheduler.add_node(name, {"memory": memory * MI, "pods": 3})

    def create(self, *asks: int) -> list[PodObject]:
        count = len(self.api.pods)
        return [
            self.api.create_pod(workload(1, asks=mi), f"p{count + number}", None)
            for number, mi in enumerate(asks)
        ]

    def taint(self, name: str, *taints: Taint) -> None:
        self.nodes[name].taints = list(taints)
        self.api.tainted(self.nodes[name])


CLOSED = Taint("node.kubernetes.io/unreachable", "NoSchedule")


@pytest.mark.parametrize(
    ("asks", "gets"),
    [
        ((100, 100, 100), ["a", "b", "a"]),  # the emptiest; of equals the first
        ((600, 100, 100), ["a", "b", "b"]),
        ((900, 900, 900), ["a", "b", ""]),  # by requests
        ((0, 0, 0, 0, 0, 0, 0), ["a", "a", "a", "b", "b", "b", ""]),  # maxPods
        ((1_001, 100), ["", "a"]),  # who waits keeps nobody from a node
    ],
)
def test_the_emptiest_node_that_a_pod_fits_on(asks: tuple[int, ...], gets: list[str]) -> None:
    cluster = Cluster(a=1_000, b=1_000)
    assert [pod.node for pod in cluster.create(*asks)] == gets


def test_of_unlike_nodes_the_one_with_the_smaller_part_asked_for() -> None:
    cluster = Cluster(small=1_000, large=4_000)
    assert [pod.node for pod in cluster.create(400, 400, 400, 2_000)] == [
        "small", "large", "large", "large",
    ]  # fmt: skip


def test_a_tainted_node_gets_nothing_until_it_is_open_again() -> None:
    cluster = Cluster(a=1_000)
    cluster.taint("a", CLOSED)
    (pod,) = cluster.create(100)
    assert pod.node == ""
    assert cluster.scheduler.waiting == 1
    cluster.taint("a")
    assert pod.node == "a"
    assert cluster.scheduler.waiting == 0


def test_what_a_pod_leaves_goes_to_who_waits_longest() -> None:
    cluster = Cluster(a=1_000)
    first, second, third = cluster.create(900, 900, 900)
    cluster.api.remove_pod(first, None)
    assert [second.node, third.node] == ["a", ""]


def test_who_waits_can_be_deleted_and_a_successor_waits_in_its_place() -> None:
    fleet = small_fleet(1, 50)  # 50 · 100 MiB on 4 GiB
    waits = next(pod for pod in fleet.api.pods.values() if not pod.node)
    fleet.api.delete_pod(waits, None)
    assert waits.gone
    assert fleet.control.scheduler.waiting == fleet.census.pending.now == 11
    assert len(fleet.api.pods) == 50


def test_pods_spread_evenly() -> None:
    assert places(small_fleet(4, 12)) == {"n0": 3, "n1": 3, "n2": 3, "n3": 3}


def test_a_settled_fleet_does_nothing_by_itself() -> None:
    fleet = small_fleet()
    fleet.clock.run(30 * 86_400_000)
    assert len(fleet.trace) == 0
    assert fleet.control.endpoints.serving.now == 12


def test_a_deleted_pod_has_a_successor_at_once() -> None:
    fleet = small_fleet()
    fleet.clock.run(10_000)
    cause = fleet.trace.add(10_000, "world", "web-0", "somebody deletes it")
    fleet.api.delete_pod(fleet.api.pods["web-0"], cause)
    assert {"web-0", "web-12"} <= fleet.api.pods.keys()
    assert fleet.control.endpoints.serving.now == 11
    fleet.clock.run(20_000)
    assert "web-0" not in fleet.api.pods
    assert fleet.control.endpoints.serving.now == 12


def test_a_dead_kubelets_pods_run_on_and_run_twice() -> None:
    fleet = small_fleet()
    fleet.clock.run(100_000)
    site = fleet.sites["n1"]
    site.kubelet_dies(fleet.trace.add(100_000, "world", "node/n1", "a crash"))
    fleet.clock.run(140_000)
    assert fleet.control.endpoints.serving.now == 12  # nobody has noticed
    fleet.clock.run(165_000)
    assert site.node.ready == "Unknown"
    assert fleet.control.endpoints.serving.now == 9
    fleet.clock.run(600_000)
    assert places(fleet) == {"n0": 4, "n1": 3, "n2": 4, "n3": 4}
    assert (fleet.census.running.now, fleet.census.zombies.now) == (12, 3)
    assert all(pod.deleted for pod in fleet.api.on_node["n1"].values())
    site.kubelet_starts(None)
    fleet.clock.run(610_000)
    assert places(fleet)["n1"] == 0
    assert fleet.census.zombies.now == 0


def test_a_kubelet_that_is_back_in_time_keeps_its_pods() -> None:
    fleet = small_fleet()
    fleet.clock.run(100_000)
    site = fleet.sites["n1"]
    site.kubelet_dies(fleet.trace.add(100_000, "world", "node/n1", "a crash"))
    fleet.clock.run(300_000)
    site.kubelet_starts(None)
    fleet.clock.run(900_000)
    assert [e.text.split()[2] for e in fleet.trace.find("", source="taint-eviction")] == [
        "Cancelling"
    ] * 3
    assert fleet.control.endpoints.serving.now == 12
    assert fleet.census.replaced.now == 0


def test_a_reboot_starts_every_pod_anew() -> None:
    fleet = small_fleet()
    fleet.clock.run(100_000)
    fleet.sites["n2"].reboot(fleet.trace.add(100_000, "world", "node/n2", "a reboot"))
    assert fleet.census.running.now == 9
    fleet.clock.run(105_000)
    assert fleet.census.running.now == 12
    assert fleet.control.endpoints.serving.now == 12


def test_a_kubelet_that_is_larger_than_its_limit_never_comes_up() -> None:
    machine = Machine("n0", memory=4 * GI)
    fleet = Fleet([(machine, KubeletProcess(memory=512 * MI))], [workload(3)])
    site = fleet.sites["n0"]
    fleet.clock.run(100_000)
    site.limit_kubelet(600 * MI, fleet.trace.add(100_000, "world", "n0", "a limit that it keeps"))
    fleet.clock.run(200_000)
    assert site.kubelet
    site.limit_kubelet(
        300 * MI, fleet.trace.add(200_000, "world", "n0", "a limit that it does not")
    )
    fleet.clock.run(30 * 86_400_000)
    assert site.kubelet is None
    assert site.node.ready == "Unknown"
    assert [entry.at_ms for entry in fleet.trace.find("", source="kernel")] == [200_000]
    (never,) = fleet.trace.find("the kubelet is killed as it starts")
    assert never.at_ms == 210_000  # systemd's RestartSec
    assert fleet.trace.why(never.number)[-1].text == "a limit that it does not"
    site.reboot(never.number, KubeletProcess(memory=200 * MI, limit=300 * MI))
    assert site.kubelet


def test_kubelets_that_start_without_end_do_not_take_the_caller_with_them() -> None:
    process = KubeletProcess(memory=GI, leaks_per_s=GI, limit=2 * GI, restart_ms=1_000)
    fleet = Fleet([(Machine("n0"), process)], [])
    with pytest.raises(EndlessError, match="started more than 10,000 times"):
        fleet.clock.run(86_400_000)
    assert fleet.clock.now_ms < 6 * 3_600_000


@pytest.mark.parametrize(("outage_s", "given_up"), [(30, 0), (600, 3)])
def test_while_the_api_server_is_away_nothing_is_seen(outage_s: int, given_up: int) -> None:
    """After a long one the nodes look silent, but one that renews in that very instant."""
    fleet = small_fleet()
    fleet.clock.run(100_000)
    fleet.api.goes_down()
    fleet.clock.run(100_000 + outage_s * 1000)
    assert [len(changes) for changes in fleet.census.nodes.values()] == [1] * 4
    assert fleet.control.endpoints.serving.now == 12
    fleet.api.comes_back()
    fleet.clock.run(2_000_000)
    unknown = sum(
        any(change.state == "Unknown" for change in changes)
        for changes in fleet.census.nodes.values()
    )
    assert unknown == given_up
    assert fleet.census.replaced.now == 0
    assert fleet.control.endpoints.serving.now == 12
    assert all(node.ready == "True" for node in fleet.api.nodes.values())
