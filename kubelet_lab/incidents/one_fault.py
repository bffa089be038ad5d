"""One fault, at the luckiest and at the unluckiest moment: how long one probe takes to act.

A fault that falls on a look is noticed by that look, one that comes a millisecond later has to
wait for the next. Source: FACTS 1.3, 8.1; `check.delays` has the same in closed form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kubelet_lab.incidents.service import Night, Run, play
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, ProbeType

Fault = Literal["deadlock", "outage"]

PORT = 8080
ASKED = HTTPGet("/", PORT)
PROGRAM = Program(PORT, endpoints={"/": Endpoint(needs=("database",))})
MOMENT_S = 0.001
AFTER_S = 3  # at least so much is shown after the latest decision


def extremes(kind: ProbeType, probe: Probe, fault: Fault) -> tuple[Run, Run]:
    """The run in which `probe` acts soonest after a fault, and the one in which it acts latest.

    A "deadlock" answers nothing, an "outage" answers badly at once. Both histories begin at the
    fault; `kind` is readiness or liveness.
    """
    pod = _pod(kind, probe)
    steady_s = probe.initial_delay_s + 2 * probe.period_s
    calm = play(pod, PROGRAM, Night(lasts_s=steady_s + 2 * probe.period_s), name="app")
    look = next(calm.history.probes[kind].looks(steady_s * 1000))
    at_s = look.at_ms / 1000
    return _faulty(pod, probe, fault, at_s), _faulty(pod, probe, fault, at_s + MOMENT_S)


def decided_ms(run: Run, kind: ProbeType) -> int:
    """When the probe's result turned to failure, in milliseconds from the fault."""
    decisions = run.history.probes[kind].decisions
    return next(one.at_ms for one in decisions if one.result == "failure" and one.at_ms >= 0)


def _faulty(pod: Pod, probe: Probe, fault: Fault, at_s: float) -> Run:
    step_s = max(probe.period_s, probe.timeout_s)
    longest_s = probe.failure_threshold * step_s + probe.timeout_s
    night = Night(lasts_s=at_s + longest_s + max(longest_s // 8, AFTER_S))
    if fault == "deadlock":
        night = replace(night, deadlock_s=at_s)
    else:
        night = replace(night, outages=((at_s, night.lasts_s + 1),))
    return play(pod, PROGRAM, night, name="app", since_s=at_s)


def _pod(kind: ProbeType, probe: Probe) -> Pod:
    asked = replace(probe, handler=probe.handler or ASKED)
    bare = Container("app", "app:1")
    given = replace(bare, liveness=asked) if kind == "liveness" else replace(bare, readiness=asked)
    return Pod("app", (given,), uid="app-1")
