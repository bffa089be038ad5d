"""Every lesson there is: stock `nbgrader autograde` and `kubelet-lab grade` write the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from class_folder import EVERY, ROOT, ClassFolder
from hostile_class import LESSON, RIGHT, WRONG, answers

LATE = "2036-01-01 10:00:00 UTC"


def whole(folder: str, *, but: str = "") -> Callable[[Path], None]:
    """All notebooks of the course or of the solutions, without one of them."""

    def hand_in(into: Path) -> None:
        for book in (ROOT / folder / "day05").glob("*.ipynb"):
            if book.stem != but:
                shutil.copy(book, into)

    return hand_in


def late(hand_in: Callable[[Path], None]) -> Callable[[Path], None]:
    def too_late(into: Path) -> None:
        hand_in(into)
        (into / "timestamp.txt").write_text(LATE)

    return too_late


FIRST = {
    "all": whole("solutions"), "none": whole("course"), "one": answers(RIGHT),
    "late": late(whole("solutions")), "late-one": late(answers(WRONG)),
}  # fmt: skip
AGAIN = {  # the same students think better of it
    "all": answers(RIGHT), "none": whole("solutions"), "one": whole("course", but=LESSON),
    "late": whole("solutions", but=LESSON), "late-one": late(whole("solutions")),
}  # fmt: skip


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClassFolder, ClassFolder]:
    stock, ours = (
        ClassFolder(tmp_path_factory.mktemp(name), late="zero", lessons=EVERY)
        for name in ("stock", "ours")
    )
    for course in (stock, ours):
        course.nbgrader("generate_assignment", "day05")
        course.due("2030-01-01")
    return stock, ours


@pytest.mark.parametrize("handed_in", [FIRST, AGAIN], ids=["first", "again"])
def test_both_write_the_same_rows(
    courses: tuple[ClassFolder, ClassFolder], handed_in: dict[str, Callable[[Path], None]]
) -> None:
    stock, ours = courses
    for course in courses:
        for student, hand_in in handed_in.items():
            course.hand_in(student, hand_in)
    stock.nbgrader("autograde", "day05", "--force")
    ours.grade("day05")
    assert ours.rows() == stock.rows()
    assert ours.points() == stock.points()
    for course in courses:
        _a_person_writes(course)
    assert ours.rows() == stock.rows()


def _a_person_writes(course: ClassFolder) -> None:
    """What the second round must keep: points and a comment in a lesson that will be missing."""
    with course.gradebook() as gradebook:
        place = (LESSON, "day05", "one")
        gradebook.find_grade("points_checkout", *place).manual_score = 9.5
        gradebook.find_comment("checkout", *place).manual_comment = "Well argued."
        gradebook.db.commit()


def test_whoever_answers_everything_right_has_every_point(
    courses: tuple[ClassFolder, ClassFolder],
) -> None:
    _, ours = courses
    with ours.gradebook() as gradebook:
        best = gradebook.find_assignment("day05").max_score
    assert ours.points()["none"] == best > len(list((ROOT / "course/day05").glob("*.ipynb")))
