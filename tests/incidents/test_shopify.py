"""Black Friday: one whole node with a slow disk, its like, and the cluster around them."""

import json

import pytest

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.incidents import Outcome, as_text, run
from kubelet_lab.incidents.slow_disk import MB, first_latency, first_not_ready
from kubelet_lab.node.machine import Machine

SMALL = {"nodes": 8, "slow_nodes": 4}


@pytest.fixture(scope="module")
def night() -> Outcome:
    return run("shopify")


def test_the_night_row_by_row(night: Outcome) -> None:
    assert [(row.told_s, row.told[:24], row.computed_s, row.verdict) for row in night.rows] == [
        (0, "Black Friday begins. Mas", 0, "same"),
        (0, "Disk I/O saturates", 0, "same"),
        (300, "Container runtime slow t", 13.919, "differs"),
        (300, "PLEG polls take >3 secon", 13.919, "differs"),
        (300, 'PLEG timeout: "Container', 747.618, "differs"),
        (600, "PLEG marked unhealthy", 593.921, "same"),
        (600, "Node marked NotReady", 600, "same"),
        (600, "No new pods scheduled to", 600, "same"),
        (600, "But existing pods still ", 600, "same"),
        (900, "50 nodes affected", 603.6, "differs"),
        (900, "50% of cluster capacity ", None, "same"),
        (900, "Remaining nodes overload", 990, "differs"),
        (1200, "Engineers investigate. D", 1200, "same"),
        (1200, "Container runtime queued", 1200, "same"),
        (1200, "PLEG timing out", 627.618, "same"),
        (1500, "Fix: Throttle disk I/O. ", 1500, "same"),
        (1500, "PLEG responds fast again", 1956.177, "differs"),
        (1500, "Nodes become Ready", 1930, "differs"),
        (2400, "Full recovery", 1949.217, "same"),
        (None, "Lesson: PLEG health = No", None, "same"),
        (None, "Fast disks = Critical!", None, "same"),
    ]


def test_the_kubelets_own_words(night: Outcome) -> None:
    said = [entry.text for entry in night.trace.find("condition Ready False")]
    assert said[0].endswith(
        "KubeletNotReady: PLEG is not healthy: "
        "pleg was last seen active 3m6.08s ago; threshold is 3m0s"
    )


def test_half_the_fleet_and_back(night: Outcome) -> None:
    history = night.history
    assert isinstance(history, FleetHistory)
    sick = [name for name, changes in history.nodes.items() if len(changes) > 1]
    assert sick == [f"node-{number}" for number in range(1, 51)]
    assert {changes[-1].state for changes in history.nodes.values()} == {"Ready"}
    assert history.pods["serving"][0].pods == history.pods["serving"][-1].pods == 4000
    assert history.clock_zero == "23:50"


def test_the_table_shows_the_storys_clock(night: Outcome) -> None:
    text = as_text(night)
    assert "by the story's clock" in text
    assert "23:50:13" in text and "00:22:10" in text


def test_the_same_twice() -> None:
    once, twice = (json.dumps(run("shopify", SMALL).as_json()) for _ in range(2))
    assert once == twice


@pytest.mark.parametrize(
    "fix",
    [
        {"log_kb_per_s": 3_100},
        {"disk_mb_per_s": 160},
        {"containers": 32},
        {"pleg_threshold_s": 2_000},
        {"throttled_s": 300},
    ],
    ids=str,
)
def test_each_fix_alone_keeps_the_nodes_ready(fix: dict[str, float]) -> None:
    rows = {row.told: row for row in run("shopify", SMALL | fix).rows}
    assert rows["Node marked NotReady"].computed_s is None
    assert rows["50 nodes affected"].computed_s is None


def test_three_seconds_would_be_no_threshold_at_all() -> None:
    rows = {row.told: row for row in run("shopify", SMALL | {"pleg_threshold_s": 3}).rows}
    assert rows["Node marked NotReady"].computed_s == 20


@pytest.mark.parametrize(("containers", "latency_s"), [(10, 89.9), (40, 89.6), (110, 89.2)])
def test_the_first_latency_is_half_the_threshold(containers: int, latency_s: float) -> None:
    assert first_latency(containers) == latency_s


def test_a_disk_that_keeps_up_never_makes_a_node_not_ready() -> None:
    machine = Machine(disk_bytes_per_s=125 * MB)
    assert first_not_ready(40, 3 * MB, machine, 180, 3_600) is None
    assert first_not_ready(40, 6 * MB, machine, 180, 3_600) == 290


@pytest.mark.parametrize(
    "changes",
    [{"nodes": 1}, {"slow_nodes": 0}, {"containers": 0}, {"lasts_s": 0}, {"disk_mb_per_s": 0}],
)
def test_it_plays_whatever_is_asked(changes: dict[str, float]) -> None:
    assert len(run("shopify", {**SMALL, **changes}).rows) == 21
