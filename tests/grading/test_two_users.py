"""The exchange between three real users: two students hand in, each gets their own page back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from class_folder import NBGRADER, ClassFolder
from hostile_class import LESSON, RIGHT, WRONG, answers

FULL = 14.0


class User:
    """Somebody with an account and a home, and with nobody else's rights."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Type a command at home."""
        python = Path(sys.base_prefix)  # may be below a home that only root can enter
        hidden = [str(one) for one in list(python.parents)[-2:-1] if not _open_to_all(one)]
        return subprocess.run(
            [
                "bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--unshare-pid",
                *(word for one in hidden for word in ("--perms", "0755", "--tmpfs", one)),
                *(("--ro-bind", str(python), str(python)) if hidden else ()),
                "setpriv", "--reuid", self.name, "--regid", self.name, "--clear-groups",
                "--no-new-privs", "--inh-caps", "-all", "--bounding-set", "-all", *command,
            ],
            cwd=self.home, capture_output=True, text=True, check=False, timeout=500,
            env={"PATH": f"{sysconfig.get_path('scripts')}:/usr/bin:/bin", "HOME": str(self.home)},
        )  # fmt: skip

    def nbgrader(self, *command: str) -> str:
        done = self.run(sys.executable, "-c", NBGRADER, *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o005)


@contextmanager
def user(name: str, below: Path) -> Iterator[User]:
    """A new user of this machine, gone when the block ends."""
    name, home = f"kl-{name}-{os.getpid()}", below / name
    subprocess.run(["useradd", "--home-dir", home, "--create-home", name], check=True)
    try:
        yield User(name, home)
    finally:
        subprocess.run(["userdel", name], check=True, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that all users can reach; pytest's own are private to who runs it."""
    if os.getuid() != 0:
        pytest.skip("needs root: two users are made for it")
    if not (shutil.which("useradd") and shutil.which("bwrap")):
        pytest.skip("needs useradd and bubblewrap")
    folder = Path(tempfile.mkdtemp(prefix="kubelet-lab-users-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def students(place: Path) -> Iterator[tuple[User, User]]:
    with ExitStack() as stack:
        yield (stack.enter_context(user("ada", place)), stack.enter_context(user("bob", place)))


@pytest.fixture(scope="module")
def course(place: Path, students: tuple[User, User]) -> ClassFolder:
    """From the release to the feedback of both, each step as its own user."""
    (place / "course").mkdir(mode=0o700)
    (place / "exchange").mkdir()
    (place / "exchange").chmod(0o777)
    course = ClassFolder(place / "course")
    exchange = f"c.Exchange.root = {str(place / 'exchange')!r}\n"
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(exchange)
    course.nbgrader("generate_assignment", "day05")
    course.nbgrader("release_assignment", "day05")
    for student, answer in zip(students, (RIGHT, WRONG), strict=True):
        settings = f"c = get_config()\nc.CourseDirectory.course_id = 'kubelet'\n{exchange}"
        (student.home / "nbgrader_config.py").write_text(settings)
        student.nbgrader("fetch_assignment", "day05")
        answers(answer)(student.home / "day05")
        student.nbgrader("submit", "day05")
    course.nbgrader("collect", "day05")
    course.log = course.grade("day05").stdout
    course.nbgrader("generate_feedback", "day05")
    course.nbgrader("release_feedback", "day05")
    for student in students:
        student.nbgrader("fetch_feedback", "day05")
    return course


def pages(student: User) -> list[str]:
    found = (student.home / "day05" / "feedback").rglob("*.html")
    return [page.read_text(encoding="utf-8") for page in found]


def test_what_two_users_hand_in_is_graded_under_their_names(
    course: ClassFolder, students: tuple[User, User]
) -> None:
    ada, bob = students
    points = course.points()
    assert set(points) == {ada.name, bob.name}
    assert points[ada.name] == FULL > points[bob.name]
    assert course.log == "day05: 2 graded, 0 unchanged, 0 to look at\n"


def test_each_gets_their_own_page_and_no_other(
    course: ClassFolder, students: tuple[User, User]
) -> None:
    for student in students:
        (page,) = pages(student)
        theirs = course.root / "feedback" / student.name / "day05" / f"{LESSON}.html"
        assert page == theirs.read_text(encoding="utf-8")


def test_nobody_can_look_through_what_others_sent_or_got(
    course: ClassFolder, students: tuple[User, User]
) -> None:
    exchange = course.root.parent / "exchange" / "kubelet"
    for folder in (exchange / "inbound", exchange / "feedback", course.root):
        assert list(folder.iterdir())
        for student in students:
            assert "Permission denied" in student.run("ls", str(folder)).stderr, folder
