"""The hidden days of `stop_the_cascade`, all of them: seeds only draw from these."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from kubelet_lab.exercises.cascade import (
    FASTER,
    MORE_NODES,
    MOST_LOST,
    SILENT,
    Day,
    _days,
    _play,
)
from tests.helpers.proof import check

TUNED = {"restart_at_gib": 28.2}  # early enough for the leak as told, and for no faster one
RATES = [tenths / 10 for tenths in range(round(FASTER[0] * 10), round(FASTER[1] * 10) + 1)]
ENDS = list(product(MORE_NODES, FASTER))


def test_a_seed_draws_one_of_the_days_below() -> None:
    for number in range(200):
        _, (day, hidden) = _days(Random(number))  # noqa: S311 - dice, not keys
        assert hidden
        assert day.leaking_nodes - SILENT in MORE_NODES
        assert day.leak_mib_per_s in RATES


@pytest.mark.parametrize("more", MORE_NODES)
def test_what_is_tuned_to_the_public_day_fails_on_every_hidden_one(more: int) -> None:
    passed = [rate for rate in RATES if not _play(TUNED, Day(SILENT + more, rate)).caught]
    assert passed == []


@pytest.mark.parametrize(("more", "rate"), ENDS)
@pytest.mark.parametrize(
    "settings",
    [
        {"kubelet_limit_gib": 12.0},
        {"restart_at_gib": 16.0},
        {"kubelet_limit_gib": 24.0, "kube_reserved_gib": 4.0},
        {"kubelet_limit_gib": 16.0, "restart_at_gib": 12.0, "zombie_cleanup": 120.0},
    ],
)
def test_right_settings_hold_on_the_mildest_and_on_the_worst_day(
    settings: dict[str, float], more: int, rate: float
) -> None:
    outcome = _play(settings, Day(SILENT + more, rate))
    assert outcome.caught == 0
    assert outcome.lost <= MOST_LOST


def test_the_tuned_answer_has_full_marks_on_the_public_day() -> None:
    report = check("%%answers stop_the_cascade\nrestart_at_gib: 28.2\n", None)
    assert report.points == report.max_points
