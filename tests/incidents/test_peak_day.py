"""A service with a peak: what requests and limits do on a shared node."""

from __future__ import annotations

import pytest

from kubelet_lab.incidents.peak_day import PEAK, PEAK_CPU_M, Day, play
from kubelet_lab.node.machine import GI, MI
from kubelet_lab.spec.pod import Container, Pod, Resources


def pod(cpu: int = 0, memory: int = 0, limit_cpu: int = 0, limit_memory: int = 0) -> Pod:
    def given(cpu: int, memory: int) -> dict[str, int]:
        return {name: n for name, n in {"cpu": cpu, "memory": memory}.items() if n}

    resources = Resources(given(cpu, memory), given(limit_cpu, limit_memory))
    return Pod("thumbs", (Container("thumbs", "thumbs:1", resources=resources),), uid="any")


def said(day: Day, of: Pod, words: str) -> list[str]:
    trace = play(of, day).trace
    return [entry.subject for entry in trace.find(words)] if trace else []


@pytest.mark.parametrize(
    ("cpu", "memory", "reason"),
    [(700, GI, None), (701, GI, "OutOfcpu"), (700, GI + MI, "OutOfmemory"), (0, 0, None)],
)
def test_requests_are_what_finds_room(cpu: int, memory: int, reason: str | None) -> None:
    rejected = play(pod(cpu, memory), Day("room")).rejected
    assert (rejected.reason if rejected else None) == reason


@pytest.mark.parametrize(("limit_mi", "kills"), [(699, True), (700, False), (0, False)])
def test_the_peak_is_killed_by_a_limit_below_it(limit_mi: int, kills: bool) -> None:
    found = said(Day("peak", PEAK), pod(limit_memory=limit_mi * MI), "OOMKilled")
    assert bool(found) == kills


@pytest.mark.parametrize(("request_mi", "goes"), [(0, "thumbs"), (500, "thumbs"), (700, "others")])
def test_who_is_furthest_above_its_request_is_evicted(request_mi: int, goes: str) -> None:
    day = Day("neighbour", 100 * MI)
    evicted = said(day, pod(memory=request_mi * MI), "Warning Evicted")
    assert evicted == [f"pod/{goes}"]


@pytest.mark.parametrize(("limit_mi", "short"), [(800, False), (2_048, True), (0, True)])
def test_a_limit_keeps_a_leak_at_home(limit_mi: int, short: bool) -> None:
    found = said(Day("leak"), pod(limit_memory=limit_mi * MI), "EvictionThresholdMet")
    assert bool(found) == short


def test_a_request_is_a_weight_when_cpu_is_short_and_nothing_when_it_is_not() -> None:
    assert play(pod(cpu=10), Day("busy", 0)).granted_m == PEAK_CPU_M
    assert play(pod(cpu=10), Day("busy", 2_600)).granted_m < 20
    assert play(pod(cpu=600), Day("busy", 2_600)).granted_m == PEAK_CPU_M


def test_a_limit_throttles_on_an_idle_node_too() -> None:
    assert play(pod(cpu=600, limit_cpu=400), Day("busy", 0)).granted_m == 400


def test_what_requests_hold_is_given_back_after_noon() -> None:
    history = play(pod(), Day("peak", PEAK)).history
    assert history is not None
    assert [band.state for band in history.container] == ["waiting", "running"]
