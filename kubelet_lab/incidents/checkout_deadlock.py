"""The checkout deadlocks, as the lesson tells it (FACTS 1.3, 1.5, 1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.checkout_pod import Night
from kubelet_lab.incidents.checkout_settings import as_told, played
from kubelet_lab.incidents.finder import Finder, since
from kubelet_lab.incidents.told import Incident, Outcome, row

NIGHT = Night(deadlock_s=123, lasts_s=240)


def _deadlock(parameters: Mapping[str, Any]) -> Outcome:
    run = played(NIGHT, parameters)
    whole = Finder(run, "liveness")
    stuck = whole.since(whole.mark_ms("deadlock") or 0)
    failed = next(stuck.looks("failure"), None)
    fails = stuck.since(stuck.zero_ms + (failed.at_ms if failed else 0))
    unready_ms, restart_ms = fails.ready_ms("NotReady"), fails.mark_ms("restart")
    fresh = None if restart_ms is None else fails.since(fails.zero_ms + restart_ms)
    loaded_ms = fresh.trace_ms("the program has loaded", "process") if fresh else None
    resumed_ms = fresh.ready_ms("Ready") if fresh else None
    decided_ms = fails.decided_ms("failure")
    threshold = parameters["liveness.failureThreshold"]
    timeout = parameters["liveness.timeoutSeconds"]
    rows = [
        row(None, "App deadlocks (bug in code)", stuck.zero_ms - fails.zero_ms, "deadlock"),
        row(
            None,
            "Responds to readiness: OK (quick check)",
            unready_ms,
            "Ready True until the container has ended",
            "/ready does not go through the part that is stuck: the pod is sent traffic that it "
            "cannot serve.",
        ),
        *[
            row(
                at_s,
                "Liveness probe: Timeout" + (" (deadlocked)" if at_s == 0 else ""),
                fails.look_near(at_s, "failure"),
                f"Liveness probe fails after {timeout} s without an answer",
            )
            for at_s in (0, 10, 20)
        ],
        row(
            30,
            "3 failures! Kill container!",
            decided_ms,
            f"Liveness result is failure: {threshold} in a row",
            f"Decided when look number {threshold} has run into its timeout of {timeout} s; no "
            f"further period has to pass.{since('deadlock', stuck, fails, decided_ms)}",
        ),
        row(
            30,
            "kubelet kills container",
            fails.mark_ms("SIGTERM"),
            "Killing; SIGTERM",
            "The result has the pod synced, and the sync sends SIGTERM at once.",
        ),
        row(
            30,
            "kubelet starts new container",
            restart_ms,
            "StartContainer, after SIGKILL",
            "A stuck process does not hear SIGTERM: terminationGracePeriodSeconds passes, then "
            "SIGKILL, then the start in the same sync, without back-off.",
        ),
        row(None, "Fresh start, no deadlock", _plus(loaded_ms, restart_ms), "catalogue loaded"),
        row(
            30,
            "Service resumes!",
            _plus(resumed_ms, restart_ms),
            "Ready True",
            "A new container loads its catalogue and passes its startup probe first.",
        ),
    ]
    return Outcome("checkout.deadlock", parameters, rows, run.trace, run.zero_ms, run.history)


def _plus(at_ms: int | None, zero_ms: int | None) -> int | None:
    return None if at_ms is None or zero_ms is None else at_ms + zero_ms


INCIDENT = Incident(
    "Checkout, app deadlock", as_told(NIGHT, "deadlock_s", "pulled_s", "lasts_s"), _deadlock
)
