"""A network plugin that is gone: the node says so, and what needs the network waits."""

from small_node import SmallNode, pod

WORDS = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
    "message:Network plugin returns error: cni plugin not initialized"
)


def lost_at(at_s: float) -> SmallNode:
    small = SmallNode()
    small.at(at_s, small.node.lose_network)
    return small


def test_the_node_is_not_ready_in_the_kubelets_words_until_the_plugin_is_back() -> None:
    small = lost_at(61)
    small.at(201, small.node.mend_network)
    small.run(300)
    assert small.node.kubelet.node_status.changes == [
        (70_000, "Ready", "False"),
        (210_000, "Ready", "True"),
    ]
    assert f"condition Ready False, KubeletNotReady: {WORDS}" in small.said("kubelet")
    not_ready = next(small.node.trace.find("condition Ready False"))
    assert small.node.trace.why(not_ready.number)[-1].text == "the network plugin is gone"


def test_a_pod_waits_for_the_network_unless_it_has_the_hosts() -> None:
    small = lost_at(0)
    small.at(30, lambda: small.add(pod("waits")))
    small.at(30, lambda: small.add(pod("host", host_network=True)))
    small.at(91, small.node.mend_network)
    small.run(120)
    assert small.said("kubelet", of="pod/waits")[0] == (
        f"Warning NetworkNotReady network is not ready: {WORDS}"
    )
    assert sum("NetworkNotReady" in text for text in small.said("kubelet")) == 1  # said once
    statuses = small.node.kubelet.status.pods
    assert statuses["host-1"].phase == statuses["waits-1"].phase == "Running"
    sandboxes = {e.subject: e.at_ms for e in small.node.trace.find("RunPodSandbox")}
    assert sandboxes["pod/host"] < 31_000
    assert 95_000 < sandboxes["pod/waits"] <= 95_000 + 1_250 + 1_000  # next check, next try


def test_a_container_that_ends_meanwhile_is_not_started_again() -> None:
    small = lost_at(60)
    small.add(pod())
    small.at(100, lambda: small.crashes.set(1, 100_000, "a bug"))
    small.at(200, small.node.mend_network)
    small.run(250)
    starts = [e.at_ms for e in small.node.trace.find("StartContainer")]
    assert len(starts) == 2
    assert starts[1] > 200_000
