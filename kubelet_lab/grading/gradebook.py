"""One student's grades into nbgrader's gradebook, in one transaction, by one process."""

from __future__ import annotations

from collections.abc import Callable

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from kubelet_lab.grading.grade_folder import Graded, Result

Penalty = Callable[[str, SubmittedNotebook, float], float | None]  # student, notebook, s late


def graded_students(gradebook: Gradebook, day: str) -> set[str]:
    """Who has a submission in the gradebook."""
    return {one.student_id for one in gradebook.find_assignment(day).submissions}


def save(gradebook: Gradebook, day: str, result: Result, penalty: Penalty) -> None:
    """Save it all or nothing. What a person wrote (scores, comments) is not touched."""
    try:
        with gradebook.db.no_autoflush:
            submission = _submission(gradebook, day, result)
        for notebook in submission.notebooks:
            graded = result.notebooks[notebook.name]
            if graded.missing:
                _save_nothing(notebook)
                continue
            _save_notebook(notebook, graded)
            gradebook.db.flush()
            gradebook.db.refresh(notebook)  # its score is a sum over what was flushed
            late_s = submission.total_seconds_late
            late = penalty(result.student, notebook, late_s) if late_s > 0 else None
            notebook.late_submission_penalty = late
        gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise


def _submission(gradebook: Gradebook, day: str, result: Result) -> SubmittedAssignment:
    """The student's submission, as Gradebook.update_or_create_submission has it, uncommitted."""
    try:
        submission = gradebook.find_submission(day, result.student)
    except MissingEntry:
        submission = _new(gradebook, gradebook.find_assignment(day), result.student)
    if result.timestamp is not None:
        submission.timestamp = result.timestamp
    return submission


def _new(gradebook: Gradebook, assignment: Assignment, name: str) -> SubmittedAssignment:
    try:
        student = gradebook.find_student(name)
    except MissingEntry:
        student = Student(id=name)
        gradebook.db.add(student)
    submission = SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        empty = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            Grade(cell_id=cell.id, notebook=empty)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            Comment(cell_id=cell.id, notebook=empty)
    gradebook.db.add(submission)
    gradebook.db.flush()
    return submission


def _save_nothing(notebook: SubmittedNotebook) -> None:
    """What nbgrader's Autograde.init_assignment does for a notebook that was not handed in.

    Every point is 0 and nobody has to look; comments and penalties stay what they were.
    """
    for grade in notebook.grades:
        grade.auto_score = 0
        grade.needs_manual_grade = False


def _save_notebook(notebook: SubmittedNotebook, graded: Graded) -> None:
    for grade in notebook.grades:
        if grade.name in graded.points:
            grade.auto_score = graded.points[grade.name]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand or grade.name in graded.needs_person
    for comment in notebook.comments:
        if comment.name in graded.comments:
            comment.auto_comment = graded.comments[comment.name]
