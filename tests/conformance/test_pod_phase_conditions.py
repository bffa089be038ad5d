"""getPhase and the condition generators."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.pod_conditions import (
    generate_containers_ready_condition,
    generate_pod_initialized_condition,
    generate_pod_ready_condition,
)
from kubelet_lab.node.pod_status import ContainerStatus, Statuses, get_phase
from kubelet_lab.spec.pod import Container, Pod


def pod_of(case: dict[str, Any]) -> Pod:
    policy = {"sidecar": "Always"}
    by_kind = {True: [], False: []}
    for c in case["containers"]:
        container = Container(c["name"], "x", restart_policy=policy.get(c["kind"]))
        by_kind[c["kind"] != "container"].append(container)
    return Pod(
        "p",
        tuple(by_kind[False]),
        init_containers=tuple(by_kind[True]),
        restart_policy=case["restart_policy"],
        readiness_gates=tuple(case["readiness_gates"]),
    )


def statuses_of(case: dict[str, Any]) -> Statuses:
    return {
        c["name"]: ContainerStatus(
            c["name"],
            c["state"],
            exit_code=c["exit_code"] or 0,
            last_exit_code=c["last_termination_exit_code"],
            started=c["started"],
            ready=c["ready"],
        )
        for c in case["containers"]
        if c["state"] != "missing"
    }


def compute(case: dict[str, Any]) -> dict[str, Any]:
    pod, statuses = pod_of(case), statuses_of(case)
    phase = get_phase(pod, statuses, pod_is_terminal=case["pod_is_terminal"])
    gates = case["existing_conditions"]
    return {
        "phase": phase,
        "Initialized": generate_pod_initialized_condition(pod, statuses, phase)._asdict(),
        "ContainersReady": generate_containers_ready_condition(pod, statuses, phase)._asdict(),
        "Ready": generate_pod_ready_condition(pod, gates, statuses, phase)._asdict(),
    }


def test_every_pod_has_the_recorded_phase_and_conditions(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("pod_phase_conditions")
    mismatches = [
        f"{case['name']} ({case['restart_policy']}): {got} != {case['out']}"
        for case in cases
        if (got := compute(case)) != case["out"]
    ]
    report(mismatches, len(cases))
