"""From the text of an answer cell to a report."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from kubelet_lab.exercises.answers import Answer, read_answer
from kubelet_lab.exercises.catalogue import Exercise, UnknownExerciseError, find
from kubelet_lab.exercises.function import Function
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.running import Run, run_nowhere

NOT_AN_ANSWER = (
    "The first line must be exactly `%%manifest NAME`, `%%answers NAME` or `%%function NAME`."
)
UNANSWERED = (
    "No answer yet. Write it below the first line and run the cell again. "
    "A line that begins with `#` is a remark: take the `#` away."
)
OUR_MISTAKE = "The check itself failed: our mistake, not yours. Your answer is kept as it is."


def check(cell: str, seed: str | None = None, run: Run = run_nowhere) -> Report:
    """Check one answer cell: on public incidents, and with a seed on hidden ones too.

    `run` is where the code of a `%%function` answer may run; unless told, nowhere.
    """
    answer = read_answer(cell)
    if answer is None:
        return Report("answer", 0.0, error=NOT_AN_ANSWER)
    try:
        exercise = find(answer.name)
    except UnknownExerciseError as unknown:
        return Report(answer.name, 0.0, error=str(unknown))
    if isinstance(exercise, Function):
        exercise = replace(exercise, run=run)
    return _check_known(exercise, answer, seed)


def check_calmly(
    cell: str, seed: str | None, log: Callable[[str], object], run: Run = run_nowhere
) -> Report:
    """Check a cell; a defect of ours goes to `log` and is never shown to who typed the answer."""
    try:
        return check(cell, seed, run)
    except Exception:  # noqa: BLE001 - whatever it is, one answer must not stop a class
        log(traceback.format_exc())
        return given_up(cell, OUR_MISTAKE)


def given_up(cell: str, sentence: str) -> Report:
    """The report on an answer that could not be judged: no points yet, and a person has to look."""
    answer = read_answer(cell)
    name, worth = answer.name if answer else "answer", 0.0
    with suppress(Exception):  # the exercise itself may be what cannot be loaded
        worth = find(name).max_points
    return Report(name, worth, error=sentence, needs_person=True)


def _check_known(exercise: Exercise, answer: Answer, seed: str | None) -> Report:
    if answer.kind != exercise.kind:
        error = f"`{exercise.name}` is answered with `%%{exercise.kind} {exercise.name}`."
        return Report(exercise.name, exercise.max_points, error=error)
    if answer.empty:
        return Report(exercise.name, exercise.max_points, error=UNANSWERED)
    return exercise.check(answer, seed)
