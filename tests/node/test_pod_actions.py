"""Upstream's TestComputePodActions, row by row (FACTS 4.4), and the sidecars' rules."""

import pytest

from kubelet_lab.node.init_actions import ProbeResults
from kubelet_lab.node.pod_actions import PodActions, compute_pod_actions
from kubelet_lab.node.results import Results
from kubelet_lab.node.runtime_status import PodRuntimeStatus, RuntimeStatus, SandboxStatus
from kubelet_lab.spec.pod import Container, Pod

READY = SandboxStatus("s0", ready=True, ip="10.0.0.1")
DEAD = SandboxStatus("s0", ready=False)
NO_IP = SandboxStatus("s0", ready=True)
UP = RuntimeStatus("id", "running")
DONE = RuntimeStatus("id", "exited")
CRASHED = RuntimeStatus("id", "exited", 111)

PODS = {
    policy: Pod("p", tuple(Container(f"c{i}", "x") for i in range(3)), restart_policy=policy)
    for policy in ("Always", "OnFailure", "Never")
}


def results(liveness: str = "success", startup: str = "success") -> ProbeResults:
    caches = ProbeResults(Results(), Results())
    caches.liveness.set("sick", liveness)
    caches.startup.set("sick", startup)
    return caches


def sync(policy: str, sandbox: SandboxStatus | None, *instances: RuntimeStatus) -> PodActions:
    containers = {f"c{i}": instance for i, instance in enumerate(instances)}
    sandboxes = [sandbox] if sandbox else []
    return compute_pod_actions(PODS[policy], PodRuntimeStatus(sandboxes, containers), results())


def started(actions: PodActions) -> str:
    return " ".join(c.name for c in actions.containers_to_start)


@pytest.mark.parametrize(
    ("policy", "sandbox", "instances", "kill_pod", "create", "start"),
    [
        ("Always", READY, (UP, UP, UP), False, False, ""),
        ("Always", None, (), True, True, "c0 c1 c2"),
        ("Always", READY, (DONE, CRASHED, UP), False, False, "c0 c1"),
        ("OnFailure", READY, (DONE, CRASHED, UP), False, False, "c1"),
        ("Never", READY, (DONE, CRASHED, UP), False, False, ""),
        ("Never", READY, (DONE, CRASHED, DONE), True, False, ""),
        ("Always", DEAD, (UP, UP, UP), True, True, "c0 c1 c2"),
        ("OnFailure", DEAD, (UP, DONE, UP), True, True, "c0 c2"),
        ("Always", NO_IP, (UP, UP, UP), True, True, "c0 c1 c2"),
        ("Never", DEAD, (DONE, DONE, DONE), True, False, ""),
        ("OnFailure", DEAD, (DONE, DONE, DONE), True, False, ""),
        ("Never", DEAD, (), True, True, "c0 c1 c2"),
    ],
)
def test_the_upstream_table(
    policy: str,
    sandbox: SandboxStatus | None,
    instances: tuple[RuntimeStatus, ...],
    *,
    kill_pod: bool,
    create: bool,
    start: str,
) -> None:
    actions = sync(policy, sandbox, *instances)
    assert (actions.kill_pod, actions.create_sandbox, started(actions)) == (kill_pod, create, start)


def kill_messages(pod: Pod, instance: RuntimeStatus, found: ProbeResults) -> list[str]:
    status = PodRuntimeStatus([READY], {"web": instance})
    actions = compute_pod_actions(pod, status, found)
    return [kill.message for kill in actions.containers_to_kill]


def test_a_failed_liveness_probe_kills_and_says_whether_it_restarts() -> None:
    sick = RuntimeStatus("sick", "running")
    for policy, more in (("Always", ", will be restarted"), ("Never", "")):
        pod = Pod("p", (Container("web", "x"),), restart_policy=policy)
        expected = [f"Container web failed liveness probe{more}"]
        assert kill_messages(pod, sick, results(liveness="failure")) == expected


def test_a_changed_container_is_restarted_whatever_the_policy() -> None:
    pod = Pod("p", (Container("web", "x"),), restart_policy="Never")
    changed = RuntimeStatus("id", "running", spec_changed=True)
    expected = ["Container web definition changed, will be restarted"]
    assert kill_messages(pod, changed, results()) == expected


def test_a_container_in_unknown_state_is_killed_before_it_is_started() -> None:
    pod = Pod("p", (Container("web", "x"),))
    expected = ['Container is in "unknown" state, try killing it before restart']
    assert kill_messages(pod, RuntimeStatus("id", "unknown"), results()) == expected


def test_the_next_init_container_waits_for_the_one_before_it() -> None:
    inits = (Container("fetch", "x"), Container("migrate", "x"))
    pod = Pod("p", (Container("web", "x"),), init_containers=inits)
    for instance, expected in ((UP, []), (DONE, ["migrate"]), (CRASHED, ["fetch"])):
        status = PodRuntimeStatus([READY], {"fetch": instance})
        actions = compute_pod_actions(pod, status, results())
        assert [c.name for c in actions.init_containers_to_start] == expected
        assert not actions.containers_to_start


def test_a_stopped_sidecar_is_started_again_beside_the_running_container() -> None:
    mesh = Container("mesh", "x", restart_policy="Always")
    pod = Pod("p", (Container("web", "x"),), init_containers=(mesh,))
    status = PodRuntimeStatus([READY], {"mesh": CRASHED, "web": UP})
    actions = compute_pod_actions(pod, status, results())
    assert actions.init_containers_to_start == [mesh]
    assert not actions.kill_pod


def test_a_sidecar_does_not_keep_a_finished_pod_alive() -> None:
    mesh = Container("mesh", "x", restart_policy="Always")
    pod = Pod("p", (Container("web", "x"),), init_containers=(mesh,), restart_policy="Never")
    done = PodRuntimeStatus([READY], {"mesh": UP, "web": DONE})
    assert compute_pod_actions(pod, done, results()).kill_pod
