"""doBackOff on a fake clock, from exit to exit."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.backoff import Backoff, Waiting
from kubelet_lab.node.crash_loop import do_back_off, stable_key
from kubelet_lab.spec.pod import Container, Pod

APP = Container("app", "x")
WEB = Pod("web", (APP,), uid="uid1")
KEY = stable_key(WEB, APP)


def collect_while_running(backoff: Backoff, from_ms: int, to_ms: int) -> None:
    for now_ms in range(from_ms, to_ms + 1, 2000):
        backoff.gc(now_ms)


def wait_for_restart(
    backoff: Backoff, exited_ms: int, interval_ms: int, *, gc: bool
) -> tuple[int, Waiting | None, int]:
    """Restart time, the first refusal if there was one, and the delay it named."""
    now_ms, first, delay_ms = exited_ms, None, 0
    while True:
        if gc:
            backoff.gc(now_ms)
        waiting = do_back_off(backoff, WEB, APP, exited_ms, now_ms)
        if waiting is None:
            return now_ms, first, delay_ms
        if first is None:
            first, delay_ms = waiting, backoff.get(KEY)
        now_ms += interval_ms


def run(case: dict[str, Any]) -> list[dict[str, Any]]:
    backoff, gc, started_ms = Backoff(), case["housekeeping_gc_every_2s"], 0
    exits = []
    for number, seconds in enumerate(case["run_durations_seconds"], start=1):
        exited_ms = started_ms + seconds * 1000
        if gc:
            collect_while_running(backoff, started_ms, exited_ms)
        restarted_ms, waiting, delay_ms = wait_for_restart(
            backoff, exited_ms, case["sync_interval_seconds"] * 1000, gc=gc
        )
        exits.append(
            {
                "exit_number": number,
                "started_at": started_ms // 1000,
                "exited_at": exited_ms // 1000,
                "was_in_backoff": waiting is not None,
                "backoff_seconds_in_force_after_exit": delay_ms // 1000,
                "waiting_message": waiting.message if waiting else "",
                "event": waiting.event if waiting else "",
                "restarted_at": restarted_ms // 1000,
                "backoff_seconds_stored_after_restart": backoff.get(KEY) // 1000,
            }
        )
        started_ms = restarted_ms
    return exits


def test_every_exit_waits_and_says_what_was_recorded(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("crashloop_backoff")
    mismatches = [
        f"{case['name']}: {got} != {expected}"
        for case in cases
        for got, expected in zip(run(case), case["exits"], strict=True)
        if got != expected
    ]
    report(mismatches, len(cases))
