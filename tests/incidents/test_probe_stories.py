"""Lesson 04's stories: a lucky start, three probes in a day, one deadlock asked about five ways."""

from __future__ import annotations

import pytest

from kubelet_lab import incidents
from kubelet_lab.check.delays import until_failing, until_timed_out
from kubelet_lab.incidents.one_fault import Fault, decided_ms, extremes
from kubelet_lab.spec.pod import Probe, ProbeType

DAY_S = 86_400


def kills_s(**parameters: object) -> list[float]:
    outcome = incidents.run("search.slow-answer", parameters)
    return [m.at_ms / 1000 for m in outcome.history.marks if m.text == "SIGTERM"]


def test_one_slow_answer_restarts_the_pod_for_ever() -> None:
    outcome = incidents.run("search.slow-answer", {"lasts_s": DAY_S})
    ready = [band for band in outcome.history.ready if band.state == "Ready"]
    assert len(ready) == 1, "never again after the first kill"
    assert sum(mark.text == "restart" for mark in outcome.history.marks) > 400


def test_every_kill_after_the_first_falls_on_the_tick_that_the_first_fell_on() -> None:
    first, *later = kills_s()
    assert first == 124.8  # the look at 123.8 s waits for its timeout
    assert {round(at_s % 10, 3) for at_s in later} == {3.805}


@pytest.mark.parametrize(
    ("parameters", "kills"),
    [
        ({"liveness.failureThreshold": 3}, 0),
        ({"liveness.timeoutSeconds": 2}, 0),
        ({"startup": "12 x 5 s"}, 1),
        ({"pulled_s": 5.8}, 8),  # another first start, as lucky
        ({"loads_s": 24}, 1),
    ],
)
def test_what_would_have_helped(parameters: dict[str, object], kills: int) -> None:
    assert len(kills_s(**parameters)) == kills


def test_three_probes_differ_from_the_lesson_in_the_fence_posts_and_the_leak() -> None:
    rows = incidents.run("probes.three").rows
    assert [row.told for row in rows if row.verdict == "differs"] == [
        "periodSeconds: 10, failureThreshold: 30 (try for 5 minutes)",
        "Example: memory leak",
    ]
    assert "290 s" in rows[1].why


@pytest.mark.parametrize(
    ("handler", "notices"),
    [
        ("httpGet", True),
        ("tcpSocket", False),
        ("exec a look at the process list", False),
        ("exec the program's own client", True),
        ("grpc", True),
    ],
)
def test_a_question_notices_what_it_goes_through(handler: str, notices: bool) -> None:
    history = incidents.run("probes.handlers", {"handler": handler}).history
    assert any(mark.text == "SIGTERM" for mark in history.marks) == notices


def test_all_that_the_lesson_says_of_three_handlers_is_right_and_there_is_a_fourth() -> None:
    rows = incidents.run("probes.handlers").rows
    assert [row.verdict for row in rows] == ["same"] * 5 + ["differs"]
    assert "grpc" in rows[-1].computed


@pytest.mark.parametrize("timeout_s", [1, 5, 20])
@pytest.mark.parametrize("period_s", [1, 5, 10, 30])
@pytest.mark.parametrize("threshold", [1, 3, 10])
@pytest.mark.parametrize("kind", ["readiness", "liveness"])
@pytest.mark.parametrize("fault", ["deadlock", "outage"])
def test_the_closed_form_is_what_the_engine_does_at_both_ends(
    timeout_s: int, period_s: int, threshold: int, kind: ProbeType, fault: Fault
) -> None:
    probe = Probe(None, timeout_s=timeout_s, period_s=period_s, failure_threshold=threshold)
    span = (until_timed_out if fault == "deadlock" else until_failing)(probe)
    acts_s = [round(decided_ms(run, kind) / 1000) for run in extremes(kind, probe, fault)]
    assert acts_s == [span.shortest_s, span.longest_s]


@pytest.mark.parametrize(
    ("name", "extreme"),
    [
        ("search.slow-answer", {"loads_s": 0}),
        ("search.slow-answer", {"lasts_s": 0}),
        ("search.slow-answer", {"pulled_s": 10**6}),
        ("probes.three", {"loads_s": 10**6}),
        ("probes.three", {"busy_for_s": 0, "stuck_s": 0}),
        ("probes.three", {"lasts_s": 0}),
        ("probes.handlers", {"stuck_s": 10**6}),
        ("probes.handlers", {"lasts_s": 0}),
    ],
)
def test_no_setting_breaks_a_story(name: str, extreme: dict[str, float]) -> None:
    assert incidents.run(name, extreme).rows
