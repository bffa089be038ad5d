"""A pod from its arrival to its end, in the kubelet's own words."""

from itertools import pairwise

import pytest
from small_node import SmallNode, pod

from kubelet_lab import incidents
from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.program import Program
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Container, Exec, HTTPGet, Probe, Resources


def test_a_container_that_crashes_at_once_is_started_as_the_back_off_lets_it() -> None:
    small = SmallNode()
    small.add(pod(), c=Program(exits_ms=0, exit_code=1))
    small.run(3600)
    starts = [e.at_ms / 1000 for e in small.node.trace.find("StartContainer")]
    waits = [round(b - a) for a, b in pairwise(starts)]
    assert waits[:8] == [1, 14, 26, 50, 88, 163, 300, 300]  # retries come every 12.5 s
    assert small.node.runtime.newest("p-1", "c").restart_count == 16
    assert "Warning BackOff Back-off restarting failed container c in pod p_default(p-1)" in (
        small.said("kubelet")
    )


def test_a_completed_container_of_a_never_pod_ends_the_pod() -> None:
    small = SmallNode()
    small.add(pod(restart_policy="Never"), c=Program(exits_ms=5_000))
    small.run(60)
    status = small.node.kubelet.status.pods["p-1"]
    assert (status.phase, status.containers["c"].reason) == ("Succeeded", "Completed")
    assert "StopPodSandbox: the pod has no address any more" in small.said("runtime")


def test_init_containers_run_one_by_one_and_sidecars_outlive_them() -> None:
    inits = (
        Container("first", "x"),
        Container("side", "x", restart_policy="Always"),
        Container("second", "x"),
    )
    small = SmallNode()
    once = Program(exits_ms=2_000)
    small.add(pod(init_containers=inits), first=once, second=once)
    small.run(60)
    assert [text for text in small.said("kubelet") if "Started" in text] == [
        f"Normal Started Started container {name}" for name in ("first", "side", "second", "c")
    ]
    assert small.node.runtime.newest("p-1", "side").state == "running"


def test_a_deleted_pod_stops_its_containers_side_by_side_and_sidecars_last() -> None:
    small = SmallNode()
    web = Container("web", "x", pre_stop="sleep", pre_stop_sleep_s=3)
    side = Container("side", "x", restart_policy="Always")
    small.add(
        pod("p", web, Container("log", "x"), init_containers=(side,)),
        web=Program(stops_ms=5_000),
        side=Program(stops_ms=100_000),
    )
    small.at(20, lambda: small.node.delete_pod("p-1"))
    small.run(100)
    assert small.first_s("log has ended with exit code 0") == 21
    assert small.first_s("web has ended with exit code 0") == 28
    assert small.first_s("side has ended with exit code 137") == 50
    assert small.said("kubelet")[-3:] == [
        f"Normal Killing Stopping container {name}" for name in ("web", "log", "side")
    ]


def test_a_pause_container_that_dies_takes_the_address_and_all_containers_with_it() -> None:
    small = SmallNode()
    small.add(pod("p", Container("c", "x"), Container("d", "x")))
    small.at(20, lambda: small.node.kill_pause("p-1"))
    small.run(60)
    assert "Normal SandboxChanged Pod sandbox changed, it will be killed and re-created." in (
        small.said("kubelet")
    )
    assert "podIP 10.244.1.6, no longer 10.244.1.5" in small.said("status")
    assert [small.node.runtime.newest("p-1", name).restart_count for name in "cd"] == [1, 1]


def test_a_crash_keeps_the_sandbox_and_its_address() -> None:
    small = SmallNode()
    small.add(pod())
    small.at(700, lambda: small.crashes.set(1, 700_000, "a bug"))
    small.run(760)
    assert small.node.kubelet.status.pods["p-1"].ip == "10.244.1.5"
    assert small.node.runtime.newest("p-1", "c").restart_count == 1


def test_a_post_start_hook_that_fails_kills_its_container() -> None:
    small = SmallNode()
    small.add(pod("p", Container("c", "x", post_start=Exec(("false",)))))
    small.run(5)
    assert small.said("kubelet")[3:5] == [
        "Warning FailedPostStartHook PostStartHook failed",
        "Normal Killing FailedPostStartHook",
    ]


def test_an_image_that_is_not_there_is_tried_again_and_again() -> None:
    small = SmallNode(registry=Registry({}))
    small.add(pod("p", Container("c", "gone:1")))
    small.run(40)
    error = (
        'rpc error: code = NotFound desc = failed to pull and unpack image "gone:1": '
        'failed to resolve reference "gone:1": gone:1: not found'
    )
    assert small.said("kubelet")[:6] == [
        'Normal Pulling Pulling image "gone:1"',
        f'Warning Failed Failed to pull image "gone:1": {error}',
        "Warning Failed Error: ErrImagePull",
        'Normal BackOff Back-off pulling image "gone:1"',
        "Warning Failed Error: ImagePullBackOff",
        'Normal Pulling Pulling image "gone:1"',
    ]
    words = f'Back-off pulling image "gone:1": ErrImagePull: {error}'
    assert f"c waiting, ImagePullBackOff: {words}" in small.said("status")


