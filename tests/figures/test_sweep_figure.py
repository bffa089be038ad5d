"""The figure of a sweep: strips, lines, and what is left out."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from kubelet_lab.figures.number_axis import nice_step
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.sweep_figure import MOST_LINES, MOST_STRIPS, Row, sweep_figure


def _rows(lines: int = 2, outcomes: int = 3) -> list[Row]:
    return [
        (
            {"x": x, "line": line},
            {f"o{n}": x * n - line if n < 9 else None for n in range(outcomes)},
        )
        for line in range(lines)
        for x in range(20)
    ]


def test_a_strip_for_each_outcome_that_differs_and_a_line_for_each_other_setting() -> None:
    rows = [(point, {**values, "same": 3.0}) for point, values in _rows()]
    figure = sweep_figure(rows, title="What if?")
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["o0", "o1", "o2"]
    shown = [one["name"] for one in figure["data"] if one["showlegend"]]
    assert shown == ["line=0", "line=1"]
    assert "over x" in figure["layout"]["meta"]["alt"]


def test_lines_differ_in_their_symbol() -> None:
    figure = sweep_figure(_rows(lines=5), title="?")
    symbols = [one["marker"]["symbol"] for one in figure["data"] if one["showlegend"]]
    assert len(set(symbols)) == len(symbols) == 5


def test_of_many_lines_and_outcomes_some_are_drawn() -> None:
    figure = sweep_figure(_rows(lines=17, outcomes=9), title="?")
    shown = [one["name"] for one in figure["data"] if one["showlegend"]]
    assert shown == ["line=0", "line=4", "line=8", "line=12", "line=16"]
    assert len(shown) == MOST_LINES
    assert len(figure["layout"]["annotations"]) == MOST_STRIPS


def test_what_never_comes_is_a_cross_above_its_strip() -> None:
    rows = [({"x": x}, {"restart": None if x > 2 else float(x)}) for x in range(5)]
    figure = sweep_figure(rows, title="?")
    cross = figure["data"][-1]
    assert (cross["x"], cross["marker"]["symbol"]) == ([3.0, 4.0], "x")
    assert all(0 < y < 14 for y in cross["y"])


def test_every_point_is_inside_its_strip() -> None:
    figure = sweep_figure(_rows(), title="?")
    bottom = figure["layout"]["yaxis"]["range"][0]
    ys = [y for one in figure["data"] for y in one["y"] if y is not None]
    assert min(ys) >= 0
    assert max(ys) <= bottom
    assert ET.fromstring(to_svg(figure)).attrib["role"] == "img"  # noqa: S314


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [({"x": 1}, {"a": 1.0})],
        [({"x": "down"}, {"a": 1.0}), ({"x": "hangs"}, {"a": 2.0})],
        [({"x": 1}, {"a": 1.0}), ({"x": 2}, {"a": 1.0})],
        [({"x": 1}, {"a": None}), ({"x": 2}, {"a": None})],
    ],
)
def test_where_there_is_nothing_to_see_there_is_no_figure(rows) -> None:
    assert sweep_figure(rows, title="?") is None


@pytest.mark.parametrize(
    ("least", "step"), [(0.1, 0.1), (0.3, 0.5), (1, 1), (1.2, 2), (6, 10), (4200, 5000)]
)
def test_steps_are_those_a_reader_would_choose(least: float, step: float) -> None:
    assert nice_step(least) == pytest.approx(step)
