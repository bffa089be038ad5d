"""One student's folder, graded: what a worker does. It reads files and writes none.

The same steps as the plug-ins of nbgrader_config.py, in one go and without a gradebook.
"""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution

from kubelet_lab import __version__
from kubelet_lab.grading.give_back import read_secret
from kubelet_lab.grading.grade_notebook import OURS, grade_answers, take_answers
from kubelet_lab.grading.submission import Submission, other_notebooks, read_submission
from kubelet_lab.grading.timestamps import read_timestamp

Notebook = dict[str, Any]
log = logging.getLogger(__name__)

NO_RESPONSE = "No response."  # nbgrader's own words for an answer cell left as released
OURS_FAILED = "our own check failed on it: grade it by hand"
NO_SANDBOX = "not graded: needs a sandbox (`kubelet-lab doctor` says what is missing)"


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is told: the folder, the released notebooks, what was graded before."""

    student: str
    folder: Path
    graded_before: Path | None  # the autograded folder; None if there is nothing to go on with
    released: dict[str, Notebook]
    seed: str


@dataclass(frozen=True, slots=True)
class Graded:
    """One notebook: its text, and by grade id the points and the comments to save."""

    text: str
    points: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    needs_person: frozenset[str] = frozenset()
    missing: bool = False  # no such file was handed in


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker gives back. Without notebooks, nothing has changed since the last time."""

    student: str
    notebooks: dict[str, Graded] = field(default_factory=dict)
    timestamp: datetime | None = None
    secret: str = ""  # nbgrader's, which names the student's feedback in the exchange
    looks: tuple[str, ...] = ()  # why a person should look, one sentence each


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder that has been read: all that its grades depend on, and no file any more."""

    task: Task
    handed_in: dict[str, Submission]
    stamp: datetime | None
    looks: tuple[str, ...]
    secret: str = ""
    origin: str = ""  # names all of this; empty for what is to be graded anew each time


def grade_folder(task: Task) -> Result:
    """Grade what is in one folder, unless it is what was graded before."""
    found = read_folder(task)
    return judge(found) if isinstance(found, Reading) else found


def read_folder(task: Task) -> Reading | Result:
    """What is in one folder; the result, if it is what was graded before."""
    stamp, looks = _when(task.folder)
    handed_in = {name: _read(task.folder, name) for name in task.released}
    secret = read_secret(task.folder)
    origin = _digest(task, handed_in, stamp, secret)
    before = _marks(task.graded_before, task.released)
    if before.get("graded_from") == origin:
        return Result(task.student, looks=tuple(before["looks"]))
    looks += _refused(handed_in)
    looks += _absent(task.folder, handed_in)
    return Reading(task, handed_in, stamp, tuple(looks), secret, origin)


def judge(reading: Reading) -> Result:
    """Grade notebooks that have been read. Touches no file."""
    task, handed_in = reading.task, reading.handed_in
    books, looks, origin = {}, list(reading.looks), reading.origin
    for name, released in task.released.items():
        taken = take_answers(released, handed_in[name])
        books[name], _ = grade_answers(taken, task.seed, log.error)
        if any(_marked_as("needs_sandbox", cell) for cell in books[name]["cells"]):
            looks.append(f"{name}: {NO_SANDBOX}")
            origin = ""  # the next run tries again
        elif any(_needs_person(cell) for cell in books[name]["cells"]):
            looks.append(f"{name}: {OURS_FAILED}")
    for book in books.values():
        book["metadata"][OURS] = {"graded_from": origin, "looks": looks}
    graded = {name: _graded(book, missing=handed_in[name].missing) for name, book in books.items()}
    return Result(task.student, graded, reading.stamp, reading.secret, tuple(looks))


def refuse(task: Task, why: str) -> Result:
    """The result for a folder on which the worker itself came to grief."""
    stamp, looks = _when(task.folder)
    nothing = dict.fromkeys(task.released, Submission(refused=why))
    looks += _refused(nothing)
    return judge(Reading(task, nothing, stamp, tuple(looks)))


def _refused(handed_in: dict[str, Submission]) -> list[str]:
    """One sentence for each reason, and the lessons it holds for."""
    by_why: dict[str, list[str]] = {}
    for name, one in handed_in.items():
        if one.refused and not one.missing:
            by_why.setdefault(one.refused, []).append(name)
    return [f"{', '.join(names)}: {why}" for why, names in by_why.items()]


def _absent(folder: Path, handed_in: dict[str, Submission]) -> list[str]:
    """One sentence for all lessons that are not there, and what may be one under another name."""
    names = [name for name, one in handed_in.items() if one.missing]
    if not names:
        return []
    others = other_notebooks(folder, handed_in)
    there = f"; there is {', '.join(others)}" if others else ""
    return [f"not handed in: {', '.join(names)}{there}"]


def _read(folder: Path, name: str) -> Submission:
    return read_submission(folder / f"{name}.ipynb")


def _when(folder: Path) -> tuple[datetime | None, list[str]]:
    try:
        return read_timestamp(folder), []
    except ValueError as error:
        return None, [str(error)]


def _digest(
    task: Task, handed_in: dict[str, Submission], stamp: datetime | None, secret: str
) -> str:
    """Names everything that a grade depends on. The seed is in it, and cannot be read from it."""
    parts = {name: asdict(one) for name, one in handed_in.items()}
    everything = [__version__, task.seed, task.released, parts, str(stamp), secret]
    return hashlib.sha256(json.dumps(everything).encode()).hexdigest()


def _marks(folder: Path | None, names: dict[str, Notebook]) -> dict[str, Any]:
    """What is written in all notebooks of an autograded folder about how they came to be."""
    found: list[dict[str, Any]] = []
    if folder is not None:
        for name in names:
            with suppress(OSError, ValueError):
                book = json.loads((folder / f"{name}.ipynb").read_bytes())
                found.append(book["metadata"].get(OURS, {}))
    same = len(found) == len(names) and all(one == found[0] for one in found)
    return found[0] if found and same else {}


def _graded(book: Notebook, *, missing: bool) -> Graded:
    notebook = nbformat.from_dict(book)
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if _marked(cell)}
    return Graded(
        json.dumps(book, ensure_ascii=False) + "\n",  # nbformat's own indent costs ten times more
        {key: determine_grade(cell)[0] for key, cell in marked.items() if is_grade(cell)},
        {key: _comment(cell) for key, cell in marked.items() if is_solution(cell)},
        frozenset(key for key, cell in marked.items() if _needs_person(cell)),
        missing,
    )


def _marked(cell: nbformat.NotebookNode) -> bool:
    return "nbgrader" in cell.metadata


def _comment(cell: nbformat.NotebookNode) -> str | None:
    unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return NO_RESPONSE if unchanged else None


def _needs_person(cell: dict[str, Any]) -> bool:
    return _marked_as("needs_person", cell)


def _marked_as(mark: str, cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get(OURS, {}).get(mark))
