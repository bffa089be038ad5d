"""Four runtimes: the times move, the calls do not."""

import pytest

from kubelet_lab import incidents
from kubelet_lab.incidents.cri_calls import overhear, start_order
from kubelet_lab.incidents.runtimes import RUNTIMES, TOLD, costs
from kubelet_lab.node.machine import MI
from kubelet_lab.node.runtime_profiles import PROFILES

FACTS_7 = (
    "RunPodSandbox", "PodSandboxStatus", "ImageStatus", "PullImage", "CreateContainer",
    "StartContainer",
)  # fmt: skip


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_calls_of_a_start_come_in_the_same_order_on_every_runtime(runtime: str) -> None:
    assert start_order(runtime) == FACTS_7


def test_pleg_lists_sandboxes_and_containers_beside_the_start() -> None:
    verbs = [call.verb for call in overhear()]
    listed = [verb for verb in verbs if verb.startswith("List")]
    assert listed == ["ListPodSandbox", "ListContainers"] * (len(listed) // 2)
    assert verbs.index("ListPodSandbox") < verbs.index("StartContainer")


def test_a_virtual_machine_is_paid_for_in_time_and_in_memory() -> None:
    found = {one.runtime: one for one in costs(TOLD)}
    assert found["kata"].all_ms == 1960
    assert found["kata"].memory == PROFILES["kata"].memory == 160 * MI
    assert found["containerd"].all_ms < found["cri-o"].all_ms < found["gvisor"].all_ms


def test_a_busy_disk_hurts_every_runtime_and_kata_the_most() -> None:
    idle, busy = costs(TOLD), costs({**TOLD, "disk_latency": 10})
    longer = {a.runtime: b.all_ms - a.all_ms for a, b in zip(idle, busy, strict=True)}
    assert min(longer.values()) > 0
    assert max(longer, key=lambda name: longer[name]) == "kata"


def test_the_kubelet_says_the_same_to_all_of_them() -> None:
    assert incidents.run("runtimes").rows[-1].verdict == "same"


@pytest.mark.parametrize("extreme", [{"containers": 0}, {"containers": 10**6}, {"pods": 10**6}])
def test_no_setting_breaks_the_story(extreme: dict[str, float]) -> None:
    assert incidents.run("runtimes", extreme).rows
