"""Ten minutes without an API server, and a day with one."""

from __future__ import annotations

from itertools import product

import pytest

from kubelet_lab.incidents import run
from kubelet_lab.incidents.api_server_down import TOLD, ten_minutes


def test_three_of_the_five_tasks_go_on_and_two_stop() -> None:
    rows = run("api-server-down").rows
    tasks = {row.told[:2]: row.verdict for row in rows if row.told[:1].isdigit()}
    assert tasks == {"1.": "differs", "2.": "same", "3.": "same", "4.": "differs", "5.": "same"}


def test_the_restart_during_the_outage_leads_back_to_nginx_and_not_to_the_api_server() -> None:
    trace = run("api-server-down").trace
    started = next(trace.find("StartContainer: nginx", from_ms=63_000))
    assert (started.at_ms, trace.why(started.number)[-1].text) == (291_100, "nginx gets stuck")


def test_the_lease_is_renewed_long_before_the_grace_is_over() -> None:
    rows = {row.told: row for row in run("api-server-down").rows}
    assert rows["(and afterwards)"].computed == "lease 0.6 s, pod status 7 s after the return"


def test_of_the_daily_routine_four_lines_differ() -> None:
    rows = run("daily-routine").rows
    assert [row.told for row in rows if row.verdict == "differs"] == [
        "Watch API Server (every 10s)",
        "Expose port 80",
        "Every 10s: Is container running?",
        '"Using 100m CPU, 200Mi memory"',
    ]


@pytest.mark.parametrize(
    ("down_s", "outage_s", "stuck_s", "wanted_s", "lasts_s"),
    list(product((0, 63), (0, 5, 600), (0, 240), (0, 900), (0, 780))),
)
def test_whatever_is_asked_for_is_played(
    down_s: float, outage_s: float, stuck_s: float, wanted_s: float, lasts_s: float
) -> None:
    asked = {"down_s": down_s, "outage_s": outage_s, "stuck_s": stuck_s}
    assert run("api-server-down", {**asked, "wanted_s": wanted_s, "lasts_s": lasts_s}).rows


def test_a_day_may_be_cut_short() -> None:
    assert run("daily-routine", {"lasts_s": 0, "deleted_s": 0, "second_s": 90}).rows


def test_the_return_of_the_watch_is_a_line_of_the_figure() -> None:
    played = ten_minutes(TOLD)
    marks = {mark.text: mark.at_ms for mark in played.history.marks}
    assert marks["the watch is back"] - marks["the API server is back"] == 15_600
