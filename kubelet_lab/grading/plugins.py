"""The stock commands' plug-ins: take the answers, grade them, save the points.

They stand in nbgrader_config.py, in the places of ClearOutput and DeduplicateIds (sanitizing)
and of Execute (autograding). Everything else in the two lists is nbgrader's own.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Unicode

from kubelet_lab.exercises.seeds import PRACTICE_SEED, course_seed
from kubelet_lab.grading.grade_notebook import OURS, grade_answers, take_answers
from kubelet_lab.grading.submission import read_submission

HANDED_IN = "kubelet_lab_submission"  # the resource that carries what the exporter read


class SubmissionExporter(NotebookExporter):
    """Reads a submission without trust; nbgrader's own reader fails a whole class for one file."""

    def from_filename(
        self, filename: str, resources: dict[str, object] | None = None, **_: object
    ) -> tuple[NotebookNode, dict[str, object]]:
        """The usual export, except that what a student wrote arrives as data in `resources`."""
        if not any(isinstance(plugin, TakeAnswers) for plugin in self._preprocessors):
            return super().from_filename(filename, resources)
        handed_in = {**(resources or {}), HANDED_IN: read_submission(Path(filename))}
        return self.from_notebook_node(new_notebook(), handed_in)  # type: ignore[no-any-return, no-untyped-call]


class TakeAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the student's answers into the released notebook, and drops all else they wrote."""

    def preprocess(
        self, _: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Raises FileNotFoundError when the assignment was never released."""
        released = nbformat.read(self._released(resources["nbgrader"]), as_version=4)
        handed_in = resources.pop(HANDED_IN)
        if handed_in.refused:
            self.log.warning("Not graded: %s", handed_in.refused)
        return nbformat.from_dict(take_answers(released, handed_in)), resources

    def _released(self, ids: dict[str, str]) -> Path:
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.release_directory, ".", ids["assignment"])
        return Path(folder) / f"{ids['notebook']}.ipynb"


class GradeAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Checks each answer in this process, where no student's code ever runs."""

    seed = Unicode(
        "", help="Picks the hidden incidents. KUBELET_LAB_SEED in the environment wins over it."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Write a report below each answer and the points below each points cell."""
        seed = course_seed(self.seed)
        if seed == PRACTICE_SEED:
            self.log.warning("Grading with the practice seed: set KUBELET_LAB_SEED for real grades")
        graded, _ = grade_answers(nb, seed, self.log.error)
        return nbformat.from_dict(graded), resources


class SavePoints(SaveAutoGrades):  # type: ignore[misc]
    """Saves points as nbgrader does; a check that failed by our mistake waits for a person."""

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_score(cell, resources)
        if not cell.metadata.get(OURS, {}).get("needs_person"):
            return
        grade_id = cell.metadata.nbgrader["grade_id"]
        ids = (self.notebook_id, self.assignment_id, self.student_id)
        self.gradebook.find_grade(grade_id, *ids).needs_manual_grade = True
        self.gradebook.db.commit()
