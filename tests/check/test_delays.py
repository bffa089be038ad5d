"""The closed forms, against the engine: wherever the ticks fall, a fault acts between the two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab.check.delays import (
    RELIST_S,
    Span,
    start_budget,
    until_failing,
    until_gone,
    until_good_again,
    until_timed_out,
)
from kubelet_lab.incidents.checkout_pod import CHECKOUT, Night, Run, play
from kubelet_lab.node.history import Mark
from kubelet_lab.spec.pod import Container, Exec, HTTPGet, Pod, Probe, ProbeType

ANSWER_MS = 5  # how long the checkout takes to answer
FAULT_S = 400  # after the container's start; everything has settled by then
HANDLERS = {kind: HTTPGet(f"/{path}", 8080) for kind, path in
            (("startup", "startup"), ("readiness", "ready"), ("liveness", "health"))}  # fmt: skip


def probes(*, success: int = 1) -> st.SearchStrategy[Probe]:
    return st.builds(
        Probe,
        handler=st.none(),
        initial_delay_s=st.integers(0, 12),
        timeout_s=st.integers(1, 12),
        period_s=st.integers(1, 12),
        success_threshold=st.integers(1, success),
        failure_threshold=st.integers(1, 5),
    )


def phases(longest_s: float = 12) -> st.SearchStrategy[float]:
    return st.integers(0, round(longest_s * 1000)).map(lambda ms: ms / 1000)


def pod_with(kind: ProbeType, probe: Probe) -> Pod:
    bare = replace(CHECKOUT.containers[0], startup=None, readiness=None, liveness=None)
    return replace(
        CHECKOUT,
        containers=(replace(bare, **{kind: replace(probe, handler=HANDLERS[kind])}),),
        termination_grace_period_s=7,
    )


def decided_ms(run: Run, kind: ProbeType, result: str, after_ms: int) -> int:
    found = run.history.probes[kind].decisions
    return next(d.at_ms for d in found if d.result == result and d.at_ms >= after_ms) - after_ms


def within(at_ms: int, span: Span) -> bool:
    return span.shortest_s * 1000 <= at_ms <= span.longest_s * 1000


@settings(max_examples=60, deadline=None)
@given(probes(success=3), phases())
def test_an_outage_takes_a_pod_out_of_traffic_in_time(probe: Probe, phase_s: float) -> None:
    down_s = FAULT_S + phase_s
    night = Night(
        catalogue_s=0, connects_s=0, outages=((down_s, down_s + 300),), lasts_s=down_s + 600
    )
    run = play(pod_with("readiness", probe), night)
    down_ms = round(down_s * 1000)
    out_ms = decided_ms(run, "readiness", "failure", down_ms) - ANSWER_MS
    assert within(out_ms, until_failing(probe))
    back_ms = decided_ms(run, "readiness", "success", down_ms + 300_000) - ANSWER_MS
    assert back_ms <= until_good_again(probe).longest_s * 1000


@settings(max_examples=60, deadline=None)
@given(probes(success=3), phases())
def test_a_database_that_hangs_takes_a_pod_out_of_traffic_in_time(
    probe: Probe, phase_s: float
) -> None:
    down_s = FAULT_S + phase_s
    outage = ((down_s, down_s + 300),)
    night = Night(catalogue_s=0, connects_s=0, outages=outage, outage="hangs", lasts_s=down_s + 600)
    run = play(pod_with("readiness", probe), night)
    down_ms = round(down_s * 1000)
    assert within(decided_ms(run, "readiness", "failure", down_ms), until_timed_out(probe))
    back_ms = decided_ms(run, "readiness", "success", down_ms + 300_000) - ANSWER_MS
    assert back_ms <= until_good_again(probe).longest_s * 1000


@settings(max_examples=60, deadline=None)
@given(probes(), phases(), st.none() | probes())
def test_a_deadlock_is_ended_in_time(probe: Probe, phase_s: float, readiness: Probe | None) -> None:
    stuck_s = FAULT_S + phase_s
    pod = pod_with("liveness", probe)
    if readiness:  # its syncs may make the kill wait for a relist
        also = replace(readiness, handler=HANDLERS["liveness"])
        pod = replace(pod, containers=(replace(pod.containers[0], readiness=also),))
    run = play(pod, Night(catalogue_s=0, connects_s=0, deadlock_s=stuck_s, lasts_s=stuck_s + 200))
    stuck_ms = round(stuck_s * 1000)
    decided = decided_ms(run, "liveness", "failure", stuck_ms)
    assert within(decided, until_timed_out(probe))
    marks = {mark.text: mark.at_ms - stuck_ms for mark in reversed(run.history.marks)}
    assert decided <= marks["SIGTERM"] <= decided + RELIST_S * 1000
    gone = until_gone(pod, pod.containers[0], probe)
    assert within(marks["SIGKILL"] - marks["SIGTERM"], gone)


@settings(max_examples=60, deadline=None)
@given(probes(), phases(), st.sampled_from(["startup", "liveness"]), st.data())
def test_a_start_within_the_budget_passes_and_one_beyond_it_never_does(
    probe: Probe, phase_s: float, kind: ProbeType, data: st.DataObject
) -> None:
    budget, pod = start_budget(probe), pod_with(kind, probe)
    quick_s = data.draw(phases(budget.shortest_s))
    lasts_s = budget.longest_s + 30
    assert not kills(
        play(pod, Night(1 + phase_s, catalogue_s=quick_s, connects_s=0, lasts_s=lasts_s))
    )
    slow_s = budget.longest_s + data.draw(phases())
    assert kills(play(pod, Night(1 + phase_s, catalogue_s=slow_s, connects_s=0, lasts_s=lasts_s)))


def kills(run: Run) -> list[Mark]:
    return [mark for mark in run.history.marks if mark.text == "SIGTERM"]


EXTREMES = [Probe(None, period_s=10), Probe(None, period_s=3, failure_threshold=2, timeout_s=7)]


@pytest.mark.parametrize("probe", EXTREMES)
def test_both_ends_are_reached_all_but_a_millisecond(probe: Probe) -> None:
    period_ms = probe.period_s * 1000
    seen = []
    for phase_ms in range(0, period_ms, 1000):
        for offset_ms in (0, 1):  # at a tick, and just after it
            down_s = FAULT_S + (phase_ms + offset_ms) / 1000
            night = Night(
                outages=((down_s, down_s + 300),),
                pulled_s=10,
                catalogue_s=0,
                connects_s=0,
                lasts_s=down_s + 300,
            )
            run = play(pod_with("readiness", probe), night)
            at_ms = decided_ms(run, "readiness", "failure", round(down_s * 1000))
            seen.append(at_ms - ANSWER_MS)
    span = until_failing(probe)
    assert min(seen) == span.shortest_s * 1000
    assert max(seen) == span.longest_s * 1000 - 1


@pytest.mark.parametrize(
    ("pre_stop", "grace_s", "own_s", "shortest_s", "longest_s"),
    [
        (None, 30, None, 30, 30),
        (None, 30, 10, 10, 10),
        (None, 30, 60, 60, 60),
        (None, 0, None, 2, 2),  # never less than 2 s
        (5, 30, None, 30, 30),  # the hook is part of it
        (29, 30, None, 31, 31),
        (20, 30, 10, 12, 12),  # the hook is cut off, then 2 s
        ("exec", 30, None, 30, 32),
    ],
)
def test_how_long_a_stuck_process_stays(
    pre_stop: int | str | None, grace_s: int, own_s: int | None, shortest_s: int, longest_s: int
) -> None:
    container = Container("a", "a:1")
    if isinstance(pre_stop, int):
        container = replace(container, pre_stop="sleep", pre_stop_sleep_s=pre_stop)
    elif pre_stop:
        container = replace(container, pre_stop=Exec(("drain",)))
    pod = Pod("a", (container,), termination_grace_period_s=grace_s)
    probe = Probe(None, termination_grace_period_s=own_s)
    assert until_gone(pod, container, probe)[:2] == (shortest_s, longest_s)
