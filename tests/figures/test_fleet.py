"""A fleet's timeline: what stands in it, where, and that it can be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fleet_stories import MIN, calm, one_node, target_like

from kubelet_lab.cluster.fleet_history import FleetHistory, FleetMark, NodeChange, Step
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.fleet import fleet_timeline
from kubelet_lab.figures.fleet_words import readout
from kubelet_lab.figures.heat_map import heat_map
from kubelet_lab.figures.levels import levels, node_steps
from kubelet_lab.figures.palette import DARK_OF_LIGHT
from kubelet_lab.figures.sizes import NARROW_PLOT_PX, PLOT_PX, RIGHT_PX, TEXT_PX
from kubelet_lab.figures.story_rows import story_rows
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.text import width_px

FLEETS = {"target": target_like(), "one node": one_node(), "calm": calm()}
NO_CLOCK = replace(one_node(), clock_zero="")
DRAWN = {"timeline": fleet_timeline, "heat map": heat_map}


def _named(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in figure["data"] if one["name"] == name and one["x"] != [None])


@pytest.mark.parametrize("drawn", DRAWN)
@pytest.mark.parametrize("fleet", FLEETS)
def test_plotly_knows_every_property(fleet: str, drawn: str) -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    figure = DRAWN[drawn](FLEETS[fleet], theme="dark")
    assert graph_objects.Figure(figure).to_plotly_json()["layout"]["height"] == pytest.approx(
        figure["layout"]["height"]
    )


@pytest.mark.parametrize("drawn", DRAWN)
@pytest.mark.parametrize("fleet", FLEETS)
def test_same_fleet_same_still_and_every_colour_has_its_dark_twin(fleet: str, drawn: str) -> None:
    draw = DRAWN[drawn]
    svg = to_svg(draw(FLEETS[fleet]))
    assert svg == to_svg(draw(FLEETS[fleet]))
    assert ET.fromstring(svg).attrib["role"] == "img"  # noqa: S314 - we have just made it
    assert set(re.findall("#[0-9a-f]{6}", svg)) <= DARK_OF_LIGHT.keys()


def test_one_trace_for_each_state_that_occurs() -> None:
    figure = fleet_timeline(target_like())
    filled = [one["name"] for one in figure["data"] if one.get("fill") == "toself"]
    assert filled == ["Ready", "NotReady", "Unknown", "dead", "running", "zombie", "pending"]
    lines = [one["name"] for one in figure["data"] if one["name"] in ("serving", "replaced")]
    assert lines == ["serving", "replaced"]
    assert len(figure["data"]) < 30


def test_the_clock_runs_across_midnight() -> None:
    svg = to_svg(fleet_timeline(one_node()))
    assert all(f">{text}<" in svg for text in ("23:58", "00:00", "00:08"))


def test_a_story_without_a_clock_counts_from_its_beginning() -> None:
    figure = fleet_timeline(NO_CLOCK)
    assert figure["layout"]["xaxis"]["title"]["text"] == "seconds since the story begins"
    assert "from 0 s to 10 min" in figure["layout"]["meta"]["alt"]


def test_the_areas_of_the_nodes_fill_their_strip_at_every_instant() -> None:
    counted = levels(node_steps(target_like().nodes), 240 * MIN)
    assert set(counted.totals) == {200}


def test_steps_are_as_tall_as_their_counts() -> None:
    figure = fleet_timeline(one_node())
    running, zombie = _named(figure, "running"), _named(figure, "zombie")
    assert running["y"][0] - running["y"][-2] == pytest.approx(-180)
    assert max(zombie["y"]) - min(zombie["y"]) == pytest.approx(180)


def test_two_changes_in_one_instant_count_once() -> None:
    steps = levels({"a": [(0, 1), (10, 2), (10, 5)], "b": []}, 20)
    assert (steps.at_ms, steps.counts) == ([0, 10], {"a": [1, 5], "b": [0, 0]})


def test_a_long_history_is_drawn_with_two_instants_a_pixel_at_most() -> None:
    busy = levels({"a": [(n, n) for n in range(50_000)]}, 50_000)
    assert len(busy.at_ms) <= 2 * PLOT_PX + 1
    assert busy.at_ms[0] == 0
    assert busy.counts["a"][-1] == 49_999
    assert all(one < other for one, other in pairwise(busy.at_ms))


def test_told_and_computed_instants_of_a_row_stand_in_one_line() -> None:
    rows = story_rows(target_like().marks, 240 * MIN)
    by_text = {row.text: row for row in rows}
    assert by_text["Cascading failures"].told_ms == 60 * MIN
    assert by_text["Cascading failures"].computed_ms == round(66.5 * MIN)
    assert by_text["Normal operations"].computed_ms is None
    figure = fleet_timeline(target_like())
    assert len(_named(figure, "as told")["x"]) == 11
    assert len(_named(figure, "as computed")["x"]) == 9
    symbols = {_named(figure, name)["marker"]["symbol"] for name in ("as told", "as computed")}
    assert len(symbols) == 2


@pytest.mark.parametrize(
    ("marks", "texts"),
    [
        ([(0, "a", "told"), (0, "b", "told")], ["a"]),
        ([(0, "a", "told"), (0, "b", "told"), (5, "b", "computed")], ["b"]),
        ([(0, "a", "told"), (9, "a", "told"), (5, "a", "computed")], ["a", "a"]),
        ([(5, "late", "computed"), (1, "early", "computed")], ["early", "late"]),
        ([(10**9, "beyond", "computed")], ["beyond"]),
    ],
)
def test_rows_of_the_story(marks: list[Any], texts: list[str]) -> None:
    rows = story_rows([FleetMark(*mark) for mark in marks], 100)
    assert [row.text for row in rows] == texts
    assert all(0 <= at <= 100 for row in rows for at in row.instants)


def test_words_of_the_rows_stay_on_the_sheet_at_760_px() -> None:
    long = replace(
        target_like(), marks=[FleetMark(n * 24 * MIN, "w" * 200, "told") for n in (0, 9)]
    )
    for fleet in (*FLEETS.values(), long):
        figure = fleet_timeline(fleet)
        low, high = figure["layout"]["xaxis"]["range"]
        for note in figure["layout"]["annotations"]:
            at = (note["x"] - low) / (high - low) * NARROW_PLOT_PX + note["xshift"]
            width = width_px(note["text"], TEXT_PX)
            left = {"left": at, "right": at - width, "center": at - width / 2}[note["xanchor"]]
            assert left >= -10
            assert left + width <= NARROW_PLOT_PX + RIGHT_PX + 20


def test_a_guess_is_drawn_and_one_beyond_the_end_widens_the_axis() -> None:
    figure = fleet_timeline(one_node(), prediction=Prediction(12 * MIN))
    assert figure["layout"]["xaxis"]["range"][1] - figure["layout"]["xaxis"]["range"][0] == 12 * MIN
    assert "your guess 00:10" in to_svg(figure).replace("\xa0", " ")
    far = fleet_timeline(one_node(), prediction=Prediction(10**9))
    assert "→" in far["layout"]["annotations"][-1]["text"]


@pytest.mark.parametrize(
    ("fleet", "says"),
    [
        ("target", "At worst 62 of 200 nodes are not Ready, at 15:11; every node is Ready again"),
        ("target", "3,750 of 5,000 pods serve at the lowest point, at 14:46:20"),
        ("target", "1,250 zombies at most, from 14:46:20. 1,250 pods replaced."),
        ("one node", "At worst 1 of 1 node is not Ready, at 23:59;"),
        ("calm", "Every node stays Ready. No zombies. Nothing replaced."),
    ],
)
def test_the_readout_says_what_came_of_it(fleet: str, says: str) -> None:
    assert says in readout(FLEETS[fleet])
    assert says in fleet_timeline(FLEETS[fleet])["layout"]["meta"]["alt"]


def test_a_fleet_that_never_recovers_says_so() -> None:
    nodes = {"n": [NodeChange(0, "Ready"), NodeChange(5, "dead")]}
    lost = FleetHistory("10:00", 100_000, nodes, {"serving": [Step(0, 1)]}, [])
    assert "not all are back at the end" in readout(lost)


def test_hostile_words_are_text() -> None:
    name = "</text><script>alert(1)</script>"
    fleet = replace(one_node(), marks=[FleetMark(MIN, name, "told")])
    assert "<script" not in to_svg(fleet_timeline(fleet, title=name))
    renamed = replace(one_node(), nodes={name: one_node().nodes["node-1"]})
    assert "<script" not in to_svg(heat_map(renamed, title=name))
    assert "<script" not in json.dumps(heat_map(renamed)["data"])


def test_nodes_that_did_the_same_are_one_group_and_neighbours_share_a_bar() -> None:
    figure = heat_map(target_like())
    names = figure["layout"]["yaxis"]["ticktext"]
    assert ["50 nodes" in names[0], "12 nodes" in names[1], "138 nodes" in names[2]] == [True] * 3
    assert "Ready → dead → Unknown" in names[0]
    ready = _named(figure, "Ready")
    assert sum(ready["width"]) < 2 * 360  # before and after; nobody is drawn twice
    assert len(ready["x"]) == 2 * 62 + 1  # the calm ones are one bar


def test_many_ways_become_ten_groups() -> None:
    states = ("Ready", "dead", "Unknown", "NotReady")
    nodes = {
        f"n{n}": [NodeChange(k, states[(n + k) % 4 if n % 3 else k % 4]) for k in range(n + 1)]
        for n in range(30)
    }
    figure = heat_map(FleetHistory("10:00", 100, nodes, {}, []))
    assert len(figure["layout"]["yaxis"]["ticktext"]) == 10
    assert "other ways" in figure["layout"]["yaxis"]["ticktext"][-1]


def test_every_instant_of_every_node_is_covered_by_exactly_one_bar() -> None:
    figure = heat_map(target_like())
    area = sum(
        x * width
        for one in figure["data"]
        if one["x"] != [None]
        for x, width in zip(one["x"], one["width"], strict=True)
    )
    last = figure["layout"]["yaxis"]["range"][0]
    assert area == pytest.approx(240 * MIN * (last - 2 * 8), rel=0.01)
