"""docs/instructor.md, typed from top to bottom: a fresh clone, a student, a graded class."""

from __future__ import annotations

import getpass
import json
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
TEN = BLOCKS[0].splitlines()
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
TYPED = next(block.splitlines() for block in BLOCKS if "submit" in block)  # by a student
BY_MAIL = "ada"  # hands in without the exchange
STUDENT = getpass.getuser()
LESSON = "05_checkout.ipynb"
WORTH = 14


class Desk:
    """A shell in which the guide's environment is active; `run` wants every command to work."""

    def __init__(self, folder: Path, home: Path, **more: str) -> None:
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        self.env = {"PATH": path, "HOME": str(home), "PYTHONPATH": str(ROOT), **more}
        self.folder = folder
        home.mkdir(exist_ok=True)

    def run(self, command: str) -> str:
        done = subprocess.run(
            shlex.split(command), cwd=self.folder, env=self.env, capture_output=True, text=True,
            check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The class after the ten commands; the exchange and the gradebook are in the clone."""
    home = tmp_path_factory.mktemp("instructor")
    subprocess.run(["git", "clone", "-q", ROOT, home / "kubelet-lab"], check=True)
    seed = re.search(r'KUBELET_LAB_SEED="(.+)"', GUIDE)
    assert seed
    desk = Desk(home / "kubelet-lab", home / "home", KUBELET_LAB_SEED=seed[1])
    exchange = home / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (desk.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    before, after = TEN[5:7], TEN[7:]
    for command in before:
        desk.run(command)
    hand_in(home, exchange)
    by_mail = desk.folder / "submitted" / BY_MAIL / "day05"
    shutil.copytree(home / "student" / "day05", by_mail)
    for command in after:
        desk.run(command)
    return desk


def hand_in(home: Path, exchange: Path) -> None:
    """A student fetches, answers one exercise, submits."""
    student = Desk(home / "student", home / "student")
    settings = "c = get_config()\nc.CourseDirectory.course_id = 'kubelet'\n"
    settings += f"c.Exchange.root = {str(exchange)!r}\n"
    (student.folder / "nbgrader_config.py").write_text(settings)
    student.run(TYPED[0])
    mine = student.folder / "day05" / LESSON
    book = json.loads(mine.read_text())
    solved = json.loads((ROOT / "solutions" / "day05" / LESSON).read_text())["cells"]
    answers = {cell["id"]: cell["source"] for cell in solved}
    for cell in book["cells"]:
        if cell["id"] == "checkout":
            cell["source"] = answers["checkout"]
    mine.write_text(json.dumps(book))
    assert "Success! Your notebook passes all the tests." in student.run(TYPED[1])
    student.run(TYPED[2])


def test_there_are_ten_commands() -> None:
    assert len(TEN) == 10


def test_the_first_five_are_what_the_makefile_and_ci_know() -> None:
    packages = TEN[0].partition("install -y ")[2].split()
    known = (ROOT / ".ci" / "run").read_text() + (ROOT / "Makefile").read_text()
    assert all(package in known for package in packages)
    assert TEN[1].startswith("git clone https://")
    assert TEN[2] == f"cd {TEN[1].rpartition('/')[2]}"
    subprocess.run([*TEN[3].split(), "-n"], cwd=ROOT, check=True, capture_output=True)
    assert TEN[4] == ". .venv/bin/activate"


def test_the_student_has_points_and_a_page_that_says_why(graded: Desk) -> None:
    with Gradebook(f"sqlite:///{graded.folder}/gradebook.db") as gradebook:
        submission = gradebook.find_submission("day05", STUDENT)
        assert submission.score == WORTH
    page = graded.folder / "feedback" / STUDENT / "day05" / LESSON.replace("ipynb", "html")
    assert f"{WORTH} of {WORTH} points" in page.read_text(encoding="utf-8")


def test_feedback_goes_back_to_all_who_came_through_the_exchange(graded: Desk) -> None:
    said = graded.run(BLOCKS[1].splitlines()[0])
    assert f"Not released, give it to them yourself: {graded.folder}/feedback/{BY_MAIL}" in said
    Desk(graded.folder.parent / "student", graded.folder.parent / "student").run(TYPED[3])
    pages = list((graded.folder.parent / "student" / "day05" / "feedback").rglob("*.html"))
    assert [page.name for page in pages if page.stem == Path(LESSON).stem]


def test_scores_are_exported(graded: Desk) -> None:
    graded.run(BLOCKS[1].splitlines()[1])
    scores = (graded.folder / "grades.csv").read_text()
    assert f"{STUDENT},,,,{float(WORTH)}" in scores


def test_stock_autograde_gives_the_same(graded: Desk) -> None:
    graded.run(f"nbgrader autograde day05 --force --student={STUDENT}")
    with Gradebook(f"sqlite:///{graded.folder}/gradebook.db") as gradebook:
        assert gradebook.find_submission("day05", STUDENT).score == WORTH


def test_no_command_escapes_these_tests() -> None:
    elsewhere = {  # the seed is set above; doctor and --db have tests of their own
        'export KUBELET_LAB_SEED="a sentence that only you know"',
        "kubelet-lab doctor",
        "nbgrader autograde day05",
        "kubelet-lab grade day05 --db postgresql://grader@localhost/kubelet",
    }
    assert set(COMMANDS) == {*TEN, *BLOCKS[1].splitlines(), *TYPED, *elsewhere}
