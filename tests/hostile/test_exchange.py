"""The exchange: a folder that every student writes to, collected with the instructor's rights."""

from __future__ import annotations

import os
import pwd
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import LESSON, RIGHT, answers

from kubelet_lab.grading.copying import MOST_FILES

ME = pwd.getpwuid(os.getuid()).pw_name
ROOT_ONLY = "a file that only the instructor can read"


@pytest.fixture
def course(tmp_path: Path) -> ClassFolder:
    course = ClassFolder(tmp_path)
    (tmp_path / "secret").write_text(ROOT_ONLY)
    with (tmp_path / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    (tmp_path / "exchange/kubelet/inbound").mkdir(parents=True)
    return course


def now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def submit(course: ClassFolder, student: str = ME, when: str = "") -> Path:
    """What `nbgrader submit` leaves in the exchange."""
    when = when or now()
    folder = course.root / "exchange/kubelet/inbound" / f"{student}+day05+{when}"
    folder.mkdir()
    answers(RIGHT)(folder)
    (folder / "timestamp.txt").write_text(when)
    return folder


def collect(course: ClassFolder) -> tuple[Path, str]:
    return course.root / "submitted" / ME / "day05", course.nbgrader("collect", "day05")


def test_an_honest_submission_arrives_with_its_time(course: ClassFolder) -> None:
    when = now()
    submit(course, when=when)
    folder, log = collect(course)
    assert {path.name for path in folder.iterdir()} == {f"{LESSON}.ipynb", "timestamp.txt"}
    assert (folder / "timestamp.txt").read_text()[:26] == when[:26]
    assert "Not collected" not in log


def test_links_pipes_and_other_peoples_names_are_left_and_named(course: ClassFolder) -> None:
    mine = submit(course)
    (mine / f"{LESSON}.ipynb").unlink()
    (mine / f"{LESSON}.ipynb").symlink_to(course.root / "secret")
    (mine / "hard.csv").hardlink_to(course.root / "secret")
    (mine / "folder").symlink_to("/etc")
    os.mkfifo(mine / "pipe")
    (mine / "deep/er").mkdir(parents=True)
    (mine / "deep/er/notes.txt").write_text("mine")
    submit(course, "classmate", "2099-01-01 00:00:00 UTC")
    (course.root / f"exchange/kubelet/inbound/{ME}+day05+whenever").mkdir()
    (course.root / f"exchange/kubelet/inbound/{ME}+day05+2098-01-01 UTC").symlink_to("/etc")
    folder, log = collect(course)
    assert [path.name for path in (course.root / "submitted").iterdir()] == [ME]
    copied = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert copied == {f"{LESSON}.ipynb", "timestamp.txt", "deep/er/notes.txt"}
    assert ROOT_ONLY not in "".join(path.read_text() for path in folder.rglob("*.*"))
    for why in (
        "it is a link", "second name", "pipe: it is not a regular file", "it is no folder",
        f"it says it is by classmate, and belongs to {ME}", "its name is not STUDENT+",
    ):  # fmt: skip
        assert why in log, why
    course.nbgrader("generate_assignment", "day05")
    assert (
        f"{ME}: {LESSON}: The file was not collected: it is a link." in course.grade("day05").stdout
    )


def test_a_time_before_the_file_last_changed_is_not_believed(course: ClassFolder) -> None:
    mine = submit(course, when="2020-01-01 00:00:00 UTC")
    os.utime(mine / f"{LESSON}.ipynb", (1, 1))  # a student can set these, and not the third
    folder, log = collect(course)
    assert (folder / "timestamp.txt").read_text()[:4] == f"{datetime.now(UTC):%Y}"
    assert "says 2020-01-01 00:00:00, and was changed at" in log
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.CarefulCollect.believe_file_times = False\n")
    shutil.rmtree(folder)
    collect(course)
    assert (folder / "timestamp.txt").read_text() == "2020-01-01 00:00:00 UTC\n"


def test_a_folder_without_end_is_cut(course: ClassFolder) -> None:
    mine = submit(course)
    for number in range(300):
        (mine / f"z{number:03}.txt").write_text("x")
    folder, log = collect(course)
    assert len(list(folder.iterdir())) in (MOST_FILES, MOST_FILES + 1)  # the time may be ours
    assert RIGHT.splitlines()[1] in (folder / f"{LESSON}.ipynb").read_text()
    assert "there is too much else in the folder" in log
