"""Every way to cheat, break or spy that we know, as a worker meets it: points, reason, no trace."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_class import FREEZES, FULL, LESSON, RELEASED, RUNS, STUDENTS, TRACE

from kubelet_lab.exercises.check import check
from kubelet_lab.grading.grade_folder import Result, Task, grade_folder
from kubelet_lab.grading.submission import read_submission

SEED = "the night watch"


@pytest.fixture(autouse=True)
def _nothing_ran() -> Iterator[None]:
    TRACE.unlink(missing_ok=True)
    yield
    assert not TRACE.exists()


def grade(name: str, folder: Path) -> tuple[Result, dict[str, Any]]:
    """What a worker says of one student, and the graded notebook."""
    day = folder / name / "day05"
    day.mkdir(parents=True)
    STUDENTS[name].hand_in(day)
    result = grade_folder(Task(name, day, None, {LESSON: RELEASED}, SEED))
    return result, json.loads(result.notebooks[LESSON].text)


def said(book: dict[str, Any], result: Result) -> str:
    """All that is said to the student or to the instructor."""
    outputs = [output["data"] for cell in book["cells"] for output in cell.get("outputs", [])]
    texts = ["".join(data.get("text/plain", "")) for data in outputs]
    return " ".join(" ".join([*texts, *result.looks]).split())


@pytest.mark.parametrize("name", STUDENTS)
def test_every_student_gets_fair_points_and_a_reason(name: str, tmp_path: Path) -> None:
    result, book = grade(name, tmp_path)
    points = result.notebooks[LESSON].points
    assert points == {"points_checkout": pytest.approx(_fair(name, tmp_path))}
    assert " ".join(STUDENTS[name].says.split()) in said(book, result)


def _fair(name: str, folder: Path) -> float:
    """The points in the table, or what the answer alone is worth, which is less than all."""
    points = STUDENTS[name].points
    if points is not None:
        return points
    cells = read_submission(folder / name / "day05" / f"{LESSON}.ipynb").cells
    answer = next(cell.text for cell in cells if cell.text.startswith("%%manifest checkout"))
    worth = check(answer, SEED).points
    assert worth < FULL or name in ("freeze-containers", "freeze-grace", "loud-image")
    return worth


@pytest.mark.parametrize("name", STUDENTS)
def test_what_comes_back_is_the_release_with_text_in_it(name: str, tmp_path: Path) -> None:
    result, book = grade(name, tmp_path)
    assert [cell["id"] for cell in book["cells"]] == [cell["id"] for cell in RELEASED["cells"]]
    released = {cell["id"]: cell["metadata"].get("nbgrader") for cell in RELEASED["cells"]}
    assert {cell["id"]: cell["metadata"].get("nbgrader") for cell in book["cells"]} == released
    assert book["metadata"]["kernelspec"] == RELEASED["metadata"]["kernelspec"]
    text = result.notebooks[LESSON].text
    assert SEED not in text
    assert len(text) < 2_000_000


@pytest.mark.parametrize("name", [name for name in STUDENTS if name.startswith("loud")])
def test_nothing_reaches_the_readers_terminal_or_browser(name: str, tmp_path: Path) -> None:
    _, book = grade(name, tmp_path)
    for cell in book["cells"]:
        for output in cell.get("outputs", []):
            html, text = (_text(output, kind) for kind in ("text/html", "text/plain"))
            assert not re.search(r"<script|<img (?!class=\"kl-)|<[a-z]+ [^>]*\bon\w+=|href=", html)
            assert not re.search("[\x1b\u202e]", html + text)
        if cell["cell_type"] == "code":
            assert not re.search("[\x1b\u202e]", "".join(cell["source"]))
        if cell["id"] != "checkout":
            assert "alert(1)" not in json.dumps(cell)


def _text(output: dict[str, Any], kind: str) -> str:
    return "".join(output["data"].get(kind, ""))


@pytest.mark.parametrize("name", FREEZES)
def test_settings_without_end_cost_no_more_than_others(name: str, tmp_path: Path) -> None:
    begin = time.process_time()
    grade(name, tmp_path)
    assert time.process_time() - begin < 10  # a tenth of a second on a quiet machine


def test_code_in_a_notebook_is_text(tmp_path: Path) -> None:
    # All of it at once, so that a process or a file that was left would have time to show.
    for name in RUNS:
        grade(name, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(RUNS)
    assert {path.name for path in tmp_path.rglob("*.*")} == {f"{LESSON}.ipynb"}
