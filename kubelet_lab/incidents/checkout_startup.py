"""A normal start of the checkout, as the lesson tells it (FACTS 1.1, 1.3, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.checkout_pod import Night
from kubelet_lab.incidents.checkout_settings import as_told, played
from kubelet_lab.incidents.finder import Finder
from kubelet_lab.incidents.told import Incident, Outcome, Row, row

PHASES = 25  # positions of the ticks that are tried
NIGHT = Night(lasts_s=60)


def _startup(parameters: Mapping[str, Any]) -> Outcome:
    run = played(NIGHT, parameters)
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
        run = played(NIGHT, {**night, "pulled_s": parameters["pulled_s"] + late_s})
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


INCIDENT = Incident(
    "Checkout, normal startup",
    as_told(NIGHT, "catalogue_s", "connects_s", "pulled_s", "lasts_s"),
    _startup,
)
