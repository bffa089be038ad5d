"""A class, graded on all cores: `kubelet-lab grade day05`.

Workers read and judge; this process alone writes, student by student. What a student handed in,
the release and the seed name a result, so a second run finds it done, and a run that was killed
goes on where it was.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from kubelet_lab.crew.processes import each_in_its_own
from kubelet_lab.crew.progress import Progress
from kubelet_lab.exercises.seeds import PRACTICE_SEED
from kubelet_lab.exercises.visible import visible
from kubelet_lab.grading.autograded import Autograded
from kubelet_lab.grading.course import Course, NoCourseError
from kubelet_lab.grading.grade_folder import Result, Task, grade_folder, refuse
from kubelet_lab.grading.gradebook import Grades
from kubelet_lab.grading.on_cluster import grade_on_cluster


@dataclass
class Summary:
    """What a run did. `looks` holds, by student, the sentences a person should read."""

    day: str
    graded: int = 0
    unchanged: int = 0
    practice: bool = False
    here: dict[str, str] = field(default_factory=dict)  # by student, why not on the cluster
    looks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self) -> str:
        """The summary as it is printed."""
        done = f"{self.graded} graded, {self.unchanged} unchanged"
        lines = [f"{self.day}: {done}, {len(self.looks)} to look at"]
        for student, sentences in sorted(self.looks.items()):
            lines += [f"  {_line(student, 64)}: {_line(one, 300)}" for one in sentences]
        if self.here:
            why = _line(next(iter(self.here.values())), 300)
            lines.append(f"{len(self.here)} graded here, not on the cluster: {why}")
        if self.practice:
            lines.append("Graded with the practice seed: set KUBELET_LAB_SEED for real grades.")
        return "\n".join(lines)


def _line(text: str, limit: int) -> str:
    """One line of a terminal, whatever is in it: a name with a line end forges no other line."""
    return visible(text, limit).replace("\n", r"\n").replace("\t", " ")


def grade_class(course: Course, workers: int, student: str = "*", scheduler: str = "") -> Summary:
    """Grade what was handed in, on this machine or on a Dask cluster.

    Raises `NoCourseError`, NoClusterError, and SQLAlchemyError for a lost database.
    """
    summary = Summary(course.day, practice=course.seed == PRACTICE_SEED)
    with _alone(course):
        tasks = _tasks(course, student)
        _warm_up(tasks[0])
        if scheduler:
            outcomes = grade_on_cluster(tasks, scheduler, workers, summary.here)
        else:
            outcomes = each_in_its_own(grade_folder, tasks, workers)
        with Progress(len(tasks)) as progress, course.gradebook() as gradebook:
            grades = Grades(gradebook, course.day, course.penalty)
            for task, outcome in outcomes:
                result = refuse(task, outcome) if isinstance(outcome, str) else outcome
                _keep(course, grades, result, summary)
                progress.step(look=result.student in summary.looks)
    return summary


def _tasks(course: Course, student: str) -> list[Task]:
    released = course.released()
    folders = course.submitted(student)
    if not folders:
        raise NoCourseError(f"nothing was handed in for {course.day} by {student!r}")
    with course.gradebook() as gradebook:
        known = Grades(gradebook, course.day, course.penalty).students()
    return [
        Task(one, folder, course.autograded(one) if one in known else None, released, course.seed)
        for one, folder in folders.items()
    ]


def _warm_up(task: Task) -> None:
    """Grade nothing once: what it imports, every process gets for free."""
    refuse(task, "warming up")


def _keep(course: Course, grades: Grades, result: Result, summary: Summary) -> None:
    """Write one result, whole: the files beside their place, the grades, the files in place."""
    if result.looks:
        summary.looks[result.student] = result.looks
    if not result.notebooks:
        summary.unchanged += 1
        return
    files = Autograded(course.autograded(result.student))
    try:
        files.write(result)
        grades.save(result)
        files.place()
    except (OSError, SQLAlchemyError, UnicodeError) as error:  # the last: a name, in bytes
        why = f"not graded, the result could not be written: {str(error).splitlines()[0]}"
        summary.looks[result.student] = (*result.looks, why)
    else:
        summary.graded += 1


@contextmanager
def _alone(course: Course) -> Iterator[None]:
    """One run at a time for an assignment; a run that is killed lets go by itself."""
    path = course.autograded(".").parent / f".{course.day}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock's, no child keeps it
        except OSError:
            raise NoCourseError(f"{course.day} is being graded in this folder already") from None
        yield
