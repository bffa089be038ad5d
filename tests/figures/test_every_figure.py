"""Every figure of every lesson as recorded: words for it, and only colours that are tested."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kubelet_lab.figures.palette import DARK_OF_LIGHT, STATES, colour

LESSONS = sorted((Path(__file__).parents[2] / "solutions").glob("*/*.ipynb"))
SHORTEST = 40  # letters that say anything of a figure
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
WORDS = {colour(role) for role in ("ink", "muted", "success", "failure", "guess", "reversed")} | {
    state.ink for state in STATES.values()
}  # what test_palette reads on every ground it can have
SVG = "{http://www.w3.org/2000/svg}"


def _shown(lesson: Path) -> list[dict[str, str]]:
    """The outputs of a lesson that have a still, each with its words."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return [
        {kind: "".join(text) for kind, text in data.items() if isinstance(text, str | list)}
        for data in outputs
        if "image/svg+xml" in data
    ]


FIGURES = [
    pytest.param(data, id=f"{lesson.stem}-{number}")
    for lesson in LESSONS
    for number, data in enumerate(_shown(lesson))
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_a_figure(lesson: Path) -> None:
    assert _shown(lesson)


@pytest.mark.parametrize("data", FIGURES)
def test_a_figure_says_in_words_what_it_shows(data: dict[str, str]) -> None:
    still = ET.fromstring(data["image/svg+xml"])  # noqa: S314 - ours
    words = still.attrib["aria-label"]
    assert still.attrib["role"] == "img"
    assert still.findtext(f"{SVG}desc") == words
    assert len(words) > SHORTEST
    assert words in data["text/plain"]


@pytest.mark.parametrize("data", FIGURES)
def test_a_figure_has_only_colours_whose_contrast_is_tested(data: dict[str, str]) -> None:
    assert set(COLOUR.findall(data["image/svg+xml"])) <= DARK_OF_LIGHT.keys()
    still = ET.fromstring(data["image/svg+xml"])  # noqa: S314 - ours
    texts = [one for block in still.iter(f"{SVG}text") for one in block.iter()]
    assert {one.attrib["fill"] for one in texts if "fill" in one.attrib} <= WORDS
