"""The whole class at once: stock `nbgrader autograde` beside `kubelet-lab grade`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import FILES, INNOCENT, LESSON, MALFORMED, STUDENTS, TRACE

SAMPLE = [  # a handful of each kind; stock nbgrader takes a quarter of a second for each
    *INNOCENT, *FILES, *MALFORMED,
    "os-exit", "reads-gradebook", "deletes-classmate", "edits-checker", "flags", "same-ids",
    "points-deleted", "answer-bash", "answers-twice", "tuned-to-public", "yaml-tag", "yaml-bomb",
    "number-0", "freeze-every-second", "loud-beside", "loud-answer", "loud-key", "million-cells",
    "number-without-end", "half-a-letter-for-a-kind", "says-it-was-refused",
]  # fmt: skip
SAMPLE.remove("link-to-folder")  # stock looks through it for what else may be missing
ONLY_OURS = {  # stock gives such a folder no row at all
    "missing", "renamed", "renamed-loud", "renamed-in-bytes",
}  # fmt: skip
OVERDUE = "late"
ANOTHER = "09_static_pods"  # a second lesson, which nobody hands in


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    course = _course(tmp_path_factory.mktemp("stock"))
    for name in ONLY_OURS:
        shutil.rmtree(course.root / "submitted" / name)
    course.log = course.nbgrader("autograde", "day05")
    course.nbgrader("generate_feedback", "day05")
    return course


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    course = _course(tmp_path_factory.mktemp("ours"))
    course.log = course.grade("day05").stdout
    course.nbgrader("generate_feedback", "day05")
    return course


def _course(root: Path) -> ClassFolder:
    course = ClassFolder(root, late="zero", lessons=[LESSON, ANOTHER])
    course.nbgrader("generate_assignment", "day05")
    course.due("2030-01-01")
    for name in SAMPLE:
        course.hand_in(name, STUDENTS[name].hand_in)
    course.before = course.fingerprints("solutions", "course", "nbgrader_config.py")
    return course


def test_both_give_the_same_grades_to_the_point(stock: ClassFolder, ours: ClassFolder) -> None:
    by_stock, by_us = stock.rows(), ours.rows()
    assert by_us == by_stock | {row: by_us[row] for row in by_us if row[0] in ONLY_OURS}
    assert {row[0] for row in by_us} == set(SAMPLE)


@pytest.mark.parametrize("name", SAMPLE)
def test_each_has_the_points_of_the_table(ours: ClassFolder, name: str) -> None:
    points = STUDENTS[name].points
    given = ours.points()[name]
    if points is None:
        assert 0 <= given < 14
    else:
        assert given == (0 if name == OVERDUE else points)


def test_the_batch_names_each_that_needs_a_look(ours: ClassFolder) -> None:
    assert f"day05: {len(SAMPLE)} graded, 0 unchanged" in ours.log
    refused = [name for name, one in (FILES | MALFORMED).items() if one.says and name in SAMPLE]
    unlisted = {"no-cells"}  # a notebook without an answer is an answer that is missing
    more = f": (?!not handed in: {ANOTHER}\n)"  # than what is said of everybody
    assert {name for name in refused if not re.search(f"\n  {name}{more}", ours.log)} == unlisted
    assert f"renamed: not handed in: {LESSON}, {ANOTHER}; there is 05_checkout (1)" in ours.log


@pytest.mark.parametrize("by", ["stock", "ours"])
def test_no_file_of_the_course_was_touched(by: str, request: pytest.FixtureRequest) -> None:
    course: ClassFolder = request.getfixturevalue(by)
    given = set(SAMPLE) - (ONLY_OURS if by == "stock" else set())
    assert course.fingerprints("solutions", "course", "nbgrader_config.py") == course.before
    assert not TRACE.exists()
    handed_in = {path.name for path in (course.root / "submitted").iterdir()}
    assert handed_in == given
    assert not [p for p in (course.root / "autograded").rglob("*") if p.is_symlink()]
    text = "".join(p.read_text() for p in (course.root / "autograded").rglob("*.*") if p.is_file())
    assert "root:x:0:0" not in text


@pytest.mark.parametrize("name", SAMPLE)
def test_feedback_is_one_page_where_nothing_of_a_students_runs(
    ours: ClassFolder, name: str
) -> None:
    html = (ours.root / f"feedback/{name}/day05/{LESSON}.html").read_text(encoding="utf-8")
    assert " of 14 points" in html
    assert not re.search(r"<script|<[a-z]+ [^>]*\bon\w+=|<svg", html)
    assert not re.search(r"""(?:src|href)=["'](?!data:image/svg|#)""", html)
    assert not re.search("[\x1b\u202a-\u202e]", html)
    assert course_seed_of(ours) not in html


def course_seed_of(course: ClassFolder) -> str:
    return course.env["KUBELET_LAB_SEED"]


@pytest.mark.parametrize("name", ["link", "not-json", "fifty-mb", "missing", "renamed"])
def test_feedback_of_what_could_not_be_graded_says_why(ours: ClassFolder, name: str) -> None:
    html = (ours.root / f"feedback/{name}/day05/{LESSON}.html").read_text(encoding="utf-8")
    plain = re.sub("<[^>]+>", "", html)
    assert STUDENTS[name].says.replace("`", "") in plain


def test_what_stock_would_follow_was_taken_out_and_named(stock: ClassFolder) -> None:
    assert re.search(r"Removed \S*links-beside/day05/data.csv: it is a link", stock.log)
    assert re.search(r"Removed \S*links-beside/day05/pipe: it is not a regular file", stock.log)
    assert re.search(r"Removed \S*stamp-garbage/day05/timestamp.txt", stock.log)
