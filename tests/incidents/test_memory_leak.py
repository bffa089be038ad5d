"""47 restarts in three days, told of a leak of three hours: that one makes 24."""

import pytest

from kubelet_lab import incidents
from kubelet_lab.incidents.memory_leak import leak


@pytest.mark.parametrize(
    ("minutes", "restarts"), [(180, 24), (91.9, 47), (60, 72), (1440, 3), (5000, 0)]
)
def test_restarts_are_the_days_over_the_leak(minutes: float, restarts: int) -> None:
    assert leak(minutes, 3).restarts == restarts


def test_a_leak_of_hours_never_shows_a_crash_loop_back_off() -> None:
    assert not list(leak(180, 3).trace.find("BackOff"))


def test_a_leak_of_two_minutes_does() -> None:
    waits = [e.text for e in leak(2, 0.1).trace.find("waiting, CrashLoopBackOff", source="status")]
    assert waits
    assert "back-off 10s restarting failed container=app pod=leaky-app_default(leaky-1)" in waits[0]


def test_the_kernel_kills_after_three_hours_with_137() -> None:
    killed = next(leak(180, 3).trace.find("OOMKilled"))
    assert killed.text == "app has ended with exit code 137, OOMKilled"
    assert 10_800 <= killed.at_ms / 1000 < 10_802


@pytest.mark.parametrize(
    "extreme", [{"days": 10**6}, {"leak_minutes": 0}, {"days": 0}, {"leak_minutes": 10**6}]
)
def test_no_setting_breaks_the_story(extreme: dict[str, float]) -> None:
    assert incidents.run("memory-leak", extreme).rows


def test_every_run_of_the_container_stays_in_the_history() -> None:
    run = leak(180, 3)
    assert len(list(run.levels())) == run.restarts + 1
