"""The three probes as the lesson introduces them, on a model server that has a bad day.

Source of the words: the lesson's "Health Checks (Probes)"; of the rules: FACTS 1.3, 1.4, 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.finder import Finder
from kubelet_lab.incidents.memory_leak import leak
from kubelet_lab.incidents.service import Night, Run, play
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

PORT = 8080
MODEL = Pod(
    "model",
    (
        Container(
            "model",
            "model:1",
            startup=Probe(HTTPGet("/started", PORT), failure_threshold=30),
            readiness=Probe(HTTPGet("/ready", PORT), period_s=5, failure_threshold=2),
            liveness=Probe(HTTPGet("/health", PORT)),
        ),
    ),
    uid="model-1",
)
ENDPOINTS = {
    "/started": Endpoint(),
    "/ready": Endpoint(needs=("database",), beside_stuck=True),
    "/health": Endpoint(),
}
PROMISED_S = 300  # "try for 5 minutes"
NEVER_S = 100_000
TOLD = {
    "loads_s": 75,
    "pulled_s": 18,
    "busy_s": 200,
    "busy_for_s": 40,
    "stuck_s": 320,
    "lasts_s": 480,
}


def _day(loads_s: float, night: Night) -> Run:
    program = Program(PORT, loads_ms=seconds(loads_s), endpoints=ENDPOINTS)
    return play(MODEL, program, night, name="model")


def _play(parameters: Mapping[str, Any]) -> Outcome:
    busy_s = parameters["busy_s"]
    night = Night(
        parameters["pulled_s"],
        outages=((busy_s, busy_s + parameters["busy_for_s"]),),
        deadlock_s=parameters["stuck_s"],
        lasts_s=parameters["lasts_s"],
    )
    run = _day(parameters["loads_s"], night)
    hung = _day(NEVER_S, replace(night, outages=(), deadlock_s=None))
    rows = [
        *_startup(Finder(run, "startup"), Finder(hung, "startup")),
        *_readiness(Finder(run, "readiness", seconds(busy_s))),
        *_liveness(Finder(run, "liveness", seconds(parameters["stuck_s"]))),
    ]
    return Outcome("probes.three", parameters, rows, run.trace, run.zero_ms, run.history)


def _startup(well: Finder, hung: Finder) -> Iterator[Row]:
    looks = len([look for look in well.looks("failure") if look.at_ms < (_passed(well) or 0)])
    yield row(
        None,
        "STARTUP: Is the app starting? Use when: App takes long to start",
        _passed(well),
        f"passes at look {looks + 1}; until then the other two are not asked",
    )
    first = next(hung.looks(), None)
    last = hung.decision("failure")
    yield row(
        PROMISED_S,
        "periodSeconds: 10, failureThreshold: 30 (try for 5 minutes)",
        last.look_at_ms if last else None,
        "another model never loads: its 30th look, and the last",
        "Thirty looks have 29 periods between them"
        + (f": {(last.look_at_ms - first.at_ms) / 1000:g} s." if last and first else ".")
        + " The first comes when a tick of the pod falls, up to one period into the start.",
    )
    yield row(None, "If fails: Container killed and restarted", hung.mark_ms("SIGTERM"), "SIGTERM")


def _passed(startup: Finder) -> int | None:
    found = startup.decision("success")
    return found.look_at_ms if found else None


def _readiness(busy: Finder) -> Iterator[Row]:
    out_ms, back_ms = busy.ready_ms("NotReady"), busy.ready_ms("Ready")
    back_ms = None if out_ms is None or back_ms is None else busy.zero_ms + back_ms
    killed = [m for m in busy.run.history.marks if m.text == "SIGTERM" and m.at_ms < (back_ms or 0)]
    yield row(
        None,
        "READINESS: If fails: Removed from Service endpoints",
        None if out_ms is None else busy.zero_ms + out_ms,
        "Ready False: the pool has no connection to give",
    )
    yield row(
        None,
        "Container NOT killed, keeps running",
        None,
        "no SIGTERM in all that time",
        holds=not killed,
    )
    yield row(None, "When passes again: Added back to Service", back_ms, "Ready True")


def _liveness(stuck: Finder) -> Iterator[Row]:
    killed_ms, leaky = stuck.mark_ms("SIGTERM"), leak(180, 1)
    yield row(
        None,
        "LIVENESS: Use when: App can get stuck. Example: Infinite loop",
        stuck.decided_ms("failure") and stuck.zero_ms + (stuck.decided_ms("failure") or 0),
        "three looks without an answer",
        "If what is stuck is what /health goes through. /ready said yes all the while.",
    )
    yield row(
        None,
        "If fails: Container killed and restarted",
        None if killed_ms is None else stuck.zero_ms + killed_ms,
        "SIGTERM",
    )
    noticed = len(leaky.history.probes["liveness"].decisions) - leaky.restarts - 1
    yield row(
        None,
        "Example: memory leak",
        None,
        f"a leak for a day: RESTARTS {leaky.restarts}, by the liveness probe: {max(noticed, 0)}",
        "A process that leaks answers quickly until the kernel kills it at its limit.",
        holds=noticed > 0,
    )


INCIDENTS = {"probes.three": Incident("Three probes", TOLD, _play)}
