"""The order of events is part of the contract: world, act, look; older lookers first."""

import pytest

from kubelet_lab.sim.clock import ACT, LOOK, WORLD, Clock, seconds


def test_at_one_instant_the_world_changes_first_and_looks_come_last() -> None:
    clock, played = Clock(), []
    for name, order, rank in [
        ("younger look", LOOK, 2),
        ("act", ACT, 0),
        ("older look", LOOK, 1),
        ("world", WORLD, 0),
    ]:
        clock.at(5, lambda name=name: played.append(name), order=order, rank=rank)
    clock.run(6)
    assert played == ["world", "act", "older look", "younger look"]


def test_what_is_due_at_once_runs_right_after_the_present_turn() -> None:
    clock, played = Clock(), []

    def first() -> None:
        played.append("first look")
        clock.after(0, lambda: played.append("what it caused"))

    clock.at(5, first, order=LOOK, rank=1)
    clock.at(5, lambda: played.append("second look"), order=LOOK, rank=2)
    clock.run(6)
    assert played == ["first look", "what it caused", "second look"]


def test_a_run_ends_before_its_instant_and_stands_there() -> None:
    clock, played = Clock(), []
    clock.at(10, lambda: played.append("at 10"))
    clock.run(10)
    assert (played, clock.now_ms) == ([], 10)
    clock.run(11)
    assert played == ["at 10"]


def test_a_cancelled_timer_does_nothing() -> None:
    clock, played = Clock(), []
    timer = clock.at(1, lambda: played.append("never"))
    timer.cancel()
    clock.run(2)
    assert played == []


def test_events_without_end_are_stopped() -> None:
    clock = Clock()

    def again() -> None:
        clock.after(0, again)

    clock.at(0, again)
    with pytest.raises(RuntimeError, match="more than 100 events"):
        clock.run(1, most_events=100)


def test_seconds_are_whole_milliseconds() -> None:
    assert [seconds(value) for value in (0, 0.0005, 1.2345, 180)] == [0, 0, 1234, 180_000]
