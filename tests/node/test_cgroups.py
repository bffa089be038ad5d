import pytest

from kubelet_lab.node.cgroups import (
    ResourceConfig,
    cgroup_files,
    cgroup_path,
    resource_config_for_container,
    resource_config_for_pod,
)
from kubelet_lab.node.cpu_units import (
    cpu_shares_to_cpu_weight,
    milli_cpu_to_quota,
    milli_cpu_to_shares,
    runtime_cpu_weight,
)
from kubelet_lab.spec.pod import Container, Pod, Resources

MI = 1024 * 1024
REQUEST = {"cpu": 100, "memory": 100 * MI}
TWICE = {"cpu": 200, "memory": 200 * MI}


def container(
    requests: dict[str, int] | None = None, limits: dict[str, int] | None = None
) -> Container:
    return Container("c", "x", resources=Resources(requests or {}, limits or {}))


@pytest.mark.parametrize(
    ("milli_cpu", "shares"),
    [(-1, 2), (0, 2), (2, 2), (3, 3), (64, 65), (1500, 1536), (255999, 262142), (1000000, 262144)],
)
def test_a_request_becomes_shares(milli_cpu: int, shares: int) -> None:
    assert milli_cpu_to_shares(milli_cpu) == shares


@pytest.mark.parametrize(
    ("milli_cpu", "period_us", "quota_us"),
    [(0, 100000, 0), (5, 100000, 1000), (200, 100000, 20000), (1500, 5000, 7500)],
)
def test_a_limit_becomes_a_quota(milli_cpu: int, period_us: int, quota_us: int) -> None:
    assert milli_cpu_to_quota(milli_cpu, period_us) == quota_us


def test_one_cpu_weighs_39_for_the_kubelet_and_100_for_a_new_runtime() -> None:
    assert cpu_shares_to_cpu_weight(1024) == 39
    assert runtime_cpu_weight(1024) == 100


@pytest.mark.parametrize(
    ("containers", "config"),
    [
        ((container(),), (2, None, None, None)),
        ((container(REQUEST),), (102, None, None, None)),
        ((container(REQUEST, TWICE),), (102, 20000, 100000, 200 * MI)),
        ((container(REQUEST, TWICE), container(REQUEST)), (204, None, None, None)),
        ((container(REQUEST, REQUEST),), (102, 10000, 100000, 100 * MI)),
    ],
)
def test_a_pod_is_limited_only_if_all_its_containers_are(
    containers: tuple[Container, ...], config: tuple[int | None, ...]
) -> None:
    assert resource_config_for_pod(Pod("p", containers)) == config


def test_the_files_of_both_versions() -> None:
    config = resource_config_for_container(container(REQUEST, TWICE))
    assert cgroup_files(config, 1) == {
        "cpu.shares": "102",
        "cpu.cfs_period_us": "100000",
        "cpu.cfs_quota_us": "20000",
        "memory.limit_in_bytes": "209715200",
    }
    assert cgroup_files(config, 2, runtime_cpu_weight) == {
        "cpu.weight": "17",
        "cpu.max": "20000 100000",
        "memory.max": "209715200",
    }


def test_no_limit_reads_max_in_version_2_and_a_huge_number_in_version_1() -> None:
    config = ResourceConfig(2)
    assert cgroup_files(config) == {
        "cpu.weight": "1",
        "cpu.max": "max 100000",
        "memory.max": "max",
    }
    assert cgroup_files(config, 1)["cpu.cfs_quota_us"] == "-1"
    assert cgroup_files(config, 1)["memory.limit_in_bytes"] == "9223372036854771712"


def test_only_the_guaranteed_live_directly_under_kubepods() -> None:
    for resources, path in (
        (container(), "kubepods/besteffort/pod7/web1"),
        (container(REQUEST), "kubepods/burstable/pod7/web1"),
        (container(REQUEST, REQUEST), "kubepods/pod7/web1"),
    ):
        assert cgroup_path(Pod("p", (resources,), uid="7"), "web1") == path
