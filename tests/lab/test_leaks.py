"""`lab.leak`: a leak over days, and a guess on it."""

from __future__ import annotations

import pytest

from kubelet_lab import lab


def alt(figure: object) -> str:
    layout = getattr(figure, "figure", {})["layout"]
    return str(layout["meta"]["alt"])


def test_a_leak_that_fills_its_limit_in_three_hours_needs_six_days_for_47_restarts() -> None:
    assert "OOMKilled 48 times, first at 3 h" in alt(lab.leak(3, days=6))
    assert "OOMKilled 24 times" in alt(lab.leak(3, days=3))


def test_a_guess_in_hours_is_drawn_and_no_guess_is_not() -> None:
    with_guess, without = lab.leak(3, days=3, guess=60.0), lab.leak(3, days=3, guess="never")
    assert "your guess" in repr(getattr(with_guess, "figure", ""))
    assert "your guess" not in repr(getattr(without, "figure", ""))


@pytest.mark.parametrize("asked", [(0, 3), (3, 0), (3, 99), ("3 h", 3), (3, None)])
def test_what_cannot_be_drawn_is_said(asked: tuple[object, object]) -> None:
    said = lab.leak(*asked)  # type: ignore[arg-type]
    assert repr(said).startswith("Nothing was played: a leak takes")
