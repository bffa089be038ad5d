"""Target, as told: what follows from requests, memory and a leak, and what undoes it."""

import json

import pytest

from kubelet_lab import incidents
from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.incidents.target import history, play
from kubelet_lab.incidents.target_fixes import ALL, fix_table
from kubelet_lab.incidents.target_rows import Played


@pytest.fixture(scope="module")
def outcome() -> incidents.Outcome:
    return incidents.run("target")


@pytest.fixture(scope="module")
def told() -> Played:
    story = play({})
    return Played(story, history(story))


def row(outcome: incidents.Outcome, words: str) -> incidents.Row:
    return next(row for row in outcome.rows if words in row.told)


@pytest.mark.parametrize(
    ("words", "computed", "verdict"),
    [
        ("200 worker nodes", "200 nodes", "same"),
        ("5000 pods", "5000 pods", "same"),
        ("8GB → 16GB → 32GB", "8GB → 20GB → 32GB at 14:15, 14:22:30, 14:30", "differs"),
        ("OOMKilling kubelet", "killed: 14:29:40 to 14:32:08", "same"),
        ("can't restart", "it stays dead, as told", "differs"),
        ("Status Unknown", "nodes Unknown: 14:30:30 to 14:51", "same"),
        ("marks nodes NotReady", "that was it: 14:30:30 to 14:51", "differs"),
        ("evicts pods", "deleted: 14:35:35 to 14:59:05", "same"),
        ("1250 new pods created", "1250 by then", "same"),
        ("now overloaded", "the first healthy node is full: 14:43:35", "same"),
        ("Cascading", "33 of the healthy by 15:00: 14:43:35 to 14:50:02", "same"),
        ("Partial recovery", "150 nodes Ready, 50 to do", "same"),
        ("Full recovery", "the last node is back: 17:59:24", "same"),
        ("4 hours", "3.5 h", "differs"),
        ("Root cause", "33 of 33 deaths on healthy nodes lead back to it", "same"),
    ],
)
def test_each_row_of_the_timeline(
    outcome: incidents.Outcome, words: str, computed: str, verdict: str
) -> None:
    found = row(outcome, words)
    assert found.computed.startswith(computed)
    assert found.verdict == verdict


def test_a_row_that_differs_says_why(outcome: incidents.Outcome) -> None:
    assert all(row.why for row in outcome.rows if row.verdict == "differs")


def test_the_same_twice_is_the_same_to_the_byte(outcome: incidents.Outcome) -> None:
    again = incidents.run("target")
    assert json.dumps(again.as_json()) == json.dumps(outcome.as_json())
    assert incidents.as_text(again) == incidents.as_text(outcome)


def test_times_are_those_of_the_storys_clock(outcome: incidents.Outcome) -> None:
    assert isinstance(outcome.history, FleetHistory)
    assert outcome.as_json()["clock_zero"] == "14:00"
    assert "\n    14:45  Scheduled to healthy nodes" in incidents.as_text(outcome)


def test_a_healthy_nodes_end_leads_back_to_the_leak(told: Played) -> None:
    trace = told.story.fleet.trace
    chain = [entry.text for entry in trace.why(told.caught[0].number)]
    assert chain[0] == "the kubelet is dead"
    assert chain[1] == "Out of memory: killed kubelet"
    for words in ("Started", "Scheduled", "Created pod", "Marking for deletion", "Unknown"):
        assert any(words in text for text in chain)
    assert chain[-1].startswith("the kubelets of 50 nodes leak")


def test_nobody_starts_the_cascade(told: Played) -> None:
    """The world does nothing between the leak and the emergency but let kubelets die."""
    entries = told.story.fleet.trace.find("", source="world", from_ms=0)
    acts = {entry.text for entry in entries if entry.at_ms < 5_400_000}
    assert acts == {"the kubelets of 50 nodes leak 26633830 bytes a second", "the kubelet is dead"}


def test_every_pod_serves_again_and_none_is_lost(told: Played) -> None:
    end_s = 5 * 3_600
    counts = {kind: told.pods(kind, end_s) for kind in told.history.pods}
    replaced = counts.pop("replaced")
    assert counts == {"serving": 5_000, "running": 5_000, "zombie": 0, "pending": 0}
    assert replaced == len(told.created) == 2_395
    assert told.ready(end_s) == 200


def test_a_shorter_grace_is_ten_seconds_earlier_for_every_node(told: Played) -> None:
    story = play({"grace": 40})
    sooner = Played(story, history(story)).unknown
    assert {late - early for late, early in zip(told.unknown[:50], sooner[:50], strict=True)} == {
        10_000
    }


