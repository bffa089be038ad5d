"""The one answer that is code, through both ways of grading, with a sandbox and without."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from class_folder import ROOT, ClassFolder

from kubelet_lab.grading import sandbox
from tests.exercises.proofs.pleg import LOOP, TABLE, TUNED, mutant

LESSON, CELL = "03_pleg", "points_pleg_events"
ANSWERS = {
    "right": LOOP,
    "another": TABLE,
    "half": mutant('before != "exited"', "True"),
    "tuned": TUNED,
    "loops": mutant("    events = []", "    while True: pass\n    events = []"),
    "spies": mutant("    events = []", "    open('/proc/1/environ').read()\n    events = []"),
    "broken": "%%function pleg_events\ndef pleg_events(old, new:\n",
}
POINTS = {"right": 6, "another": 6, "loops": 0, "spies": 0, "broken": 0, "blank": 0}
MISSING = sandbox.why_not()


def handing_in(answer: str | None, folder: Path) -> None:
    path = ROOT / "course" / "day05" / f"{LESSON}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    if answer is not None:
        cell = next(cell for cell in book["cells"] if cell["id"] == "pleg_events")
        cell["source"] = answer
    (folder / path.name).write_text(json.dumps(book), encoding="utf-8")


def course_in(root: Path) -> ClassFolder:
    course = ClassFolder(root, lessons=(LESSON,))
    course.nbgrader("generate_assignment", "day05")
    for name, answer in (ANSWERS | {"blank": None}).items():
        course.hand_in(name, partial(handing_in, answer))
    return course


def events(course: ClassFolder) -> dict[str, tuple[float, bool]]:
    """The points for `pleg_events` and whether a person has to look, by student."""
    return {key[0]: (row[0], row[3]) for key, row in course.rows().items() if key[2] == CELL}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    """A class that was graded where there is no sandbox."""
    folder = course_in(tmp_path_factory.mktemp("class") / "day")
    path, folder.env["PATH"] = folder.env["PATH"], "/no/such"
    folder.log = folder.grade("day05").stdout
    folder.before = {name: str(row) for name, row in events(folder).items()}
    folder.env["PATH"] = path
    return folder


def test_without_a_sandbox_a_person_is_asked(course: ClassFolder) -> None:
    assert "right: 03_pleg: not graded: needs a sandbox (`kubelet-lab doctor` says" in course.log
    waiting = {name: str((0.0, True)) for name in ANSWERS}
    assert course.before == waiting | {"blank": str((0.0, False))}


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_with_one_the_next_run_grades_and_stock_gives_the_same(course: ClassFolder) -> None:
    said = course.grade("day05").stdout
    assert f"{len(ANSWERS)} graded, 1 unchanged" in said  # nothing of "blank" had to run
    graded = events(course)
    assert {name: graded[name] for name in POINTS} == {
        name: (points, False) for name, points in POINTS.items()
    }
    assert all(0 < graded[name][0] < 6 for name in ("half", "tuned"))
    rows = course.rows()
    assert f"0 graded, {len(ANSWERS) + 1} unchanged" in course.grade("day05").stdout
    assert course.rows() == rows
    course.nbgrader("autograde", "day05", "--force")
    assert course.rows() == rows


def test_stock_without_a_sandbox_asks_a_person_too(course: ClassFolder) -> None:
    path, course.env["PATH"] = course.env["PATH"], "/no/such"
    course.nbgrader("autograde", "day05", "--force", "--student=right")
    course.env["PATH"] = path
    assert events(course)["right"] == (0, True)
