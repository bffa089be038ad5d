"""computePodActions: what one pod sync decides."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.init_actions import ProbeResults
from kubelet_lab.node.pod_actions import PodActions, compute_pod_actions
from kubelet_lab.node.results import Results
from kubelet_lab.node.runtime_status import PodRuntimeStatus, RuntimeStatus, SandboxStatus
from kubelet_lab.spec.pod import Container, Pod, Probe


def container_of(c: dict[str, Any]) -> Container:
    return Container(
        c["name"],
        "x",
        startup=Probe(None) if c["has_startup_probe"] else None,
        liveness=Probe(None) if c["has_liveness_probe"] else None,
        restart_policy="Always" if c["kind"] == "sidecar" else None,
    )


def pod_of(case: dict[str, Any]) -> Pod:
    return Pod(
        "p",
        tuple(container_of(c) for c in case["containers"] if c["kind"] == "container"),
        init_containers=tuple(
            container_of(c) for c in case["containers"] if c["kind"] != "container"
        ),
        restart_policy=case["restart_policy"],
    )


def status_of(case: dict[str, Any]) -> PodRuntimeStatus:
    states = case["sandboxes_newest_first"]
    sandboxes = [
        SandboxStatus(f"s{n}", state == "ready", len(states) - 1 - n, "10.0.0.1")
        for n, state in enumerate(states)
    ]
    containers = {
        c["name"]: RuntimeStatus(
            c["name"], c["state"], c["exit_code"], spec_changed=c["spec_changed_since_start"]
        )
        for c in case["containers"]
        if c["state"] != "absent"
    }
    return PodRuntimeStatus(sandboxes, containers)


def results_of(case: dict[str, Any], probe: str) -> Results:
    results = Results()
    for c in case["containers"]:
        if c[f"stored_{probe}_result"] != "absent":
            results.set(c["name"], c[f"stored_{probe}_result"])
    return results


def out(actions: PodActions) -> dict[str, Any]:
    return {
        "kill_pod": actions.kill_pod,
        "create_sandbox": actions.create_sandbox,
        "sandbox_attempt": actions.attempt,
        "init_containers_to_start": [c.name for c in actions.init_containers_to_start],
        "containers_to_start": [c.name for c in actions.containers_to_start],
        "containers_to_kill": sorted(
            (kill.container.name, kill.message, kill.reason) for kill in actions.containers_to_kill
        ),
    }


def recorded(case: dict[str, Any]) -> dict[str, Any]:
    kills = case["out"]["containers_to_kill"]  # a map in Go: its order means nothing
    names = ("name", "message", "reason")
    return {**case["out"], "containers_to_kill": sorted(tuple(k[n] for n in names) for k in kills)}


def test_every_sync_plans_what_was_recorded(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("pod_actions")
    mismatches = []
    for case in cases:
        deleted = case["pod_deletion_timestamp_set"]
        results = ProbeResults(results_of(case, "liveness"), results_of(case, "startup"))
        actions = compute_pod_actions(pod_of(case), status_of(case), results, deleted=deleted)
        if out(actions) != recorded(case):
            mismatches.append(f"{case}\n   got {out(actions)}")
    report(mismatches, len(cases))
