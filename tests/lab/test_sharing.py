"""Every panel of every lesson can be given away: its line of code makes it again as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kubelet_lab import lab
from kubelet_lab.lab.story import Story, story
from kubelet_lab.lab.text import NotPlayed
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.shared import Shared

LESSONS = sorted((Path(__file__).parents[2] / "course").glob("*/*.ipynb"))


def _cells_with(words: str) -> list[tuple[str, str]]:
    """Lesson and source of each code cell that matches."""
    return [
        (path.stem, source)
        for path in LESSONS
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and re.search(words, source := "".join(cell["source"]))
    ]


PANELS = _cells_with(r"lab\.\w+_panel\(")
VIEWS = _cells_with(r"\.(picture|browse)\(")


def _again(line: str) -> object:
    return eval(line, {"lab": lab})  # noqa: S307 - the line is what is tested


@pytest.mark.parametrize(("lesson", "cell"), PANELS, ids=[lesson for lesson, _ in PANELS])
def test_a_line_makes_the_panel_again_with_its_sliders_where_they_stand(
    lesson: str, cell: str
) -> None:
    panel = _again(cell)
    assert isinstance(panel, Panel), lesson
    for slider in panel.sliders.values():
        slider.value += slider.step if slider.value + slider.step <= slider.max else -slider.step
    again = _again(panel.line.text)
    assert isinstance(again, Panel)
    assert again.values == panel.values
    assert again.live.figure == panel.live.figure
    assert again.readout.text == panel.readout.text
    assert again.line.text == panel.line.text


def test_lessons_with_sliders_have_been_found() -> None:
    every = {f"{number:02}" for number in range(11)}
    assert {lesson[:2] for lesson, _ in PANELS} == every - {"09"}  # that one has a folder
    assert {lesson[:2] for lesson, _ in VIEWS} == {"00", "01"}


def test_a_reset_panel_has_the_line_that_it_began_with() -> None:
    panel = lab.walk_panel("Why?", logs=0)
    assert isinstance(panel, Panel)
    began = panel.line.text
    assert began == 'lab.walk_panel("Why?", disk_latency=1, containers=30, logs=0)'
    panel.sliders["logs"].value = 12
    assert "logs=12" in panel.line.text
    panel.reset()
    assert panel.line.text == began


def test_a_recorded_guess_is_part_of_what_is_shared() -> None:
    panel = lab.reaction_panel("liveness", "deadlock", "?", guess={"longest": 30, "words": "never"})
    assert isinstance(panel, Panel)
    assert 'guess={"longest": 30}' in panel.line.text
    again = _again(panel.line.text)
    assert isinstance(again, Panel)
    assert again.live.figure == panel.live.figure


def test_a_picture_is_shared_at_the_scene_that_is_shown() -> None:
    told = story("api-server-down", outage_s=300)
    assert isinstance(told, Story)
    picture = told.picture('"Who" talks?', shown=2, from_s=60)
    assert isinstance(picture, Shared)
    picture.inside.scene = 4
    assert picture.line.text == (
        'lab.story("api-server-down", outage_s=300).picture("\\"Who\\" talks?", from_s=60, shown=4)'
    )
    again = _again(picture.line.text)
    assert isinstance(again, Shared)
    assert again.inside.scene == 4
    picture.reset()
    assert picture.inside.scene == 2


def test_a_list_is_shared_with_its_filters_and_the_open_entry() -> None:
    told = story("api-server-down")
    assert isinstance(told, Story)
    viewer = told.browse()
    assert viewer.line.text == 'lab.story("api-server-down").browse()'
    viewer.inside.contains, viewer.inside.source, viewer.inside.chosen = "Failed", "status", 0
    assert viewer.line.text == (
        'lab.story("api-server-down").browse(contains="Failed", source="status", open_at=0)'
    )
    again = _again(viewer.line.text)
    assert isinstance(again, Shared)
    assert again.line.text == viewer.line.text
    viewer.reset()
    assert (viewer.inside.contains, viewer.inside.source, viewer.inside.chosen) == ("", "", -1)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (lambda: lab.walk_panel("?", containers=111), "containers=111: must be 1 to 110"),
        (lambda: lab.start_panel("?", image=75), "image=75: must be 50 to 3000 in steps of 50"),
        (lambda: lab.runtime_panel("?", pods="many"), "pods='many': must be 1 to 110"),
        (lambda: lab.leak_panel("?", limit=3), "there are leak, limits_memory, days"),
        (lambda: lab.probe_panel("checkout.deadlock", "liveness", "?", periodSeconds=0), "must be"),
        (lambda: lab.fleet_panel("target", {"spare_nodes": (0, 5)}, "?", nodes=9), "no slider"),
    ],
)
def test_a_slider_that_cannot_stand_there_is_a_sentence(shown, says) -> None:
    told = shown()
    assert isinstance(told, NotPlayed)
    assert says in told


def test_a_slider_of_a_probe_grows_when_a_start_is_beyond_its_end() -> None:
    panel = lab.probe_panel("checkout.deadlock", "liveness", "?", failureThreshold=30)
    assert isinstance(panel, Panel)
    assert panel.sliders["failureThreshold"].max == 30


def test_what_is_no_keyword_and_what_is_long_is_still_a_call() -> None:
    call = Call("dict", (), {"a": "é", "b-c": [1, 2], "long": "x" * 90})
    assert _again(call.line()) == {"a": "é", "b-c": (1, 2), "long": "x" * 90}
    assert call.line().count("\n") == 2
    assert Call("dict").line() == "dict()"
