"""The e-commerce checkout: three scenarios, row by row as the lesson tells them.

Source of the rules: FACTS 1.1, 1.3, 1.4, 1.8 and 8.1; of the words: the lesson's "Real Example".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.checkout_pod import CHECKOUT, Night, Run, play
from kubelet_lab.incidents.finder import Finder
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.spec.pod import PROBE_TYPES, Pod, Probe

FIELDS = {  # the API's name of a probe setting, and ours
    "periodSeconds": "period_s",
    "failureThreshold": "failure_threshold",
    "timeoutSeconds": "timeout_s",
}


def with_settings(pod: Pod, settings: Mapping[str, Any]) -> Pod:
    """Change probes of a pod's first container: {"readiness.periodSeconds": 5, …}."""
    container = pod.containers[0]
    for name, value in settings.items():
        kind, _, field = name.partition(".")
        probe = getattr(container, kind)
        container = replace(container, **{kind: replace(probe, **{FIELDS[field]: int(value)})})
    return replace(pod, containers=(container, *pod.containers[1:]))


def _as_told(night: Night, *names: str) -> dict[str, Any]:
    """The parameters of a scenario with their values as told."""
    told: dict[str, Any] = {name: getattr(night, name) for name in names}
    for kind in PROBE_TYPES:
        probe: Probe = getattr(CHECKOUT.containers[0], kind)
        for api, ours in FIELDS.items():
            told[f"{kind}.{api}"] = getattr(probe, ours)
    return told


def _played(night: Night, parameters: Mapping[str, Any]) -> Run:
    changes = {name: value for name, value in parameters.items() if "." not in name}
    settings = {name: value for name, value in parameters.items() if "." in name}
    return play(with_settings(CHECKOUT, settings), replace(night, **changes))


PHASES = 25  # positions of the ticks that are tried
STARTUP = Night(lasts_s=60)
DATABASE = Night(outages=((121, 180),), lasts_s=240)
DEADLOCK = Night(deadlock_s=123, lasts_s=240)


def _startup(parameters: Mapping[str, Any]) -> Outcome:
    run = _played(STARTUP, parameters)
    startup, readiness = Finder(run, "startup"), Finder(run, "readiness")
    running_ms = startup.trace_ms("StartContainer", "runtime")
    rows = [row(0, "Container starts", running_ms, "StartContainer: the process runs")]
    rows += [_startup_look(startup, at_s) for at_s in range(0, 30, 5)]
    passed = startup.look_near(30, "success")
    rows += [
        row(30, "Startup probe: Pass! (app loaded)", passed, "Startup probe succeeds"),
        row(
            30,
            "Readiness probe: Fail (connecting to DB)",
            readiness.look_near(30, "failure"),
            "Readiness probe fails: HTTP 503",
            "The startup success has the pod synced, and the sync sends the readiness worker to "
            "look at once, whatever its period says.",
        ),
        row(
            33,
            "Readiness probe: Pass! (DB connected)",
            readiness.look_near(33, "success"),
            "Readiness probe succeeds",
            "One period after that look: the look out of turn has reset the ticker.",
        ),
        row(33, "Pod added to Service endpoints", readiness.ready_ms("Ready"), "Ready True"),
        row(33, "Starts receiving traffic!", readiness.ready_ms("Ready"), "Ready True"),
        _budget(parameters),
    ]
    return Outcome("checkout.startup", parameters, rows, run.trace, run.zero_ms, run.history)


def _startup_look(startup: Finder, at_s: int) -> Row:
    told = "Startup probe: Fail" + {0: " (app loading)", 5: " (still loading)"}.get(at_s, "")
    look_ms = startup.look_near(at_s, "failure")
    if look_ms is not None:
        return row(at_s, told, look_ms, "Startup probe fails: HTTP 503")
    first = next(startup.looks(), None)
    text = f"no look; the first one comes at {first.at_ms / 1000:g} s" if first else "no look"
    why = (
        "Ticks count from the pod's arrival, and a worker reads the status that the last sync "
        "wrote: of this container it hears up to a relist and a sync after its start."
    )
    return row(at_s, told, None, text, why)


def _budget(parameters: Mapping[str, Any]) -> Row:
    """The earliest kill of a catalogue that never loads, wherever the ticks fall."""
    night = {**parameters, "catalogue_s": 10**9}
    period_s = int(parameters["startup.periodSeconds"])
    tries = int(parameters["startup.failureThreshold"])
    told_s = period_s * tries
    night["lasts_s"] = told_s + 2 * period_s
    kills = []
    for phase in range(PHASES):
        late_s = round(period_s * phase / PHASES, 3)
        run = _played(STARTUP, {**night, "pulled_s": parameters["pulled_s"] + late_s})
        kills.append(Finder(run, "startup").decided_ms("failure"))
    found = sorted(kill_ms for kill_ms in kills if kill_ms is not None)
    if not found:
        return row(told_s, f"failureThreshold: {tries}  # {told_s} seconds max", None, "no kill")
    return row(
        told_s,
        f"failureThreshold: {tries}  # {told_s} seconds max",
        found[0],
        f"a catalogue that is not there is killed {found[0] / 1000:.1f} to "
        f"{found[-1] / 1000:.1f} s after the start, depending on where the ticks fall",
        f"From the first look to the last of {tries} there are {tries - 1} periods: "
        f"{period_s * (tries - 1)} s. The fence has one post more than it has gaps.",
    )


def _database(parameters: Mapping[str, Any]) -> Outcome:
    run = _played(DATABASE, parameters)
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
            f"no further period has to pass.{_since('outage', down, fails, removed_ms)}",
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


def _deadlock(parameters: Mapping[str, Any]) -> Outcome:
    run = _played(DEADLOCK, parameters)
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
            f"further period has to pass.{_since('deadlock', stuck, fails, decided_ms)}",
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


def _since(what: str, began: Finder, first: Finder, at_ms: int | None) -> str:
    """An instant counted from the change of the world instead of from the first failing look."""
    if at_ms is None:
        return ""
    late_s = (at_ms + first.zero_ms - began.zero_ms) / 1000
    return f" Counted from the {what} itself: {late_s:g} s."


def _plus(at_ms: int | None, zero_ms: int | None) -> int | None:
    return None if at_ms is None or zero_ms is None else at_ms + zero_ms


INCIDENTS = {
    "checkout.startup": Incident(
        "Checkout, normal startup",
        _as_told(STARTUP, "catalogue_s", "connects_s", "pulled_s", "lasts_s"),
        _startup,
    ),
    "checkout.database": Incident(
        "Checkout, database down",
        _as_told(DATABASE, "outage", "pulled_s", "lasts_s"),
        _database,
        words={"outage": ("down", "hangs")},
    ),
    "checkout.deadlock": Incident(
        "Checkout, app deadlock",
        _as_told(DEADLOCK, "deadlock_s", "pulled_s", "lasts_s"),
        _deadlock,
    ),
}
