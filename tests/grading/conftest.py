"""A mini exercise for tests that are about grading, and a course folder for stock nbgrader."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from kubelet_lab.exercises import catalogue

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture
def mini(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`mini` is an exercise, as if a lesson had brought it."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setitem(catalogue.MODULES, "mini", "mini_exercise")
    yield
    sys.modules.pop("mini_exercise", None)


class Course:
    """A course folder with the repository's own nbgrader_config.py, and a HOME without settings."""

    def __init__(self, root: Path, **more: str) -> None:
        self.root, self.log = root, ""
        shutil.copy(ROOT / "nbgrader_config.py", root)
        (root / "home").mkdir()
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        self.env = {
            "PATH": path,
            "HOME": str(root / "home"),
            "PYTHONPATH": f"{HERE}:{ROOT}",
            **more,
        }

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """Run one stock command; what it said, or an AssertionError with it."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=cwd or self.root, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def hand_in(self, student: str, notebook: str, answers: dict[str, str]) -> Path:
        """A submission: the released notebook with these answers; the path of the notebook."""
        path = self.root / "submitted" / student / "day05" / f"{notebook}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.root / "course/day05" / path.name, path)
        return self.answer(path, answers)

    def answer(self, path: Path, answers: dict[str, str]) -> Path:
        """Replace the sources of these cells, by cell id."""
        book = json.loads(path.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        path.write_text(json.dumps(book), encoding="utf-8")
        return path

    def points(self) -> dict[str, tuple[float, float, bool]]:
        """What the gradebook holds of each student: points, most points, waits for a person."""
        with Gradebook(f"sqlite:///{self.root}/gradebook.db") as gradebook:
            return {
                one.student.id: (one.score, one.max_score, one.needs_manual_grade)
                for one in gradebook.assignment_submissions("day05")
            }


@pytest.fixture(scope="session")
def new_course() -> type[Course]:
    """Makes course folders: `new_course(folder, KUBELET_LAB_SEED="…")`."""
    return Course
