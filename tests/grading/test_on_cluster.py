"""`kubelet-lab grade --scheduler`: the same grades, whoever judged, and whoever was lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from class_folder import GRADE, ClassFolder
from dask_cluster import dask_cluster
from hostile_class import LESSON, RELEASED, RIGHT, STUDENTS, WRONG, answers, write
from postgres import postgresql

from kubelet_lab.grading import on_cluster
from kubelet_lab.grading.grade_folder import Graded, Result, Task, judge
from kubelet_lab.grading.on_cluster import NO_JUDGE, grade_on_cluster, judge_there

ODD = ["missing", "not-json", "link", "yaml-bomb", "freeze-every-second", "late", "loud-answer"]
CLASS = {
    "ada": answers(RIGHT), "bob": answers(WRONG), "eve": write(b"{nope"),
    **{name: STUDENTS[name].hand_in for name in ODD},
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    course = make(tmp_path_factory.mktemp("here"))
    course.log = course.grade("day05").stdout
    return course


def make(root: Path, db: str = "", more: int = 0) -> ClassFolder:
    course = ClassFolder(root, late="zero", db=db)
    course.nbgrader("generate_assignment", "day05")
    course.due("2030-01-01")
    for student, hand_in in CLASS.items():
        course.hand_in(student, hand_in)
    for number in range(more):
        course.hand_in(f"more-{number}", answers(RIGHT))
    return course


def test_a_cluster_and_postgresql_come_to_the_same_gradebook(
    here: ClassFolder, tmp_path: Path
) -> None:
    with postgresql() as url, dask_cluster(workers=2) as cluster:
        course = make(tmp_path, url)
        typed = ["day05", "--db", url, "--scheduler", cluster.scheduler_address]
        done = course.grade(*typed)
        assert (done.stdout, course.rows()) == (here.log, here.rows())
        assert f"day05: 0 graded, {len(CLASS)} unchanged" in course.grade(*typed).stdout
        assert course.rows() == here.rows()


def test_a_worker_that_is_killed_loses_no_grade(here: ClassFolder, tmp_path: Path) -> None:
    with dask_cluster(workers=2) as cluster:
        course = make(tmp_path, more=10)
        process = subprocess.Popen(
            [sys.executable, "-c", GRADE, "grade", "day05", "--scheduler",
             cluster.scheduler_address],
            cwd=course.root, env=course.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        _wait_for_a_grade(course, process)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        said, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    assert b"Traceback" not in errors  # what Dask says of a lost worker, it may say
    assert f"day05: {len(CLASS) + 10} graded" in said.decode()
    rows = course.rows()
    assert {row: rows[row] for row in rows if not row[0].startswith("more")} == here.rows()
    graded = {row[0]: rows[row][0] for row in rows if row[2] == "points_checkout"}
    assert [graded[f"more-{number}"] for number in range(10)] == [14.0] * 10


def _wait_for_a_grade(course: ClassFolder, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and not list((course.root / "autograded").glob("*/day05")):
        os.sched_yield()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{LESSON}.ipynb").write_text("{nope")
    return tmp_path


UNSURE = Result("ada", {LESSON: Graded("{}", needs_person=frozenset({"points_checkout"}))})


@pytest.mark.parametrize(
    ("outcome", "why"), [("KilledWorker: three times", "KilledWorker: three times"),
                         (UNSURE, NO_JUDGE)],
)  # fmt: skip
def test_what_the_cluster_cannot_judge_is_judged_here(
    outcome: object, why: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: object, jobs: list[Any], __: str) -> Iterator[tuple[Any, object]]:
        return ((job, outcome) for job in jobs)

    monkeypatch.setattr(on_cluster, "each_on_cluster", lost)
    here: dict[str, str] = {}
    task = Task("ada", folder, None, {LESSON: RELEASED}, "seed")
    ((_, result),) = grade_on_cluster([task], "tcp://x:1", 1, here)
    assert isinstance(result, Result)
    assert result.notebooks[LESSON].points == {"points_checkout": 0.0}
    assert here == {"ada": why}


def test_a_worker_of_another_version_does_not_judge(folder: Path) -> None:
    task = Task("ada", folder, None, {LESSON: RELEASED}, "seed")
    reading = on_cluster.read_folder(task)
    assert isinstance(reading, on_cluster.Reading)
    assert judge_there((on_cluster.__version__, reading)) == judge(reading)
    with pytest.raises(RuntimeError, match="the worker has kubelet-lab"):
        judge_there(("0.0.0", reading))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("somewhere", "somewhere: must be a scheduler's, such as tcp://10.0.0.5:8786"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
    ],
)
def test_a_cluster_that_is_none_is_one_sentence(
    address: str, sentence: str, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    course = make(tmp_path)
    soon = "from kubelet_lab.crew import cluster; cluster.PATIENCE_S = 1\n"
    done = course.python(soon + GRADE, "grade", "day05", "--scheduler", address)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"kubelet-lab: {sentence}\n"
