import pytest

from kubelet_lab.node.qos import get_container_oom_score_adjust, get_pod_qos
from kubelet_lab.spec.pod import Container, Pod, Resources

GB = 1_000_000_000
FULL = Resources({"cpu": 100, "memory": GB}, {"cpu": 100, "memory": GB})
NONE = Resources()


def container(resources: Resources = NONE, restart_policy: str | None = None) -> Container:
    return Container("c", "x", resources=resources, restart_policy=restart_policy)


@pytest.mark.parametrize(
    ("resources", "qos"),
    [
        ((NONE,), "BestEffort"),
        ((FULL,), "Guaranteed"),
        ((FULL, FULL), "Guaranteed"),
        ((FULL, NONE), "Burstable"),
        ((Resources({"memory": GB}, {"memory": GB}),), "Burstable"),
        ((Resources({"cpu": 0, "memory": 0}, FULL.limits),), "Burstable"),
        ((Resources({}, {"hugepages-2Mi": 1}),), "BestEffort"),
    ],
)
def test_the_class_looks_at_cpu_and_memory_of_every_container(
    resources: tuple[Resources, ...], qos: str
) -> None:
    assert get_pod_qos(Pod("p", tuple(map(container, resources)))) == qos


def test_an_init_container_without_limits_costs_the_pod_its_guarantee() -> None:
    pod = Pod("p", (container(FULL),), init_containers=(container(),))
    assert get_pod_qos(pod) == "Burstable"


@pytest.mark.parametrize(
    ("request_bytes", "capacity_bytes", "adjust"),
    [
        (0, 8 * GB, 999),
        (1 * GB, 8 * GB, 875),
        (4 * GB, 8 * GB, 500),
        (8 * GB - 1, 8 * GB, 3),
    ],
)
def test_the_more_a_burstable_container_asks_for_the_safer_it_is(
    request_bytes: int, capacity_bytes: int, adjust: int
) -> None:
    burstable = container(Resources({"cpu": 1, "memory": request_bytes}))
    pod = Pod("p", (burstable,))
    assert get_container_oom_score_adjust(pod, burstable, capacity_bytes) == adjust


def test_best_effort_dies_first_guaranteed_last_and_node_critical_beside_it() -> None:
    lost, safe = Pod("p", (container(),)), Pod("p", (container(FULL),))
    node_critical = "system-node-critical"
    critical = Pod("p", (container(),), priority_class=node_critical, priority=2_000_001_000)
    so_called = Pod("p", (container(),), priority_class=node_critical)  # admission adds the number
    for pod, adjust in ((lost, 1000), (safe, -997), (critical, -997), (so_called, 1000)):
        assert get_container_oom_score_adjust(pod, pod.containers[0], 8 * GB) == adjust


@pytest.mark.parametrize(("request_gb", "adjust"), [(0, 875), (4, 500)])
def test_a_sidecar_does_not_die_before_the_container_it_serves(
    request_gb: int, adjust: int
) -> None:
    sidecar = container(Resources({"memory": request_gb * GB}), "Always")
    pod = Pod("p", (container(Resources({"memory": GB})),), init_containers=(sidecar,))
    assert get_container_oom_score_adjust(pod, sidecar, 8 * GB) == adjust
