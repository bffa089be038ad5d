"""The course as nbgrader_config.py describes it: folders, gradebook, seed, late penalties."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubelet_lab import quick_imports  # noqa: F401 - before anything that imports nbformat

from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook  # isort: skip
from nbgrader.apps.baseapp import NbGrader  # isort: skip
from nbgrader.preprocessors import AssignLatePenalties  # isort: skip

from kubelet_lab.exercises.seeds import course_seed
from kubelet_lab.grading.plugins import GradeAnswers


class NoCourseError(ValueError):
    """What is asked for cannot be graded here; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """A course folder and one assignment in it."""

    day: str
    directories: Any  # nbgrader's CourseDirectory
    db_url: str
    seed: str
    late: AssignLatePenalties

    def gradebook(self) -> Gradebook:
        """Nbgrader's gradebook, opened; close it before anything is forked."""
        return Gradebook(self.db_url, self.directories.course_id)

    def released(self) -> dict[str, dict[str, Any]]:
        """The released notebooks of the assignment by name. Raises `NoCourseError`."""
        with self.gradebook() as gradebook:
            try:
                notebooks = gradebook.find_assignment(self.day).notebooks
            except MissingEntry:
                notebooks = []
            names = [notebook.name for notebook in notebooks]
        folder = self._folder("release_directory", ".")
        try:
            found = {name: json.loads((folder / f"{name}.ipynb").read_bytes()) for name in names}
        except FileNotFoundError:
            found = {}
        if not found:
            raise NoCourseError(
                f"{self.day} is not in the gradebook yet: type `nbgrader generate_assignment "
                f"{self.day}` in the course's folder first"
            )
        return {name: _joined(book) for name, book in found.items()}

    def submitted(self, student: str = "*") -> dict[str, Path]:
        """The folder of each student who handed something in. Raises `NoCourseError`."""
        if student in ("", ".", "..") or "/" in student:
            raise NoCourseError(f"{student!r} cannot be the name of a student's folder")
        place = self._folder("submitted_directory", "*").relative_to(self._root).parts.index("*")
        pattern = self._folder("submitted_directory", student).relative_to(self._root)
        folders = sorted(self._root.glob(str(pattern)))
        return {folder.relative_to(self._root).parts[place]: folder for folder in folders}

    def autograded(self, student: str) -> Path:
        """Where a student's graded notebooks go."""
        return self._folder("autograded_directory", student)

    def penalty(self, student: str, notebook: SubmittedNotebook, late_s: float) -> float | None:
        """The points that a late notebook loses, as the plug-in of the configuration says."""
        late = self.late.plugin_inst.late_submission_penalty(student, notebook.score, late_s)
        return None if late is None else float(self.late._check_late_penalty(notebook, late))  # noqa: SLF001

    @property
    def _root(self) -> Path:
        return Path(self.directories.root)

    def _folder(self, kind: str, student: str) -> Path:
        directory = getattr(self.directories, kind)
        return self._root / str(self.directories.format_path(directory, student, self.day))


def open_course(day: str, db_url: str = "") -> Course:
    """The course of the current folder. Raises `NoCourseError`."""
    if not Path("nbgrader_config.py").exists():
        raise NoCourseError("there is no nbgrader_config.py here: type this in the course's folder")
    app = NbGrader(log_level=logging.WARNING)
    app.initialize([])
    directories = app.coursedir
    directories.update_config(app.config)
    late = AssignLatePenalties(parent=app)
    late.init_plugin()
    seed = course_seed(GradeAnswers(parent=app).seed)
    return Course(day, directories, db_url or directories.db_url, seed, late)


def _joined(book: dict[str, Any]) -> dict[str, Any]:
    """A notebook whose sources are text; in a file they are lists of lines."""
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    return book
