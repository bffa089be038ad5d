"""A course folder with some of the repository's lessons, its configuration, and what one types."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]
NBGRADER = "import kubelet_lab.quick_imports; from nbgrader.apps.nbgraderapp import main; main()"
GRADE = "import sys; from kubelet_lab.cli import main; sys.exit(main())"

ONE = ("05_checkout",)  # what tests of grading need, however many lessons there are
EVERY = ("*",)

Row = dict[tuple[str, str, str], tuple[Any, ...]]


class ClassFolder:
    """`late` is nbgrader's penalty method; `db` another gradebook than gradebook.db.

    `lessons` are patterns of names.
    """

    def __init__(
        self, root: Path, late: str = "none", db: str = "", lessons: Sequence[str] = ONE
    ) -> None:
        self.root, self.log, self.before = root, "", {}
        self.db = db or f"sqlite:///{root}/gradebook.db"
        solutions = root / "solutions" / "day05"
        solutions.mkdir(parents=True)
        for lesson in lessons:
            for file in (ROOT / "solutions" / "day05").glob(f"{lesson}.*"):
                shutil.copy(file, solutions)
        config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        config += f"c.LateSubmissionPlugin.penalty_method = {late!r}\n"
        config += f"c.CourseDirectory.db_url = {self.db!r}\n"
        (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
        (root / "home").mkdir()
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        self.env = {
            "PATH": path, "HOME": str(root / "home"), "PYTHONPATH": str(ROOT),
            "KUBELET_LAB_SEED": "the night watch",
        }  # fmt: skip

    def nbgrader(self, *command: str) -> str:
        """Run a stock command; what it said."""
        done = self.python(NBGRADER, *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def grade(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run `kubelet-lab grade`."""
        done = self.python(GRADE, "grade", *command)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        assert done.stderr == "", done.stderr
        return done

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.root, env=self.env, capture_output=True, text=True, check=False, timeout=500,
        )  # fmt: skip

    def hand_in(self, student: str, hand_in: Callable[[Path], None]) -> Path:
        """Make a student's folder anew, and fill it."""
        folder = self.root / "submitted" / student / "day05"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        hand_in(folder)
        return folder

    def due(self, when: str) -> None:
        with self.gradebook() as gradebook:
            gradebook.update_or_create_assignment("day05", duedate=when)

    def gradebook(self) -> Gradebook:
        return Gradebook(self.db)

    def rows(self) -> Row:
        """Every grade and comment by student, notebook and cell; no ids, which are random."""
        found: Row = {}
        with self.gradebook() as gradebook:
            for one in gradebook.assignment_submissions("day05"):
                for book in one.notebooks:
                    late = (book.late_submission_penalty, one.timestamp)
                    for grade in book.grades:
                        scores = (grade.auto_score, grade.manual_score, grade.extra_credit)
                        waits = grade.needs_manual_grade
                        found[one.student_id, book.name, grade.name] = (*scores, waits, *late)
                    for said in book.comments:
                        words = (said.auto_comment, said.manual_comment)
                        found[one.student_id, book.name, f"{said.name}, comment"] = words
        return found

    def points(self) -> dict[str, float]:
        """What each student ends up with, late penalties taken off."""
        with self.gradebook() as gradebook:
            return {
                one.student_id: sum(
                    b.score - (b.late_submission_penalty or 0) for b in one.notebooks
                )
                for one in gradebook.assignment_submissions("day05")
            }

    def fingerprints(self, *names: str) -> dict[str, str]:
        """A digest for each file below these."""
        paths = [self.root / name for name in names]
        files = [f for p in paths for f in ([p] if p.is_file() else p.rglob("*")) if f.is_file()]
        return {str(f): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
