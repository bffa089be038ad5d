"""manager.UpdatePodStatus against the real one."""

from kubelet_lab.node.ready import init_readiness, update_readiness


def stored(value: str) -> str | None:
    return None if value == "absent" else value


def test_started_and_ready_are_the_real_ones(vectors, report) -> None:
    cases = vectors("prober_update_pod_status")
    mismatches = []
    for case in cases:
        given, real = case["in"], case["out"]
        if given["kind"] == "init":
            ended = given["container_state"] == "terminated"
            result = init_readiness(
                running=given["container_state"] == "running",
                exit_code=given["exit_code"] if ended else None,
                ready_before=given["ready_before"],
            )
        else:
            result = update_readiness(
                running=given["container_state"] == "running",
                startup_result=stored(given["stored_startup_result"]),
                has_startup=given["has_startup_probe"],
                readiness_result=stored(given["stored_readiness_result"]),
                has_readiness=given["has_readiness_probe"],
                ready_before=given["ready_before"],
            )
        mine = {
            "started": result.started,
            "ready": result.ready,
            "readiness_probe_triggered_now": result.trigger,
        }
        if mine != real:
            mismatches.append(f"{case['name']} {given}: {mine}, real {real}")
    report(mismatches, len(cases))
