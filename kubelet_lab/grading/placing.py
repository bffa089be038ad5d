"""Where the answers are: by the source's cells and their order, never by what a file claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kubelet_lab.exercises.answers import NAME, read_answer
from kubelet_lab.grading.submission import Submission, SubmittedCell

Cell = dict[str, Any]

OTHER_KINDS = ("raw", "markdown")
POINTS_LINE = re.compile(rf'^lab\.points\("(?P<name>{NAME})"\)', re.MULTILINE)


class Placed(NamedTuple):
    """The text found for one exercise, or None; `note` says what was odd about it."""

    text: str | None
    note: str = ""


def answer_name(cell: Mapping[str, Any]) -> str | None:
    """The exercise a source cell asks for, if it is an answer cell."""
    if not cell.get("metadata", {}).get("nbgrader", {}).get("solution"):
        return None
    answer = read_answer(cell["source"])
    return answer.name if answer else None


def points_name(cell: Mapping[str, Any]) -> str | None:
    """The exercise whose points a source cell shows, if it is a grade cell."""
    if not cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
        return None
    found = POINTS_LINE.search(cell["source"])
    return found["name"] if found else None


def place_answers(source: Iterable[Cell], submitted: Submission) -> dict[str, Placed]:
    """For each answer cell of the source, the student's text in its place.

    A copy of the cell elsewhere costs nothing: the cell that still has the source's id is the
    answer; without one, the last before its points cell; without that, the first.
    """
    if submitted.refused:
        return {name: Placed(None, submitted.refused) for name, _ in _asked(source)}
    return {name: _place(cell, name, submitted.cells) for name, cell in _asked(source)}


def _asked(source: Iterable[Cell]) -> list[tuple[str, Cell]]:
    return [(name, cell) for cell in source if (name := answer_name(cell))]


def _place(source: Cell, name: str, cells: Sequence[SubmittedCell]) -> Placed:
    first_line = source["source"].split("\n", 1)[0].strip()
    alike = [at for at, cell in enumerate(cells) if _answers(cell, name)]
    code = [at for at in alike if cells[at].kind == "code"]
    if not code:
        kind = cells[alike[0]].kind if alike else ""
        other = f" The one there is, is a {kind} cell." if kind in OTHER_KINDS else ""
        return Placed(None, f"No code cell begins with `{first_line}`.{other}")
    chosen = _choose(source, name, cells, code)
    several = f"{len(code)} cells begin with `{first_line}`; the one in its place counts."
    return Placed(cells[chosen].text, several if len(code) > 1 else "")


def _answers(cell: SubmittedCell, name: str) -> bool:
    answer = read_answer(cell.text)
    return answer is not None and answer.name == name


def _choose(source: Cell, name: str, cells: Sequence[SubmittedCell], code: list[int]) -> int:
    same_id = [at for at in code if cells[at].id == source.get("id")]
    if same_id:
        return same_id[0]
    points = [at for at, cell in enumerate(cells) if _shows_points(cell, name)]
    before = [at for at in code if points and at < points[0]]
    return before[-1] if before else code[0]


def _shows_points(cell: SubmittedCell, name: str) -> bool:
    found = POINTS_LINE.search(cell.text[:1_000])
    return found is not None and found["name"] == name
