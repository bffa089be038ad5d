"""GenericPLEG.Relist, sequence by sequence."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from kubelet_lab.node.pleg import GenericPLEG, RuntimePod


def runtime_pod(pod: dict[str, Any]) -> RuntimePod:
    listed = pod["containers"] + pod["sandboxes"]
    return RuntimePod(pod["pod_uid"], {entry["id"]: entry["state"] for entry in listed})


def one_relist(pleg: GenericPLEG, now_ms: int, given: dict[str, Any], room: int) -> dict[str, Any]:
    healthy_before, error_before = pleg.healthy(now_ms)
    pods = None if given["get_pods_fails"] else map(runtime_pod, given["runtime_pods"])
    fails = {pod["pod_uid"] for pod in given["runtime_pods"] if pod["get_pod_status_fails"]}
    events = pleg.relist(now_ms, pods, lambda uid: uid not in fails, channel_room=room)
    by_pod = defaultdict(list)
    for event in events:
        by_pod[event.pod_uid].append({"type": event.type, "container_id": event.container_id})
    healthy_after, error_after = pleg.healthy(now_ms)
    return {
        "healthy_before_relist": healthy_before,
        "health_error_before_relist": error_before,
        "events_by_pod": dict(by_pod),
        "event_count": len(events),
        "pods_to_reinspect": sorted(pleg.pods_to_reinspect),
        "pods_in_records": sorted(pleg.pod_records),
        "healthy_after_relist": healthy_after,
        "health_error_after_relist": error_after,
    }


def test_every_relist_gives_the_recorded_events_and_records(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("pleg_relist")
    mismatches = []
    for case in cases:
        pleg, now_ms = GenericPLEG(), 1_000_000
        for number, step in enumerate(case["relists"]):
            now_ms += round(step["in"]["clock_advance_seconds_before"] * 1000)
            got = one_relist(pleg, now_ms, step["in"], case["event_channel_capacity"])
            if got != step["out"]:
                mismatches.append(f"{case['name']} #{number}: {got} != {step['out']}")
    report(mismatches, len(cases))
