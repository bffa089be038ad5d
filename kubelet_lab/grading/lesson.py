"""A lesson's text (MyST) as a notebook, the same bytes each time, and the notebook run."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
CELL_TIMEOUT_S = 120
WIDGET_VIEW = (
    "application/vnd.jupyter.widget-view+json"  # its model id is random, its state not saved
)


def read_lesson(text: str) -> NotebookNode:
    """The notebook of a MyST text: no outputs, cell ids by rule, no volatile metadata."""
    notebook: NotebookNode = jupytext.reads(text, fmt="md:myst")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        cell.id = _cell_id(cell, position)
    return notebook


LANGUAGE = {"name": "python"}  # the version would differ between two machines


def run_lesson(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its outputs, run in a fresh kernel and an empty folder.

    Raises nbclient's CellExecutionError for the first cell that fails.
    """
    with tempfile.TemporaryDirectory(prefix="kubelet-lab-") as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT_S,
            kernel_name=KERNEL["name"],
            resources={"metadata": {"path": folder}},
            store_widget_state=False,
            extra_arguments=["--log-level=ERROR"],
            record_timing=False,
        )
        client.execute()
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE)
    for cell in notebook.cells:
        cell.pop("outputs", None) if cell.cell_type != "code" else _settle(cell)
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write one notebook, ending in a newline as nbgrader does."""
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")


def _cell_id(cell: NotebookNode, position: int) -> str:
    """The grade id where there is one, else the position: a rebuild changes nothing by itself."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return re.sub(r"[^A-Za-z0-9_-]", "-", grade_id)[:64] if grade_id else f"cell-{position:03d}"


def _settle(cell: NotebookNode) -> None:
    """Take out of a cell's outputs what differs from run to run."""
    for output in cell.outputs:
        output.get("data", {}).pop(WIDGET_VIEW, None)
    cell.outputs = [output for output in cell.outputs if output.get("data", True)]
