"""One student's grades into nbgrader's gradebook, in one transaction, by one process.

nbgrader's objects load each other one by one: a hundred queries a student. Here the names of an
assignment's cells are read once for a class, and a student's grades in three queries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import selectinload

from kubelet_lab.grading.grade_folder import Graded, Result

Penalty = Callable[[str, SubmittedNotebook, float], float | None]  # student, notebook, s late

WHOLE = (
    selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.grades),
    selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.comments),
)


class Book(NamedTuple):
    """A notebook of the assignment: its name, and its cells' names by their ids."""

    name: str
    graded: dict[str, str]
    answered: dict[str, str]


class Grades:
    """An assignment in an open gradebook. Raises nbgrader's MissingEntry if it is not there."""

    def __init__(self, gradebook: Gradebook, day: str, penalty: Penalty) -> None:
        assignment = gradebook.find_assignment(day)
        self._db, self._penalty, self._assignment = gradebook.db, penalty, assignment.id
        self._books = {one.id: _book(one) for one in assignment.notebooks}

    def students(self) -> set[str]:
        """Who has a submission."""
        found = self._db.query(SubmittedAssignment.student_id)
        return {name for (name,) in found.filter_by(assignment_id=self._assignment)}

    def save(self, result: Result) -> None:
        """Save it all or nothing. What a person wrote (scores, comments) is not touched."""
        try:
            submission = self._submission(result)
            for notebook in submission.notebooks:
                book = self._books[notebook.notebook_id]
                _save_notebook(notebook, book, result.notebooks[book.name])
            self._db.flush()
            self._take_off(submission, result)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _submission(self, result: Result) -> SubmittedAssignment:
        """The student's, as Gradebook.update_or_create_submission has it, uncommitted."""
        found = self._db.query(SubmittedAssignment).options(*WHOLE)
        whose = {"assignment_id": self._assignment, "student_id": result.student}
        submission = found.filter_by(**whose).one_or_none()
        if submission is None:
            if self._db.get(Student, result.student) is None:
                self._db.add(Student(id=result.student))
                self._db.flush()  # the next rows name it
            submission = SubmittedAssignment(**whose)
            submission.notebooks = [_empty(key, book) for key, book in self._books.items()]
            self._db.add(submission)
        if result.timestamp is not None:
            submission.timestamp = result.timestamp
        return submission

    def _take_off(self, submission: SubmittedAssignment, result: Result) -> None:
        """The points that it loses for being late; what was not handed in is not late."""
        late_s = submission.total_seconds_late
        for notebook in submission.notebooks:
            if result.notebooks[self._books[notebook.notebook_id].name].missing:
                continue
            late = None
            if late_s > 0:
                self._db.refresh(notebook)  # its score is a sum over what was flushed
                late = self._penalty(result.student, notebook, late_s)
            notebook.late_submission_penalty = late


def _book(notebook: Notebook) -> Book:
    tasks = list(notebook.task_cells)
    graded = {cell.id: cell.name for cell in [*notebook.grade_cells, *tasks]}
    answered = {cell.id: cell.name for cell in [*notebook.solution_cells, *tasks]}
    return Book(notebook.name, graded, answered)


def _empty(notebook_id: str, book: Book) -> SubmittedNotebook:
    grades = [Grade(cell_id=cell) for cell in book.graded]
    comments = [Comment(cell_id=cell) for cell in book.answered]
    return SubmittedNotebook(notebook_id=notebook_id, grades=grades, comments=comments)


def _save_notebook(notebook: SubmittedNotebook, book: Book, graded: Graded) -> None:
    for grade in notebook.grades:
        name = book.graded[grade.cell_id]
        if graded.missing:  # as nbgrader's Autograde.init_assignment has it: 0, nobody has to look
            grade.auto_score, grade.needs_manual_grade = 0, False
        elif name in graded.points:
            grade.auto_score = graded.points[name]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand or name in graded.needs_person
    for comment in notebook.comments:
        name = book.answered[comment.cell_id]
        if name in graded.comments and not graded.missing:
            comment.auto_comment = graded.comments[name]
