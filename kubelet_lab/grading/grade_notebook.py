"""Grade one notebook: the source's cells, the student's answers, our explanation and points.

Nothing a student wrote runs here (a `%%function` runs in the sandbox), and nothing but the
answers' text is carried over: no outputs, no Markdown, no metadata. Knows notebooks as plain
JSON; nbgrader is elsewhere.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kubelet_lab.exercises.check import UNANSWERED, check_calmly, given_up
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.running import NEEDS_SANDBOX
from kubelet_lab.exercises.visible import visible
from kubelet_lab.grading.deadline import ANSWER_S, TOO_SLOW, TooSlow, at_most
from kubelet_lab.grading.placing import Placed, answer_name, place_answers, points_name
from kubelet_lab.grading.sandbox import run_in_sandbox
from kubelet_lab.grading.submission import Submission, submission
from kubelet_lab.spec.reading import MAX_BYTES

Notebook = dict[str, Any]
Log = Callable[[str], object]

MAX_CELL = MAX_BYTES + 1_000  # characters of a cell: a first line, and the longest text we read
TOO_LONG = f"An answer has {MAX_BYTES:,} bytes at most."
OURS = "kubelet_lab"  # the metadata key of what we found out about a cell


def grade_notebook(
    source: Notebook, submitted: object, seed: str | None, log: Log = logging.error
) -> tuple[Notebook, dict[str, Report]]:
    """The graded notebook and a report for each exercise.

    `source` is the released notebook; `submitted` is parsed JSON from anyone. With a seed the
    hidden incidents are played too.
    """
    return grade_answers(take_answers(source, submission(submitted)), seed, log)


def take_answers(source: Notebook, submitted: Submission) -> Notebook:
    """The released notebook with the student's answers in their places."""
    taken = copy.deepcopy(source)
    placed = place_answers(source["cells"], submitted)
    for cell in taken["cells"]:
        name = answer_name(cell)
        if name:
            _put(cell, placed[name])
    return taken


def grade_answers(
    taken: Notebook, seed: str | None, log: Log
) -> tuple[Notebook, dict[str, Report]]:
    """Check each answer of a notebook made by `take_answers`; write reports and points into it."""
    graded = copy.deepcopy(taken)
    reports: dict[str, Report] = {}
    for cell in graded["cells"]:
        answered, scored = answer_name(cell), points_name(cell)
        if answered:
            reports[answered] = _report(cell, seed, log)
            cell["outputs"] = [_explanation(reports[answered])]
        if scored:
            report = reports.get(scored, Report(scored, 0.0, error=UNANSWERED))
            cell["outputs"] = [_score(cell, report)]
            cell["metadata"][OURS] = _for_a_person(report)
    return graded, reports


def _put(cell: dict[str, Any], placed: Placed) -> None:
    """Overwrite a released answer cell with what was handed in; remember what was odd."""
    cell["metadata"][OURS] = {"error": _why_empty(cell, placed), "note": placed.note}
    if placed.text is not None:
        cell["source"] = visible(placed.text.replace("\ufeff", ""), MAX_CELL)


def _why_empty(cell: dict[str, Any], placed: Placed) -> str:
    """The reason why there is no answer, empty if there is one."""
    if placed.text is None:
        return placed.note
    if len(placed.text) > MAX_CELL:
        return TOO_LONG
    return UNANSWERED if placed.text.strip() == cell["source"].strip() else ""


def _report(cell: dict[str, Any], seed: str | None, log: Log) -> Report:
    found = cell["metadata"][OURS]
    try:
        with at_most(ANSWER_S):
            report = check_calmly(cell["source"], seed, log, run_in_sandbox)
    except TooSlow:
        report = given_up(cell["source"], TOO_SLOW)
    if found["error"]:
        return Report(report.name, report.max_points, error=found["error"])
    notes = (found["note"], *report.notes) if found["note"] else report.notes
    return replace(report, notes=notes)


def _explanation(report: Report) -> dict[str, Any]:
    data = {"text/html": report.html(), "text/plain": report.text()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def _for_a_person(report: Report) -> dict[str, bool]:
    marks = {"needs_person": report.needs_person}
    return marks | {"needs_sandbox": True} if report.error == NEEDS_SANDBOX else marks


def _score(cell: dict[str, Any], report: Report) -> dict[str, Any]:
    """A plain float no larger than the cell's points: what SaveAutoGrades reads as a grade."""
    points = min(report.points, float(cell["metadata"]["nbgrader"]["points"]))
    data = {"text/plain": repr(points)}
    return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
