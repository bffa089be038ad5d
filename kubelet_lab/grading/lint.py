"""What would make a lesson impossible to grade fairly, found before it is released."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from kubelet_lab.exercises.answers import read_answer
from kubelet_lab.exercises.catalogue import UnknownExerciseError, find
from kubelet_lab.grading.placing import answer_name, points_name
from kubelet_lab.grading.release import KEEP_OUTPUT


def problems(notebook: NotebookNode) -> list[str]:
    """One sentence for each thing to mend; empty when the lesson is sound."""
    asked = [name for cell in notebook.cells if (name := answer_name(cell))]
    scored = {name: cell for cell in notebook.cells if (name := points_name(cell))}
    found = [problem for cell in notebook.cells for problem in _of_cell(cell)]
    found += [f"`{name}` is asked twice." for name in sorted(set(asked)) if asked.count(name) > 1]
    found += [
        f"`{name}` has points but no answer cell above." for name in scored if name not in asked
    ]
    return found + [problem for name in asked for problem in _of_exercise(name, scored.get(name))]


def _of_cell(cell: NotebookNode) -> Iterator[str]:
    marks = cell.metadata.get("nbgrader", {})
    name = marks.get("grade_id", cell.get("id"))
    solution = marks.get("solution", False)
    if cell.cell_type == "code" and read_answer(cell.source) and not solution:
        yield f"Cell `{name}` holds an answer but is no solution cell: it would be released."
    if "BEGIN SOLUTION" in cell.source and not solution:
        yield f"Cell `{name}` marks a solution but is no solution cell."
    if solution and KEEP_OUTPUT in cell.metadata.get("tags", []):
        yield f"Cell `{name}` would release the solution's output."
    if solution and marks.get("grade"):
        yield f"Cell `{name}` is answer and grade in one: nbgrader would wait for a person."


def _of_exercise(name: str, cell: NotebookNode | None) -> Iterator[str]:
    try:
        worth = find(name).max_points
    except UnknownExerciseError as unknown:
        yield str(unknown)
        return
    given = float(cell.metadata["nbgrader"]["points"]) if cell else 0.0
    if given != worth:
        yield f"`{name}` is worth {worth:g} points, its points cell says {given:g}."
