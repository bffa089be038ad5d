import pytest

from kubelet_lab.node.pod_conditions import (
    Condition,
    generate_containers_ready_condition,
    generate_pod_initialized_condition,
    generate_pod_ready_condition,
)
from kubelet_lab.node.pod_status import ContainerStatus, Statuses, StatusState, get_phase
from kubelet_lab.spec.pod import Container, Pod

WEB = Container("web", "x")
SIDECAR = Container("mesh", "x", restart_policy="Always")
MIGRATE = Container("migrate", "x")


def status(
    name: str,
    state: StatusState,
    exit_code: int = 0,
    *,
    last_exit_code: int | None = None,
    started: bool | None = None,
    ready: bool = False,
) -> Statuses:
    return {name: ContainerStatus(name, state, exit_code, last_exit_code, started, ready)}


RUNNING = status("web", "running", started=True, ready=True)
CRASHED = status("web", "waiting", last_exit_code=1)


@pytest.mark.parametrize(
    ("policy", "statuses", "phase"),
    [
        ("Always", {}, "Pending"),
        ("Always", status("web", "waiting"), "Pending"),
        ("Always", RUNNING, "Running"),
        ("Always", CRASHED, "Running"),
        ("Always", status("web", "terminated"), "Running"),
        ("OnFailure", status("web", "terminated"), "Succeeded"),
        ("OnFailure", status("web", "terminated", 1), "Running"),
        ("Never", status("web", "terminated", 1), "Failed"),
    ],
)
def test_the_restart_policy_decides_what_a_stopped_container_means(
    policy: str, statuses: Statuses, phase: str
) -> None:
    assert get_phase(Pod("p", (WEB,), restart_policy=policy), statuses) == phase


@pytest.mark.parametrize(("exit_code", "phase"), [(0, "Succeeded"), (1, "Failed")])
def test_a_pod_the_worker_has_finished_with_gets_a_last_phase(exit_code: int, phase: str) -> None:
    stopped = status("web", "terminated", exit_code)
    assert get_phase(Pod("p", (WEB,)), stopped, pod_is_terminal=True) == phase


def test_a_failed_init_container_fails_the_pod_only_if_nothing_restarts() -> None:
    failed = status("migrate", "terminated", 1) | status("web", "waiting")
    for policy, phase in (("Always", "Pending"), ("Never", "Failed")):
        pod = Pod("p", (WEB,), init_containers=(MIGRATE,), restart_policy=policy)
        assert get_phase(pod, failed) == phase


def test_a_sidecar_holds_a_pod_back_only_before_its_first_run() -> None:
    pod = Pod("p", (WEB,), init_containers=(SIDECAR,))
    starting = status("mesh", "running", started=False)
    assert get_phase(pod, starting | status("web", "waiting")) == "Pending"
    assert get_phase(pod, starting | RUNNING) == "Running"


def test_conditions_name_the_containers_that_hold_the_pod_back() -> None:
    pod = Pod("p", (WEB, Container("log", "x")), init_containers=(MIGRATE,))
    statuses = status("migrate", "running") | status("log", "waiting")
    initialized = generate_pod_initialized_condition(pod, statuses, "Pending")
    assert initialized == (
        "False",
        "ContainersNotInitialized",
        "containers with incomplete status: [migrate]",
    )
    ready = generate_containers_ready_condition(pod, statuses, "Pending")
    assert ready == (
        "False",
        "ContainersNotReady",
        "containers with unknown status: [web], containers with unready status: [log]",
    )


def test_ready_waits_for_every_readiness_gate() -> None:
    pod = Pod("p", (WEB,), readiness_gates=("lb",))
    assert generate_pod_ready_condition(pod, {"lb": "True"}, RUNNING, "Running") == ("True", "", "")
    closed = generate_pod_ready_condition(pod, {}, RUNNING, "Running")
    assert closed == Condition(
        "False",
        "ReadinessGatesNotReady",
        'corresponding condition of pod readiness gate "lb" does not exist.',
    )
