"""What a student gets: the solution notebook with the answers taken out and the stills left in."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearOutput, ClearSolutions
from nbgrader.utils import is_solution
from traitlets import Dict

from kubelet_lab.exercises.answers import read_answer
from kubelet_lab.exercises.catalogue import UnknownExerciseError, find

KEEP_OUTPUT = "keep-output"  # the tag of a cell whose still a reader without a kernel sees
STILLS = ("image/svg+xml", "text/html", "text/plain")  # the first one there is, and the words
INVITATION = "# Your answer goes here."


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """ClearSolutions that keeps an answer cell's first line; its own stub is no YAML."""

    code_stub = Dict({"python": f"{INVITATION}\n..."})

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Clear one cell: the marked regions, or all below the first line if none is marked."""
        answer = read_answer(cell.source) if is_solution(cell) else None
        if answer is None:
            cell, resources = super().preprocess_cell(cell, resources, cell_index)
            return cell, resources
        blank = _blank(answer.name)
        self.code_stub = {**self.code_stub, answer.kind: blank}
        if not self._replace_solution_region(cell, answer.kind):
            cell.source = f"%%{answer.kind} {answer.name}\n{blank}"
        return cell, resources


def _blank(name: str) -> str:
    """What the exercise hands out; the build names an exercise that nobody knows (`lint`)."""
    try:
        return find(name).blank
    except UnknownExerciseError:
        return INVITATION


class KeepStills(ClearOutput):  # type: ignore[misc]
    """ClearOutput that leaves the stills of tagged cells, for a page without a kernel."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Clear one cell's outputs, or all but its stills."""
        stills = _stills(cell) if KEEP_OUTPUT in cell.metadata.get("tags", []) else []
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if stills:
            cell.outputs = stills
        return cell, resources


def _stills(cell: NotebookNode) -> list[NotebookNode]:
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    kinds = [[kind for kind in STILLS if kind in found] for found in data]
    return [
        new_output("display_data", {kind: found[kind] for kind in {best[0], best[-1]}})
        for found, best in zip(data, kinds, strict=True)
        if best
    ]
