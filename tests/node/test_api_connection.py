"""The kubelet without its API server: what waits, what goes on, and who notices the return when."""

from __future__ import annotations

import pytest

from kubelet_lab.incidents.nginx_node import NEWCOMER, NGINX, NginxNode
from kubelet_lab.node.api_connection import Shown


def after(down_s: float, back_s: float, text: str, *, stuck_s: float = 10_000) -> float | None:
    """How many seconds after the API server's return the trace says so."""
    node = NginxNode()
    node.bind(0, NGINX)
    node.outage(down_s, back_s)
    node.get_stuck(stuck_s)
    node.run(back_s + 100)
    at_ms = node.ms(text, from_s=back_s)
    return None if at_ms is None else round(at_ms / 1000 - back_s, 3)


@pytest.mark.parametrize(
    ("down_s", "back_s", "opened_s"),
    [
        (63, 64, 0.2),  # 63 + 1.2
        (63, 66, 0.6),  # … + 2.4
        (63, 100, 0.2),  # … + 4.8 + 9.6 + 19.2
        (63, 663, 15.6),  # … + 38.4, then 45 s each
    ],
)
def test_the_watch_is_opened_anew_with_a_growing_back_off(
    down_s: float, back_s: float, opened_s: float
) -> None:
    assert after(down_s, back_s, "pods are listed") == opened_s


@pytest.mark.parametrize(
    ("down_s", "back_s", "renewed_s"),
    [
        (63, 69, None),  # the tick at 70 s never missed it
        (63, 71, 0.4),  # failed at 70, 70.2, 70.6
        (63, 663, 0.6),  # every 7 s by then
    ],
)
def test_a_lease_that_failed_is_tried_again_within_seven_seconds(
    down_s: float, back_s: float, renewed_s: float | None
) -> None:
    assert after(down_s, back_s, "the lease is renewed") == renewed_s


def test_a_status_waits_for_the_next_ten_second_tick_and_only_the_newest_goes_out() -> None:
    node = NginxNode()
    node.bind(0, NGINX)
    node.outage(63, 663)
    node.get_stuck(240)
    node.run(700)
    tried = [entry.text.split(": ")[1] for entry in node.trace.find("Failed to update status")]
    sent = list(node.trace.find("updated successfully", from_ms=63_000))
    assert tried == [
        "Running, Ready False, RESTARTS 0",
        "Running, Ready False, RESTARTS 1",
        "Running, Ready True, RESTARTS 1",
    ]
    assert [(entry.at_ms, entry.text.split(": ")[1]) for entry in sent] == [(670_000, tried[-1])]
    assert node.trace.why(sent[0].number)[-1].text != "the API server is back"


def test_what_the_api_server_shows_is_as_old_as_the_last_report() -> None:
    node = NginxNode()
    node.bind(0, NGINX)
    node.outage(63, 663)
    node.get_stuck(240)
    node.run(662)
    assert node.nginx() == (
        Shown("Running", ready=True, restarts=0),
        Shown("Running", ready=True, restarts=1),
    )
    node.run(671)
    assert node.nginx() == (
        Shown("Running", ready=True, restarts=1),
        Shown("Running", ready=True, restarts=1),
    )


def test_a_pod_bound_while_the_watch_is_broken_arrives_with_the_list() -> None:
    node = NginxNode()
    node.bind(0, NGINX)
    node.outage(63, 663)
    node.bind(663, NEWCOMER)
    node.run(700)
    assigned = next(node.trace.find("pod cache-xyz is assigned"))
    started = next(node.trace.find("StartContainer: cache"))
    assert (assigned.at_ms, started.at_ms) == (663_000, 680_390)
    assert node.trace.why(started.number)[-1] == assigned


def test_a_second_outage_undoes_what_the_return_had_planned() -> None:
    node = NginxNode()
    node.bind(0, NGINX)
    node.outage(63, 663)
    node.outage(663.5, 700)
    node.run(720)
    renewed = [entry.at_ms for entry in node.trace.find("the lease is renewed")]
    assert [at_ms > 700_000 for at_ms in renewed] == [True]
