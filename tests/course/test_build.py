"""The build itself, on a course of one small lesson."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kubelet_lab.grading import build

TEXT, MADE, RELEASED = (
    "solutions/day05/01_mini.md",
    "solutions/day05/01_mini.ipynb",
    "course/day05/01_mini.ipynb",
)


def cells(path: Path) -> dict[str, Any]:
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def spoil(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def check(course: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    code = build.main(["--root", str(course), "--check", *more])
    said = capsys.readouterr().out.splitlines()
    assert code == bool(said)
    return [line.removeprefix("stale: ").removesuffix(" (run `make course`)") for line in said]


def test_a_second_run_gives_the_same_bytes(course: Path, capsys: Any) -> None:
    assert check(course, capsys, "--run") == []


def test_ids_come_from_the_grade_id_or_the_position(course: Path) -> None:
    expected = ["cell-000", "cell-001", "cell-002", "cell-003", "mini", "points_mini"]
    assert list(cells(course / MADE)) == [*expected, "cell-006", "whole"]
    assert list(cells(course / RELEASED)) == [*expected, "cell-006", "whole"]


def test_the_solution_notebook_records_outputs_but_nothing_that_changes(course: Path) -> None:
    book = json.loads((course / MADE).read_text(encoding="utf-8"))
    assert book["metadata"]["language_info"] == {"name": "python"}
    assert "widgets" not in book["metadata"]
    picture, words = cells(course / MADE)["cell-002"]["outputs"]
    assert set(picture["data"]) == {"image/svg+xml", "text/plain", "text/html"}
    assert words["text"] == ["words\n"]
    assert not any("execution" in cell["metadata"] for cell in book["cells"])


def test_the_release_keeps_stills_scaffold_and_first_lines_only(course: Path) -> None:
    released = cells(course / RELEASED)
    (still,) = released["cell-002"]["outputs"]
    assert still["data"] == {"image/svg+xml": ["<svg/>"], "text/plain": ["a still"]}
    assert "".join(released["mini"]["source"]) == (
        "%%manifest mini\nkind: Mini\n# Your answer goes here."
    )
    assert "".join(released["whole"]["source"]) == "# Your answer goes here.\n..."
    assert all(not cell["outputs"] for name, cell in released.items() if name in ("mini", "whole"))
    assert "secret" not in (course / RELEASED).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "before", "after", "stale"),
    [
        (TEXT, "\nGuess.", "\nGuess first.", [RELEASED, MADE]),
        (TEXT, "period: 2", "period: 3", [MADE]),
        (MADE, "period: 2", "period: 3", [MADE]),
        (RELEASED, "kind: Mini", "kind: Maxi", [RELEASED]),
        (RELEASED, "<svg/>", "<svg></svg>", [RELEASED]),
        (RELEASED, '"points": 6', '"points": 7', [RELEASED]),
    ],
)
def test_what_was_edited_by_hand_is_stale(  # noqa: PLR0917 - a table's columns
    course: Path, path: str, before: str, after: str, stale: list[str], capsys: Any
) -> None:
    spoil(course / path, before, after)
    assert check(course, capsys) == stale


def test_a_changed_output_is_found_when_the_lesson_runs_again(course: Path, capsys: Any) -> None:
    spoil(course / MADE, '"words\\n"', '"other words\\n"')
    assert check(course, capsys) == []
    assert check(course, capsys, "--run") == [MADE]


def test_a_file_too_many_or_too_few_is_stale(course: Path, capsys: Any) -> None:
    (course / "course/day05/notes.txt").write_text("not generated")
    (course / "solutions/day05/02_gone.ipynb").write_text("{}")
    (course / RELEASED).unlink()
    assert check(course, capsys) == [
        RELEASED,
        "course/day05/notes.txt",
        "solutions/day05/02_gone.ipynb",
    ]
    assert build.main(["--root", str(course)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"made {RELEASED}",
        "removed course/day05/notes.txt",
        "removed solutions/day05/02_gone.ipynb",
    ]
    assert check(course, capsys) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("%%manifest mini", "%%manifest mni", "There is no exercise `mni`"),
        ("points: 6", "points: 5", "`mini` is worth 6 points, its points cell says 5."),
        ('lab.points("mini")', "1.0", "`mini` is worth 6 points, its points cell says 0."),
        ("solution: true", "solution: false", "it would be released"),
        ("1 + 1", "%%manifest mini", "`mini` is asked twice."),
        (
            "grade: false\n  grade_id: mini",
            "grade: true\n  points: 1\n  grade_id: mini",
            "nbgrader would wait for a person",
        ),
        (
            "nbgrader:\n  grade: false\n  grade_id: mini",
            "tags: [keep-output]\nnbgrader:\n  grade: false\n  grade_id: mini",
            "would release the solution's output",
        ),
    ],
)
def test_a_lesson_that_cannot_be_graded_fairly_is_not_built(
    course: Path, capsys: Any, before: str, after: str, problem: str
) -> None:
    spoil(course / TEXT, before, after)
    code = build.main(["--root", str(course), "--check"])
    said = capsys.readouterr().err
    assert code == 1
    assert problem in said