def test_pulls_wait_for_one_another_and_share_layers() -> None:
    images = {
        "a:1": Image({"base": 100 * MB, "a": 10 * MB}),
        "b:1": Image({"base": 100 * MB, "b": 10 * MB}),
    }
    small = SmallNode(registry=Registry(images))
    small.add(pod("p", Container("c", "a:1")))
    small.add(pod("q", Container("c", "b:1")))
    small.run(20)
    pulled = [text for text in small.said("kubelet") if "Successfully" in text]
    size = "Image size: 110000000 bytes."
    assert pulled == [
        f'Normal Pulled Successfully pulled image "a:1" in 2.72s (2.72s including waiting). {size}',
        f'Normal Pulled Successfully pulled image "b:1" in 520ms (3.24s including waiting). {size}',
    ]


def test_never_pull_waits_until_the_image_is_there() -> None:
    small = SmallNode(registry=Registry({"a:1": Image({"a": MB})}))
    small.add(pod("p", Container("c", "a:1", image_pull_policy="Never")))
    small.at(30, lambda: small.add(pod("q", Container("c", "a:1"))))
    small.run(60)
    words = 'Container image "a:1" is not present with pull policy of Never'
    assert f"Warning ErrImageNeverPull {words}" in small.said("kubelet")
    assert small.node.runtime.newest("p-1", "c").state == "running"


def test_a_registry_that_is_away_is_named_in_the_event() -> None:
    registry = Registry({"a:1": Image({"a": MB})})
    small = SmallNode(registry=registry)
    registry.trouble = Signal("registry", "dial tcp: i/o timeout", small.node.trace)
    small.add(pod("p", Container("c", "a:1")))
    small.run(5)
    assert any("dial tcp: i/o timeout" in text for text in small.said("kubelet"))


def test_an_unknown_runtime_class_gets_no_sandbox() -> None:
    small = SmallNode()
    small.add(pod(runtime_class="no-such"))
    small.run(30)
    assert small.said("kubelet")[0] == (
        "Warning FailedCreatePodSandBox Failed to create pod sandbox: "
        'runtimeclass.node.k8s.io "no-such" not found'
    )


def test_a_pod_that_asks_for_more_than_is_free_is_rejected() -> None:
    small = SmallNode()
    asks = Container("c", "x", resources=Resources({"cpu": 500}))
    small.add(pod("p", asks))
    small.add(pod("q", Container("c", "x", resources=Resources({"cpu": 4_000}))))
    small.run(10)
    words = "Node didn't have enough resource: cpu, requested: 4000, used: 500, capacity: 4000"
    assert small.said("kubelet", of="pod/q") == [f"Warning OutOfcpu {words}"]
    status = small.node.kubelet.status.pods["q-1"]
    assert (status.phase, status.reason) == ("Failed", "OutOfcpu")
    assert status.message == f"Pod was rejected: {words}"


def test_the_111th_pod_is_one_too_many() -> None:
    small = SmallNode()
    for number in range(111):
        small.add(pod(f"p{number}"))
    small.run(1)
    words = "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110"
    assert small.said("kubelet", of="pod/p110") == [f"Warning OutOfpods {words}"]


def test_a_container_is_started_because_the_one_before_it_was() -> None:
    trace = incidents.run("pod-start").trace
    second = next(trace.find('Pulling image "log-agent:1"'))
    texts = [entry.text for entry in trace.why(second.number)]
    assert "StartContainer: web runs" in texts


@pytest.mark.parametrize(
    ("until_s", "conditions"),
    [
        (
            0.01,  # there is no sandbox yet
            {
                "PodReadyToStartContainers": ("False", ""),
                "Initialized": ("False", "containers with incomplete status: [i]"),
                "Ready": ("False", "containers with unready status: [c]"),
                "ContainersReady": ("False", "containers with unready status: [c]"),
            },
        ),
        (
            2,
            {
                "PodReadyToStartContainers": ("True", ""),
                "Initialized": ("False", "containers with incomplete status: [i]"),
                "Ready": ("False", "containers with unready status: [c]"),
                "ContainersReady": ("False", "containers with unready status: [c]"),
            },
        ),
        (
            30,
            dict.fromkeys(
                ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"),
                ("True", ""),
            ),
        ),
    ],
)
def test_the_conditions_turn_with_the_containers_and_say_why(
    until_s: float, conditions: dict[str, tuple[str, str]]
) -> None:
    small = SmallNode()
    ready = Probe(HTTPGet("/", 8080), period_s=1)
    init = Container("i", "x")
    small.add(
        pod("p", Container("c", "x", readiness=ready), init_containers=(init,)),
        i=Program(exits_ms=2_000),
    )
    small.run(until_s)
    known = small.node.kubelet.status.pods["p-1"].conditions
    assert {kind: (c.status, c.message) for kind, c in known.items()} == conditions
