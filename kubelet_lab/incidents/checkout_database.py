"""The checkout's database goes down, as the lesson tells it (FACTS 1.3, 1.5, 8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.checkout_pod import Night
from kubelet_lab.incidents.checkout_settings import as_told, played
from kubelet_lab.incidents.finder import Finder, since
from kubelet_lab.incidents.told import Incident, Outcome, row

NIGHT = Night(outages=((121, 180),), lasts_s=240)


def _database(parameters: Mapping[str, Any]) -> Outcome:
    run = played(NIGHT, parameters)
    whole = Finder(run, "readiness")
    words = {"down": "database down", "hangs": "database hangs"}[parameters["outage"]]
    down = whole.since(whole.mark_ms(words) or 0)
    failed = next(down.looks("failure"), None)
    fails = down.since(down.zero_ms + (failed.at_ms if failed else 0))
    back = whole.since(whole.mark_ms("database back") or 0)
    passed = next(back.looks("success"), None)
    passes = back.since(back.zero_ms + (passed.at_ms if passed else 0))
    removed_ms, added_ms = fails.ready_ms("NotReady"), passes.ready_ms("Ready")
    threshold = parameters["readiness.failureThreshold"]
    rows = [
        row(None, "Database goes down", down.zero_ms - fails.zero_ms, words),
        row(
            0,
            "Readiness probe: Fail (can't connect to DB)",
            fails.look_near(0, "failure"),
            "Readiness probe fails: HTTP 503",
        ),
        row(
            3,
            "Readiness probe: Fail",
            fails.look_near(3, "failure"),
            "Readiness probe fails: HTTP 503",
        ),
        row(
            6,
            "Pod removed from Service",
            removed_ms,
            "Ready False",
            f"failureThreshold: {threshold} acts at the end of failed look number {threshold}; "
            f"no further period has to pass.{since('outage', down, fails, removed_ms)}",
        ),
        row(None, "No new traffic sent to this pod", removed_ms, "not among the ready endpoints"),
        row(
            None,
            "But container keeps running!",
            None,
            f"RESTARTS {run.restarts}",
            "Readiness decides about traffic and about nothing else.",
            holds=run.restarts == 0,
        ),
        row(None, "Database comes back", back.zero_ms - fails.zero_ms, "database back"),
        row(0, "Readiness probe: Pass!", passes.look_near(0, "success"), "it succeeds"),
        row(None, "Pod added back to Service", added_ms, "Ready True"),
        row(None, "Starts receiving traffic again", added_ms, "among the ready endpoints"),
    ]
    return Outcome("checkout.database", parameters, rows, run.trace, run.zero_ms, run.history)


INCIDENT = Incident(
    "Checkout, database down",
    as_told(NIGHT, "outage", "pulled_s", "lasts_s"),
    _database,
    words={"outage": ("down", "hangs")},
)
