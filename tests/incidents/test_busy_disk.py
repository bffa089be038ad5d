"""One node on Black Friday: what PLEG's walks wait for, and when the node says so."""

from __future__ import annotations

import pytest

from kubelet_lab import incidents
from kubelet_lab.incidents.busy_disk import MB, NODE, Load, busy_disk, usual_bytes_per_s
from kubelet_lab.node.pleg import RELIST_THRESHOLD_MS


def test_the_story_beside_the_node() -> None:
    outcome = incidents.run("shopify.node")
    assert [(row.told[:20], row.computed_s, row.verdict) for row in outcome.rows] == [
        ("23:50 Disk I/O satur", 0.0, "same"),
        ("23:55 PLEG polls tak", 13.948, "same"),
        ('PLEG timeout: "Conta', None, "differs"),
        ("00:00 PLEG marked un", 552.869, "same"),
        ("Node marked NotReady", 640.0, "same"),
        ("But existing pods st", None, "same"),
        ("00:10 Disk I/O at 10", 1162.517, "same"),
        ("00:15 Fix: PLEG resp", 2157.283, "differs"),
        ("Nodes become Ready; ", 2090.0, "same"),
    ]


@pytest.mark.parametrize("latency", [0, 1, 10, 20, 1_000])
def test_a_slow_disk_alone_makes_nobody_ill(latency: int) -> None:
    history = busy_disk(Load(30, 0, latency)).history
    assert history.not_ready_ms is None
    assert history.longest_ms < 200


@pytest.mark.parametrize(
    ("containers", "logs", "not_ready_s"),
    [(26, 6, 980), (30, 6, 640), (34, 6, 450), (34, 3.67, None), (20, 6, None), (1, 12, None)],
)
def test_what_counts_is_more_bytes_than_the_disk_moves(
    containers: int, logs: float, not_ready_s: float | None
) -> None:
    load = Load(containers, logs)
    history = busy_disk(load).history
    at_ms = history.not_ready_ms
    assert (None if at_ms is None else at_ms / 1000) == not_ready_s
    asked = containers * logs * MB + usual_bytes_per_s(NODE, 1)
    assert (asked > NODE.disk_bytes_per_s) == (at_ms is not None)


def test_pleg_is_ill_three_minutes_after_the_last_good_walk_set_out() -> None:
    history = busy_disk(Load(34)).history
    assert history.unhealthy_ms is not None
    returned = [w for w in history.walks if w.listed and w.end_ms < history.unhealthy_ms]
    assert history.unhealthy_ms == returned[-1].at_ms + RELIST_THRESHOLD_MS + 1


def test_logs_on_a_disk_of_their_own_leave_the_walks_alone() -> None:
    assert busy_disk(Load(34, logs_elsewhere=True)).history.longest_ms < 100


def test_bands_fill_the_run_and_walks_follow_each_other() -> None:
    history = busy_disk(Load(), fixed_s=1_500, lasts_s=2_400).history
    for bands in (history.ready, history.loop):
        assert [band.start_ms for band in bands[1:]] == [band.end_ms for band in bands[:-1]]
        assert (bands[0].start_ms, bands[-1].end_ms) == (0, history.end_ms)
    starts = [walk.at_ms for walk in history.walks[1:]]
    assert starts == [walk.end_ms + 1_000 for walk in history.walks[:-1]]


def test_a_story_with_absurd_numbers_is_played_within_the_nodes_bounds() -> None:
    outcome = incidents.run("shopify.node", {"containers": 1_000_000, "logs": 1_000_000})
    assert outcome.node is not None
    assert outcome.node.not_ready_ms is not None