@pytest.fixture(scope="module")
def worth() -> dict[str, tuple[int, int]]:
    return {row.fix.strip(" ….").lower(): (row.silent, row.caught) for row in fix_table()}


@pytest.mark.parametrize(
    ("fix", "silent", "caught"),
    [
        ("as told", 83, 33),
        ("set resource limits on kubelet", 0, 0),
        ("reserve what it uses", 50, 0),
        ("monitor kubelet health", 0, 0),
        ("zombie pod cleanup", 50, 0),
        ("node lifecycle management", 50, 0),
        ("spare nodes", 50, 0),
        ("oom_score_adj", 50, 0),
        ("systemd", 0, 0),
        (ALL, 0, 0),
    ],
)
def test_what_each_fix_is_worth(
    worth: dict[str, tuple[int, int]], fix: str, silent: int, caught: int
) -> None:
    assert next(found for name, found in worth.items() if fix in name) == (silent, caught)


def test_when_it_is_over_a_month_more_costs_not_one_event() -> None:
    story = play({"leaking_nodes": 10, "emergency": 2_100}, 3_600)
    fleet = story.fleet
    assert len(story.repaired) == 10
    entries = len(fleet.trace)
    fleet.clock.run(30 * 86_400_000, most_events=0)  # raises at the first
    assert len(fleet.trace) == entries


def test_kubelets_that_are_killed_again_and_again_are_as_many_nodes_as_ever() -> None:
    limited = incidents.run("target", {"kubelet_limit_gib": 12})
    assert row(limited, "50 nodes affected").computed == "50 nodes"
    assert "at that limit" in row(limited, "OOMKilling kubelet").why
    assert row(limited, "can't restart").computed == "systemd has it back, to leak again"


@pytest.mark.parametrize("limit_gib", [1, 2, 7])
def test_kubelets_that_do_not_fit_their_limit_are_down_at_once_and_stay_down(
    limit_gib: int,
) -> None:
    story = play({"kubelet_limit_gib": limit_gib}, 5_400)
    seen = Played(story, history(story, 5_400))
    assert {entry.at_ms for entry in seen.sick + seen.caught} == {60_000}
    assert len(seen.unknown) == 200
    assert seen.pods("serving", 300) == 0
    assert seen.pods("zombie", 300) == 5_000
    tries = list(story.fleet.trace.find("killed as it starts: it needs 8000000000 bytes"))
    assert {entry.subject for entry in tries} == {f"node/{name}" for name in story.fleet.sites}
    assert len(tries) == 200  # the first of each node; the others would be no news
    assert not seen.deleted  # all are silent: that is not a reason to evict


def test_people_bring_back_what_fits() -> None:
    story = play({"kubelet_limit_gib": 7, "nodes": 8, "pods": 200}, 7_200)
    assert story.repaired
    assert all(site.kubelet for site in story.fleet.sites.values())


@pytest.mark.parametrize(
    ("restless", "by"),
    [
        ({"restart_at_gib": 7}, "15:23"),  # monitoring, each minute, every kubelet
        ({"kubelet_limit_gib": 8, "leak_mib_per_s": 1_000}, "15:19:44"),  # full after 8 s
    ],
)
def test_kubelets_that_start_without_end_are_a_sentence(
    restless: dict[str, float], by: str
) -> None:
    says = f"^by {by} kubelets have been started more than 10,000 times: "
    with pytest.raises(incidents.Unplayable, match=says):
        incidents.run("target", restless)


@pytest.mark.parametrize(
    "extreme",
    [
        {"nodes": 1, "pods": 1, "leaking_nodes": 1},
        {"nodes": 0},
        {"pods": 0},
        {"leaking_nodes": 0},
        {"leaking_nodes": 1_000},
        {"leak_mib_per_s": 0},
        {"leak_mib_per_s": 1_000_000},
        {"eviction_rate": 0},
        {"toleration": 0, "grace": 0},
        {"kube_reserved_gib": 1_000},
        {"kubelet_limit_gib": 0.1},  # a fresh one does not fit either
        {"emergency": 0},
        {"zombie_cleanup": 1},
    ],
)
def test_no_setting_breaks_the_story(extreme: dict[str, float]) -> None:
    small = {"nodes": 8, "pods": 200, "leaking_nodes": 2} | extreme
    assert incidents.run("target", small).rows
