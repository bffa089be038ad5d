"""The gradebook on a real PostgreSQL, started on loopback here, beside the one on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import RIGHT, WRONG, answers, write
from postgres import postgresql

CLASS = {
    "ada": answers(RIGHT),
    "bob": answers(WRONG),
    "eve": write(b"\xff"),
    "x" * 200: answers(RIGHT),
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as address:
        yield address


def test_the_gradebook_on_postgresql_is_that_on_sqlite(server: str, tmp_path: Path) -> None:
    courses = {}
    for name, url in {"lite": "", "post": server}.items():
        (tmp_path / name).mkdir()
        courses[name] = course = ClassFolder(tmp_path / name, db=url)
        course.nbgrader("generate_assignment", "day05")
        for student, hand_in in CLASS.items():
            course.hand_in(student, hand_in)
        course.log = course.grade("day05", "--db", course.db).stdout
    long = "x" * 200  # a name that only SQLite has room for stops nobody else
    lite = {row: said for row, said in courses["lite"].rows().items() if row[0] != long}
    assert courses["post"].rows() == lite
    assert "the result could not be written" in courses["post"].log
    again = courses["post"].grade("day05").stdout
    assert "day05: 0 graded, 3 unchanged" in again
