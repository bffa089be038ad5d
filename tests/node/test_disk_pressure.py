"""Space on the disk: who takes it, who gives it back, and who has to go when it runs short."""

import pytest
from small_node import SmallNode, pod

from kubelet_lab.node.admit import admit
from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.program import Program
from kubelet_lab.spec.pod import Container, Resources, Toleration

SMALL_DISK = Machine(disk_bytes=10 * GI, system_files=GI)
SOME_CPU = Resources({"cpu": 100})
BEARS_IT = Toleration("node.kubernetes.io/memory-pressure", "Exists", effect="NoSchedule")
BEARS_ANOTHER = Toleration("node.kubernetes.io/disk-pressure", "Exists", effect="NoSchedule")


def test_a_full_disk_evicts_who_is_furthest_above_its_request() -> None:
    small = SmallNode(SMALL_DISK)
    asks = Container("c", "x", resources=Resources({"ephemeral-storage": 5 * GI}))
    small.add(pod("asks", asks), c=Program(writes_per_s=20 * MI))
    small.add(pod("asks-nothing"), c=Program(writes_per_s=10 * MI))
    small.run(280)
    status = small.node.kubelet.status.pods["asks-nothing-1"]
    assert (status.phase, status.reason) == ("Failed", "Evicted")
    assert status.message == (
        "The node was low on resource: ephemeral-storage. Threshold quantity: 1536Mi, "
        "available: 1431Mi. Container c was using 2595Mi, request is 0, "
        "has larger consumption of ephemeral-storage. "
    )
    assert "Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage" in (
        small.said("kubelet")
    )
    assert small.node.kubelet.node_status.conditions["DiskPressure"][1:] == (
        "KubeletHasDiskPressure",
        "kubelet has disk pressure",
    )
    assert small.node.runtime.files.usage("asks-nothing-1") == 0  # its files went with it


def test_a_node_under_disk_pressure_takes_only_critical_pods_for_five_minutes() -> None:
    small = SmallNode(SMALL_DISK)
    small.add(pod("greedy"), c=Program(writes_per_s=100 * MI))
    small.at(120, lambda: small.add(pod("late", Container("c", "x", resources=SOME_CPU))))
    small.at(120, lambda: small.add(pod("precious", priority=2_000_001_000)))
    small.at(500, lambda: small.add(pod("later")))
    small.run(600)
    statuses = small.node.kubelet.status.pods
    assert statuses["late-1"].message == (
        "Pod was rejected: The node had condition: [DiskPressure]. "
    )
    assert statuses["late-1"].phase == "Failed"
    assert statuses["precious-1"].phase == statuses["later-1"].phase == "Running"
    assert [change[1:] for change in small.node.kubelet.node_status.changes] == [
        ("DiskPressure", "True"),
        ("DiskPressure", "False"),
    ]


def test_unused_images_go_before_any_pod_has_to() -> None:
    big = Image({"base": 100 * MB, "old": 1_000 * MB})
    registry = Registry({"old": big, "x": Image({"base": 100 * MB})})
    small = SmallNode(SMALL_DISK, registry)
    small.node.preload("old", "x")
    small.add(pod("writes"), c=Program(writes_per_s=20 * MI))
    small.run(250)
    assert small.said("kubelet", of="node/")[:2] == [
        "Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage",
        "the unused image old is deleted",
    ]
    assert small.node.kubelet.status.pods["writes-1"].phase == "Running"
    layers = [name for name in small.node.runtime.files.lines if name.startswith("layer")]
    assert layers == ["layer base"]  # the other image needs it


@pytest.mark.parametrize(
    ("per_s", "at_most"),
    [(MI, 50 * MI), (30 * MI, 5 * 300 * MI)],  # a file grows for 10 s before it is looked at
)
def test_logs_are_rotated(per_s: int, at_most: int) -> None:
    small = SmallNode()
    small.add(pod(), c=Program(logs_per_s=per_s))
    small.run(3_000)
    assert small.node.runtime.files.usage("p-1", "c") == at_most


def test_a_crash_keeps_the_files_of_the_last_instance_and_of_none_before() -> None:
    small = SmallNode()
    small.add(pod(), c=Program(writes_per_s=MI, exits_ms=10_000))
    small.run(200)
    kept = [line.usage.at(200_000) for line in small.node.runtime.files.lines.values()]
    assert small.node.runtime.newest("p-1", "c").restart_count > 1
    assert kept[-2:] == [10 * MI, 10 * MI]
    assert len(kept) == 2


def test_a_deleted_pod_gives_its_space_back() -> None:
    small = SmallNode()
    small.add(pod(), c=Program(writes_per_s=MI, logs_per_s=MI))
    small.at(30, lambda: small.node.delete_pod("p-1"))
    small.run(60)
    assert small.node.runtime.files.lines == {}


@pytest.mark.parametrize(
    ("who", "conditions", "comes"),
    [
        (pod(), [], True),
        (pod(), ["MemoryPressure"], False),
        (pod("p", Container("c", "x", resources=SOME_CPU)), ["MemoryPressure"], True),
        (pod("p", Container("c", "x", resources=SOME_CPU)), ["DiskPressure"], False),
        (
            pod("p", Container("c", "x", resources=SOME_CPU)),
            ["MemoryPressure", "DiskPressure"],
            False,
        ),
        (pod(static=True), ["MemoryPressure", "DiskPressure"], True),
        (pod(priority=2_000_000_000), ["DiskPressure"], True),
        (pod(priority=1_000_000_000), ["DiskPressure"], False),
        (pod(tolerations=(BEARS_IT,)), ["MemoryPressure"], True),
        (pod(tolerations=(Toleration(operator="Exists"),)), ["MemoryPressure"], True),
        (pod(tolerations=(BEARS_IT,)), ["MemoryPressure", "DiskPressure"], False),
        (pod(tolerations=(BEARS_ANOTHER,)), ["MemoryPressure"], False),
    ],
)
def test_who_is_admitted_under_pressure(who: object, conditions: list[str], comes: bool) -> None:
    rejection = admit(who, [], Machine().allocatable(), conditions)
    assert (rejection is None) == comes
    if rejection:
        words = " ".join(conditions)
        assert rejection == ("Evicted", f"The node had condition: [{words}]. ")


def test_more_disk_than_there_is_cannot_be_asked_for() -> None:
    asks = Resources({"ephemeral-storage": 9 * GI + 1})
    rejection = admit(pod("p", Container("c", "x", resources=asks)), [], SMALL_DISK.allocatable())
    assert rejection is not None
    assert rejection.reason == "OutOfephemeral-storage"


def test_a_static_pod_stays_however_much_it_takes() -> None:
    small = SmallNode(SMALL_DISK)
    small.add(pod("greedy", static=True), c=Program(writes_per_s=100 * MI))
    small.add(pod("modest"), c=Program(writes_per_s=MI))
    small.run(120)
    statuses = small.node.kubelet.status.pods
    assert statuses["modest-1"].reason == "Evicted"
    assert statuses["greedy-1"].phase == "Running"
