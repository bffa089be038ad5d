"""A class of all sorts, graded by a program that is killed again and again: no grade is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from class_folder import GRADE, ClassFolder
from dask_cluster import dask_cluster
from hostile_class import INNOCENT, STUDENTS
from postgres import postgresql

STUDENTS_IN_CLASS = int(os.environ.get("KUBELET_LAB_CLASS", "12"))
KILLS = int(os.environ.get("KUBELET_LAB_KILLS", "3"))
KILLS_ON_CLUSTER = int(os.environ.get("KUBELET_LAB_KILLS", "1"))
HEAVY = {  # slow to write down a hundred times
    "fifty-mb", "ten-thousand-cells", "loud-beside", "metadata-without-end", "attachments",
    "million-cells", "answer-without-end", "kind-without-end", "says-it-was-refused",
}  # fmt: skip


class Way(NamedTuple):
    """Where the gradebook is, what is typed after the assignment, how often it is killed."""

    db: str
    typed: tuple[str, ...]
    kills: int


def make_class(root: Path, db: str = "") -> ClassFolder:
    """The same class for the same number of students; one in three is hostile or malformed."""
    dice = random.Random(5)  # noqa: S311
    course = ClassFolder(root, late="zero", db=db)
    course.nbgrader("generate_assignment", "day05")
    course.due("2030-01-01")
    odd = [name for name in STUDENTS if name not in HEAVY]
    for number in range(STUDENTS_IN_CLASS):
        name = dice.choice(odd if dice.random() < 1 / 3 else list(INNOCENT))
        course.hand_in(f"{number:04}-{name}", STUDENTS[name].hand_in)
    return course


def kill_after(course: ClassFolder, typed: tuple[str, ...], students: int, wait_s: float) -> None:
    """Start grading, and kill it in the midst of it, as a power cut would.

    In the midst is a while after so many students more are done: no machine is too quick for it.
    """
    aim = len(_done(course)) + students
    process = subprocess.Popen(
        [sys.executable, "-c", GRADE, "grade", "day05", *typed],
        cwd=course.root, env=course.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    _wait_for(course, process)
    while process.poll() is None and len(_done(course)) < aim:
        time.sleep(0.001)
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, said.decode()


def _wait_for(course: ClassFolder, process: subprocess.Popen[bytes]) -> None:
    """Until it has begun to grade: what comes before (imports) leaves nothing to lose."""
    lock = course.root / "autograded/.day05.lock"
    lock.unlink(missing_ok=True)
    while process.poll() is None and not lock.exists():
        time.sleep(0.001)


def _done(course: ClassFolder) -> list[Path]:
    return list((course.root / "autograded").glob("*/day05"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    course = make_class(tmp_path_factory.mktemp("undisturbed"))
    course.grade("day05")
    return course


@pytest.fixture(params=["here", "cluster and PostgreSQL"])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    if request.param == "here":
        yield Way("", (), KILLS)
        return
    with postgresql() as url, dask_cluster(workers=2) as cluster:
        yield Way(url, ("--db", url, "--scheduler", cluster.scheduler_address), KILLS_ON_CLUSTER)


def test_a_run_killed_at_random_moments_ends_with_the_same_gradebook(
    undisturbed: ClassFolder, way: Way, tmp_path: Path
) -> None:
    course = make_class(tmp_path, way.db)
    dice = random.Random(6)  # noqa: S311
    most = STUDENTS_IN_CLASS // (way.kills + 1)
    for _ in range(way.kills):
        kill_after(course, way.typed, dice.randint(0, most), dice.uniform(0, 0.02))
    assert len(_done(course)) < STUDENTS_IN_CLASS
    done = course.grade("day05", *way.typed)
    assert course.rows() == undisturbed.rows()
    assert {row[0] for row in course.rows()} == {p.name for p in (tmp_path / "submitted").iterdir()}
    assert _names(course) == _names(undisturbed)
    again = course.grade("day05", *way.typed)
    assert f"day05: 0 graded, {STUDENTS_IN_CLASS} unchanged" in again.stdout
    assert again.stdout.splitlines()[1:] == done.stdout.splitlines()[1:]


def _names(course: ClassFolder) -> set[Path]:
    root = course.root / "autograded"
    return {path.relative_to(root) for path in root.rglob("*")}
