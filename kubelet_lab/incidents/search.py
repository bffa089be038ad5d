"""One slow answer, and a pod that is restarted for ever: a liveness probe that had been lucky.

The service loads for 30 s. Its liveness probe first asks between 25 and 35 s after a start, and
where in between is decided by the pod's ticks: late enough the first time. A restart follows a
tick, so from then on the first look always comes too early (FACTS 1.1, 1.3, 4.5, 8.1).
Source of the words: the lesson's "Health Checks", liveness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.checkout_settings import FIELDS, with_settings
from kubelet_lab.incidents.finder import Finder
from kubelet_lab.incidents.service import Night, Run, play
from kubelet_lab.incidents.told import Incident, Outcome, row
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

PORT = 8080
HEALTH = HTTPGet("/healthz", PORT)
SEARCH = Pod(
    "search",
    (
        Container(
            "search",
            "search:1",
            readiness=Probe(HEALTH),
            liveness=Probe(HEALTH, initial_delay_s=25, failure_threshold=1),
        ),
    ),
    uid="search-1",
)
STARTUP = Probe(HEALTH, period_s=5, failure_threshold=12)
SLOW_AT_S, SLOW_FOR_S, LATE_S = 122, 3, 1.2
LIVENESS = SEARCH.containers[0].probe("liveness")
TOLD = {
    "loads_s": 30,
    "pulled_s": 6.2,
    "lasts_s": 600,
    "startup": "none",
    **{f"liveness.{api}": getattr(LIVENESS, our) for api, our in FIELDS.items()},
}
WORDS = {"startup": ("none", "12 x 5 s")}


def _run(parameters: Mapping[str, Any]) -> Run:
    settings = {name: value for name, value in parameters.items() if "." in name}
    pod = with_settings(SEARCH, settings)
    if parameters["startup"] != "none":
        pod = replace(pod, containers=(replace(pod.containers[0], startup=STARTUP),))
    loads_ms = seconds(parameters["loads_s"])
    program = Program(PORT, loads_ms=loads_ms, endpoints={"/healthz": Endpoint()})
    slow = (SLOW_AT_S, SLOW_AT_S + SLOW_FOR_S, LATE_S)
    night = Night(parameters["pulled_s"], slow=(slow,), lasts_s=parameters["lasts_s"])
    return play(pod, program, night, name="search")


def _play(parameters: Mapping[str, Any]) -> Outcome:
    run = _run(parameters)
    slow = Finder(run, "liveness", seconds(SLOW_AT_S))
    failed = next(slow.looks("failure"), None)
    zero_ms = slow.zero_ms
    killed_ms, new_ms = slow.mark_ms("SIGTERM"), slow.mark_ms("restart")
    timeout = parameters["liveness.timeoutSeconds"]
    rows = [
        row(
            None,
            "Is app still healthy?",
            failed.at_ms + zero_ms if failed else None,
            f"one answer takes {LATE_S:g} s, and the probe waits {timeout} s",
            holds=True,
        ),
        row(
            None,
            "If fails: Container killed and restarted",
            killed_ms + zero_ms if killed_ms is not None else None,
            "never killed"
            if new_ms is None
            else f"new container at {(new_ms + zero_ms) / 1000:g} s",
            holds=True,
        ),
        row(
            None,
            "Last resort! Don't overuse!",
            None,
            f"RESTARTS {run.restarts} after {parameters['lasts_s']:g} s",
            "One answer was slow, once. All other restarts were made by the probe itself."
            if run.restarts > 1
            else "",
            holds=True,
        ),
    ]
    return Outcome("search.slow-answer", parameters, rows, run.trace, run.zero_ms, run.history)


INCIDENTS = {"search.slow-answer": Incident("One slow answer", TOLD, _play, words=WORDS)}
