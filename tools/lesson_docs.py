"""Pages made from the lessons: the instructor's answers, and an outline for slides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Cells = list[dict[str, Any]]
Lines = Callable[[Cells], Iterator[str]]
MARKED = re.compile(r"### BEGIN SOLUTION\n(.*?)\n?### END SOLUTION", re.DOTALL)
ANSWERS = """\
# The instructor's answers

Made from the lessons by `make course`. Any answer that behaves well gets full marks; these are one
each. `solutions/` has them in place, with what they lead to.
"""
SLIDES = """\
# An outline for slides

Made from the lessons by `make course`: one slide for the symptom, one for what they will be able to
do, one for each step, one for what stays. Figures: the notebooks in `solutions/`.
"""


def made(root: Path) -> dict[Path, str]:
    """The text that each page should have."""
    lessons = sorted((root / "solutions").glob("*/*.ipynb"))
    return {
        root / "docs" / "instructor_answers.md": _document(ANSWERS, lessons, _answers),
        root / "docs" / "slides.md": _document(SLIDES, lessons, _slides),
    }


def _document(head: str, lessons: list[Path], lines_of: Lines) -> str:
    parts = [head]
    for path in lessons:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = list(lines_of(cells))
        title = _title(cells)
        parts += [f"\n## `{path.stem}` {title}\n\n" + "\n".join(lines) + "\n"] if lines else []
    return "".join(parts)


def _title(cells: Cells) -> str:
    return _source(cells[0]).splitlines()[0].removeprefix("# ")


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _answers(cells: Cells) -> Iterator[str]:
    worth = {
        cell["metadata"]["nbgrader"]["grade_id"].removeprefix("points_"): points
        for cell in cells
        if (points := cell["metadata"].get("nbgrader", {}).get("points"))
    }
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in worth:
            answer = "\n".join(MARKED.findall(_source(cell))) or _source(cell).partition("\n")[2]
            yield f"### {name}: {worth[name]:g} points\n\n```\n{answer}\n```\n"


def _slides(cells: Cells) -> Iterator[str]:
    """Objectives, the headings in their order, the key points."""
    text = "\n\n".join(_source(cell) for cell in cells if cell["cell_type"] == "markdown")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    able = re.search(r"you will be able to\n+((?:- .*\n?)+)", text)
    yield from ["They will be able to", "", *(able[1].strip().splitlines() if able else []), ""]
    headings = [h for h in re.findall(r"^## (.+)$", text, re.MULTILINE) if h != "Key points"]
    yield from [f"{number}. {heading}" for number, heading in enumerate(headings, 1)]
    points = text.partition("## Key points")[2]
    yield from ["", "What stays", "", *re.findall(r"^- .+$", points, re.MULTILINE)]
