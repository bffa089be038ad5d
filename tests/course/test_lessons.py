"""The lessons in this repository: fresh, fair, and no solution given away."""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from kubelet_lab.exercises.answers import read_answer
from kubelet_lab.exercises.catalogue import find
from kubelet_lab.grading import build
from kubelet_lab.grading.placing import answer_name
from kubelet_lab.grading.release import INVITATION
from kubelet_lab.panels.live_figure import PLOTLY
from tests.helpers.proof import check

ROOT = Path(__file__).parents[2]
TEXTS = sorted(ROOT.glob("solutions/*/*.md"))
LARGEST_KB = 1_500  # Binder clones all of it


def cells(path: Path) -> list[dict[str, Any]]:
    book = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in book]


def released(text: Path) -> Path:
    return ROOT / "course" / text.parent.name / f"{text.stem}.ipynb"


def solution_of(source: str) -> list[str]:
    """The lines between the markers."""
    lines = iter(source.splitlines())
    return [
        line
        for marker in lines
        if "### BEGIN SOLUTION" in marker
        for line in takewhile(lambda line: "### END SOLUTION" not in line, lines)
    ]


def test_what_is_in_git_was_made_from_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    code = build.main(["--root", str(ROOT), "--check"])
    assert (code, capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_a_released_cell_is_its_solution_with_lines_left_out(text: Path) -> None:
    for before, after in zip(cells(text.with_suffix(".ipynb")), cells(released(text)), strict=True):
        handed_out = _handed_out(after["source"])
        kept = [line for line in after["source"].splitlines() if line not in handed_out]
        rest = iter(before["source"].splitlines())
        assert all(line in rest for line in kept), after["id"]


def _handed_out(source: str) -> set[str]:
    """The comments that stand in the place of an answer."""
    answer = read_answer(source)
    return set(find(answer.name).blank.splitlines()) if answer else {INVITATION}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_no_solution_is_in_the_release(text: Path) -> None:
    given = [cell["source"] for cell in cells(released(text))]
    assert not any("SOLUTION" in source for source in given)
    for cell in cells(text.with_suffix(".ipynb")):
        region = "\n".join(solution_of(cell["source"]))
        assert not region or not any(region in source for source in given), cell["id"]
    outputs = [kind for cell in cells(released(text)) for kind in _kinds(cell)]
    assert set(outputs) <= {"image/svg+xml", "text/html", "text/plain", PLOTLY}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_the_solution_gets_all_points_by_day_and_by_night(text: Path) -> None:
    for cell in cells(text.with_suffix(".ipynb")):
        if answer_name(cell):
            for seed in (None, *(f"seed {n}" for n in range(10))):
                report = check(cell["source"], seed)
                assert report.points == report.max_points, report.text()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_a_notebook_is_light_and_opens_without_a_question(text: Path) -> None:
    for path in (text.with_suffix(".ipynb"), released(text)):
        assert path.stat().st_size < LARGEST_KB * 1_000
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        assert metadata["kernelspec"]["name"] == "python3"


def _kinds(cell: dict[str, Any]) -> list[str]:
    return [kind for output in cell.get("outputs", []) for kind in output["data"]]
