"""The kubelet's end: told beside computed, and what a new kubelet makes of it."""

import json

import pytest

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.incidents import Outcome, as_text, run
from kubelet_lab.incidents.kubelet_crash_played import given_up_within


def table(outcome: Outcome) -> list[tuple[str, float | None, str]]:
    return [(row.told[:22], row.computed_s, row.verdict) for row in outcome.rows]


def test_the_end_of_a_kubelet_row_by_row() -> None:
    assert table(run("kubelet-crash")) == [
        ("kubelet crashes on nod", 0, "same"),
        ("✓ Containers keep runn", 0, "same"),
        ("✓ Services keep workin", 0, "differs"),
        ("✗ Can't start new pods", 900.6, "same"),
        ("✗ Can't restart crashe", 900.2, "same"),
        ("✗ Can't report status ", -5, "same"),
        ("AFTER 40 SECONDS: Node", 40, "same"),
        ("Node marked: Ready → N", 40, "same"),
        ("Scheduler: Don't send ", 40, "same"),
        ("AFTER 5 MINUTES: Node ", 345, "differs"),
        ("Pods marked: Terminati", 345, "same"),
        ("ReplicaSet Controller:", 345, "same"),
        ("But! Containers still ", 345, "differs"),
        ("(not told) A kubelet s", 900, "same"),
        ("(not told) The node is", 900.1, "same"),
        ("(not told) Zombies end", 900.1, "same"),
        ("(not told) What nobody", None, "same"),
    ]


@pytest.mark.parametrize(
    ("changes", "given_up_s", "evicted_s"),
    [
        ({}, 40, 345),
        ({"grace_s": 50}, 50, 355),
        ({"renewed_s": 0.1}, 44.9, 349.9),
        ({"renewed_s": 0}, 35, 340),  # the renewal of that very instant is not made
        ({"renewed_s": 9.9}, 35.1, 340.1),
        ({"toleration_s": 30}, 40, 75),
        ({"nodes": 1}, 40, None),  # nobody is left: nothing is evicted
        ({"returns_s": 30}, None, None),
        ({"returns_s": 100}, 40, None),  # the toleration was not used up
    ],
)
def test_when_the_node_is_given_up_and_when_its_pods_are(
    changes: dict[str, float], given_up_s: float | None, evicted_s: float | None
) -> None:
    rows = {row.told: row.computed_s for row in run("kubelet-crash", changes).rows}
    assert rows["Node marked: Ready → NotReady"] == given_up_s
    assert rows["Pods marked: Terminating"] == evicted_s


def test_a_node_is_given_up_within_a_quarter_of_a_minute_of_chance() -> None:
    assert given_up_within(40) == (35, 49.999)
    assert given_up_within(50) == (45, 59.999)


def test_the_fleet_is_drawn_from_its_zero_and_ends_as_it_began() -> None:
    history = run("kubelet-crash").history
    assert isinstance(history, FleetHistory)
    assert [change.state for change in history.nodes["node-1"]] == [
        "dead",
        "Unknown",
        "NotReady",
        "Ready",
    ]
    assert all(steps[0].at_ms == 0 for steps in history.pods.values())
    assert history.pods["zombie"][-1].pods == 0


def test_every_entry_after_the_crash_leads_back_to_the_world() -> None:
    outcome = run("kubelet-crash")
    for entry in outcome.trace:
        if entry.at_ms >= outcome.zero_ms and entry.source != "pleg":
            assert outcome.trace.why(entry.number)[-1].source in ("world", "runtime"), entry


def test_the_same_twice_and_as_text() -> None:
    once, twice = (run("kubelet-crash") for _ in range(2))
    assert json.dumps(once.as_json()) == json.dumps(twice.as_json())
    assert "17 rows, 3 of them differ" in as_text(once)


@pytest.mark.parametrize(
    "changes",
    [{"nodes": 0}, {"lasts_s": 0}, {"returns_s": 0}, {"returns_s": 5000}, {"renewed_s": 100}],
)
def test_it_plays_whatever_comes_first(changes: dict[str, float]) -> None:
    assert len(run("kubelet-crash", changes).rows) == 17
