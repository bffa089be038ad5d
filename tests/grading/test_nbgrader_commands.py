"""The whole cycle with the stock commands, on a mini course with the repository's configuration."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from kubelet_lab.grading.lesson import read_lesson, write_notebook

RIGHT = "%%manifest mini\nperiod: 2"
HERE = Path(__file__).parent
STUDENT = getpass.getuser()  # who submits through the exchange
POINTS = {STUDENT: 6, "copied": 6, "slow": 4, "slower": 2, "malformed": 0, "blank": 0, "broken": 0}
ANSWERS = {
    "copied": RIGHT,
    "slow": "%%manifest mini\nperiod: 9",
    "slower": "%%manifest mini\nperiod: 99",
    "malformed": "%%manifest mini\nperiod: <script>alert(1)</script>",
    "blank": "%%manifest mini\nkind: Mini\n# Your answer goes here.",
}


@pytest.fixture(scope="module")
def course(new_course, tmp_path_factory):  # noqa: ANN201
    """A course folder after the whole cycle; each step is a stock command."""
    course = new_course(tmp_path_factory.mktemp("course"), KUBELET_LAB_SEED="the instructor's")
    _prepare(course)
    course.run("nbgrader", "generate_assignment", "day05")
    _through_the_exchange(course)
    for student, answer in ANSWERS.items():
        course.hand_in(student, "01_mini", {"mini": answer})
    _add_copies(course.hand_in("copied", "01_mini", {"mini": RIGHT}))
    course.hand_in("broken", "01_mini", {}).write_text("{nope")
    course.log = course.run("nbgrader", "autograde", "day05")
    course.run("nbgrader", "generate_feedback", "day05")
    course.run("nbgrader", "release_feedback", "day05", f"--student={STUDENT}")
    return course


def _prepare(course) -> None:
    exchange = course.root / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("from kubelet_lab.exercises import catalogue\n")
        config.write('catalogue.MODULES["mini"] = "mini_exercise"\n')
        config.write(f'c.Exchange.root = "{exchange}"\n')
    lesson = course.root / "solutions/day05/01_mini.md"
    lesson.parent.mkdir(parents=True)
    lesson.write_text((HERE / "mini.md").read_text(encoding="utf-8"), encoding="utf-8")
    write_notebook(read_lesson(lesson.read_text(encoding="utf-8")), lesson.with_suffix(".ipynb"))


def _through_the_exchange(course) -> None:
    student = course.root / "home"
    config = "c = get_config()\nc.CourseDirectory.course_id = 'kubelet'\n"
    config += f"c.Exchange.root = '{course.root / 'exchange'}'\n"
    (student / "nbgrader_config.py").write_text(config)
    course.run("nbgrader", "release_assignment", "day05")
    course.run("nbgrader", "fetch_assignment", "day05", cwd=student)
    course.answer(student / "day05/01_mini.ipynb", {"mini": RIGHT})
    course.run("nbgrader", "submit", "day05", cwd=student)
    course.run("nbgrader", "collect", "day05")


def _add_copies(path: Path) -> None:
    """A pasted copy of the answer cell keeps its grade id and gets a new cell id."""
    book = json.loads(path.read_text())
    answer = next(cell for cell in book["cells"] if cell["id"] == "mini")
    pasted = dict(answer, id="pasted", source="%%manifest mini\nperiod: 99")
    book["cells"] = [pasted, *book["cells"], dict(pasted, id="pasted-2")]
    path.write_text(json.dumps(book))


def test_the_release_keeps_first_line_and_scaffold_and_no_solution(course) -> None:
    released = json.loads((course.root / "course/day05/01_mini.ipynb").read_text())
    cells = {cell["id"]: "".join(cell["source"]) for cell in released["cells"]}
    assert cells["mini"] == "%%manifest mini\nkind: Mini\n# Your answer goes here."
    assert [path.name for path in (course.root / "course/day05").iterdir()] == ["01_mini.ipynb"]


def test_the_gradebook_holds_the_points(course) -> None:
    assert course.points() == {student: (points, 6, False) for student, points in POINTS.items()}


def test_an_unanswered_cell_is_marked_as_nbgrader_marks_it(course) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        comments = {
            s: gradebook.find_comment("mini", "01_mini", "day05", s).comment for s in POINTS
        }
    assert {student for student, comment in comments.items() if comment} == {"blank", "broken"}


def test_the_log_names_the_file_that_could_not_be_read(course) -> None:
    assert "Not graded: The file is not JSON" in course.log
    assert "practice seed" not in course.log


@pytest.mark.parametrize("student", POINTS)
def test_feedback_is_one_file_without_scripts_or_solution(course, student: str) -> None:
    html = (course.root / f"feedback/{student}/day05/01_mini.html").read_text(encoding="utf-8")
    assert f"{POINTS[student]} of 6 points" in html
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert "SOLUTION" not in html


def test_feedback_shows_the_reason_of_each_lost_point(course) -> None:
    said = {s: (course.root / f"feedback/{s}/day05/01_mini.html").read_text() for s in POINTS}
    assert "It never is quick at night." in said["slow"]
    assert "It never is quick by day." in said["slower"]
    assert "Invalid value" in said["malformed"]
    assert "&lt;script&gt;" in said["malformed"]
    assert "No answer yet" in said["blank"]
    assert "No response" not in said["blank"]  # nbgrader's own words for the same
    assert "The file is not JSON" in said["broken"]
    assert "the one in its place counts" in said["copied"]
