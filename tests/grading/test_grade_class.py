"""`kubelet-lab grade`: nothing lost, nothing doubled, nothing of a person's overwritten."""

from __future__ import annotations

import io
import os
import shutil
import time
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import LESSON, RIGHT, WRONG, answers, write

from kubelet_lab.crew.processes import DIED, TOO_LATE, each_in_its_own
from kubelet_lab.crew.progress import Progress
from kubelet_lab.grading.autograded import Autograded
from kubelet_lab.grading.grade_folder import Graded, Result

CLASS = {"ada": answers(RIGHT), "bob": answers(WRONG), "eve": write(b"{nope")}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> ClassFolder:
    course = ClassFolder(tmp_path_factory.mktemp("class"))
    course.nbgrader("generate_assignment", "day05")
    for student, hand_in in CLASS.items():
        course.hand_in(student, hand_in)
    course.grade("day05")
    return course


def files(course: ClassFolder) -> dict[str, tuple[str, int]]:
    digests = course.fingerprints("autograded")
    return {
        name: (digest, Path(name).stat().st_mtime_ns)
        for name, digest in digests.items()
        if "lock" not in name
    }


def test_a_second_run_changes_nothing(course: ClassFolder) -> None:
    rows, before = course.rows(), files(course)
    done = course.grade("day05", "--workers", "1")
    assert done.stdout.startswith(
        "day05: 0 graded, 3 unchanged, 1 to look at\n  eve: 05_checkout: "
    )
    assert done.returncode == 1
    assert (course.rows(), files(course)) == (rows, before)
    assert course.nbgrader("autograde", "day05").count("Skipping existing") == 3
    assert (course.rows(), files(course)) == (rows, before)


def test_a_regraded_submission_keeps_what_a_person_wrote(course: ClassFolder) -> None:
    place = (LESSON, "day05", "bob")
    with course.gradebook() as gradebook:
        gradebook.find_grade("points_checkout", *place).manual_score = 9.5
        gradebook.find_comment("checkout", *place).manual_comment = "Well argued."
        gradebook.db.commit()
    course.hand_in("bob", answers(RIGHT))
    assert (
        course.grade("day05", "--student", "bob").stdout
        == "day05: 1 graded, 0 unchanged, 0 to look at\n"
    )
    rows = course.rows()
    assert rows["bob", LESSON, "points_checkout"][:4] == (14.0, 9.5, None, True)
    assert rows["bob", LESSON, "checkout, comment"] == (None, "Well argued.")
    assert course.points()["bob"] == 9.5


def test_a_deleted_gradebook_or_a_half_written_folder_is_graded_anew(course: ClassFolder) -> None:
    (course.root / "autograded/ada/day05" / f"{LESSON}.ipynb").unlink()
    (course.root / "autograded/ada/.day05.half").mkdir()
    assert "day05: 1 graded, 2 unchanged" in course.grade("day05").stdout
    assert not (course.root / "autograded/ada/.day05.half").exists()
    rows = course.rows()
    (course.root / "gradebook.db").rename(course.root / "old.db")
    course.nbgrader("generate_assignment", "day05")
    assert "day05: 3 graded, 0 unchanged" in course.grade("day05").stdout
    assert set(course.rows()) == set(rows)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["day99"], "day99 is not in the gradebook yet: type `nbgrader generate_assignment day99`"),
        (["day05", "--student", "nobody"], "nothing was handed in for day05 by 'nobody'"),
        (["day05", "--student", "../ada"], "'../ada' cannot be the name of a student's folder"),
        (["day05", "--student", ""], "'' cannot be the name of a student's folder"),
        (["day05", "--db", "sqlite:////no/such/folder/x.db"], "the gradebook: "),
        (["day05", "--workers", "0"], "argument --workers: 0: must be a number from 1 on"),
    ],
)
def test_what_cannot_be_graded_is_one_sentence(
    course: ClassFolder, typed: list[str], sentence: str
) -> None:
    done = course.python(
        "import sys; from kubelet_lab.cli import main; sys.exit(main())", "grade", *typed
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_odd_names_of_folders_stop_nobody_and_forge_no_line(course: ClassFolder) -> None:
    odd = ["*", "[x]", "-rf", "ad'a; --", "\u0430da", "ada\n  bob: 0 points", b"b\xff"]
    for name in odd:
        course.hand_in(os.fsdecode(name), answers(RIGHT))
    (course.root / "submitted/a file").touch()
    (course.root / "submitted/no folder").mkdir()
    (course.root / "submitted/no folder/day05").touch()
    done = course.grade("day05").stdout
    assert "day05: 7 graded, 3 unchanged" in done
    assert r"  b\udcff: not graded, the result could not be written" in done
    assert f"  no folder: {LESSON}: The file cannot be read: Not a directory." in done
    assert "\n  bob: 0 points" not in done
    points = course.points()
    assert {name: points[name] for name in odd[:-1]} == dict.fromkeys(odd[:-1], 14.0)
    for name in (*odd, "no folder"):
        shutil.rmtree(course.root / "submitted" / os.fsdecode(name))


def _odd(task: str) -> str:
    if task == "dies":
        os._exit(3)
    if task == "hangs":
        time.sleep(1_000)
    return task.upper()


def test_a_process_that_dies_or_hangs_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubelet_lab.crew.processes.DEADLINE_S", 0.5)
    tasks = ["a", "dies", "b", "hangs", "c"]
    expected = {"a": "A", "dies": DIED, "b": "B", "hangs": TOO_LATE, "c": "C"}
    assert dict(each_in_its_own(_odd, tasks, 2)) == expected


def test_progress_says_rate_time_left_and_what_needs_a_look() -> None:
    progress = Progress(200, io.StringIO())
    for number in range(50):
        progress.step(look=number < 3)
    assert progress.line(10) == "[######------------------] 50/200  5.0/s  0:30 left  3 need a look"


def test_a_folder_is_in_its_place_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "ada/day05"
    files = Autograded(place)
    files.write(Result("ada", {LESSON: Graded("{}")}))
    assert not place.exists()
    files.place()
    assert (place / f"{LESSON}.ipynb").read_text() == "{}"
    files.write(Result("ada", {LESSON: Graded("[]")}))
    assert (place / f"{LESSON}.ipynb").read_text() == "{}"
    files.place()
    assert (place / f"{LESSON}.ipynb").read_text() == "[]"
    assert [path.name for path in place.parent.iterdir()] == ["day05"]
