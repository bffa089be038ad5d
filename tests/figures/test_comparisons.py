"""Figures that compare: runs side by side, memory at its limit, throttled work."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from kubelet_lab import incidents
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.memory import memory_figure
from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.side_by_side import side_by_side
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.throttle import throttle_figure
from kubelet_lab.incidents.memory_leak import leak
from kubelet_lab.node.cfs import run

GUESS = Prediction(40)


def _handlers(**more: object) -> Figure:
    names = ("httpGet", "tcpSocket")
    runs = {name: incidents.run("probes.handlers", {"handler": name}).history for name in names}
    return side_by_side(runs, "liveness", title="Which notices?", since="the start", **more)  # type: ignore[arg-type]


def _memory(**more: object) -> Figure:
    lost = leak(180, 1)
    end_ms = lost.history.end_ms
    return memory_figure(
        lost.levels(), lost.history.container, lost.limit, end_ms=end_ms, title="A leak", **more  # type: ignore[arg-type]
    )  # fmt: skip


def _throttled(**more: object) -> Figure:
    works = {("1 thread", "500m"): list(run(120_000, 1, 50_000))}
    return throttle_figure(works, title="How long?", **more)  # type: ignore[arg-type]


FIGURES = {"handlers": _handlers, "memory": _memory, "throttled": _throttled}


@pytest.mark.parametrize("name", FIGURES)
def test_each_can_be_drawn_as_a_still_and_says_what_it_shows(name: str) -> None:
    figure = FIGURES[name]()
    svg = to_svg(figure)
    root = ET.fromstring(svg)  # noqa: S314 - we have just made it
    assert root.attrib["aria-label"] == figure["layout"]["meta"]["alt"]
    assert svg == to_svg(FIGURES[name]())
    assert "your guess" not in svg


@pytest.mark.parametrize("name", ["memory", "throttled"])
def test_a_guess_is_drawn_on_it(name: str) -> None:
    assert "your guess" in to_svg(FIGURES[name](prediction=GUESS))


def test_several_guesses_are_drawn_across_all_runs() -> None:
    svg = to_svg(
        _handlers(predictions=(Prediction(10_000, "soonest"), Prediction(60_000, "latest")))
    )
    assert "soonest" in svg
    assert "latest" in svg


def test_side_by_side_says_who_was_killed() -> None:
    alt = _handlers()["layout"]["meta"]["alt"]
    assert "httpGet: " in alt
    assert "Killed at 51 s (deadlock + 26 s)." in alt
    assert alt.endswith("Never killed.")


def test_memory_counts_its_kills_and_draws_each_of_them() -> None:
    figure = _memory()
    assert "OOMKilled 8 times, first at 3 h." in figure["layout"]["meta"]["alt"]
    (kills,) = (one for one in figure["data"] if one["name"] == "OOMKilled" and one["x"] != [None])
    assert len(kills["x"]) == 8


def test_what_lies_beyond_the_end_of_a_memory_figure_is_cut_off() -> None:
    lost = leak(180, 1)
    figure = memory_figure(
        lost.levels(), lost.history.container, lost.limit, end_ms=20_000_000, title="A leak"
    )
    assert "OOMKilled once, first at 3 h." in figure["layout"]["meta"]["alt"]


def test_throttled_work_says_how_long_it_waited() -> None:
    assert "1 thread, 500m: 220 ms, throttled for 100 ms." in _throttled()["layout"]["meta"]["alt"]
