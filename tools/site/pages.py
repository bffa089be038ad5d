"""The lessons as pages of a book: what a learner is given, with the reveals folded away.

A page has the cells of the released notebook, no solution, and the recorded outputs of the
instructor's run. Outputs that the release leaves out follow a guess: they open on a click.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from frames import moving
from themes import in_both

Cell = dict[str, Any]
DOCS = ("glossary.md", "design.md", "limits.md", "instructor.md", "told_and_computed.md")
INDEX = """\
# kubelet-lab

Where one really learns what the kubelet does. Each lesson begins with something that went wrong.
These are the pages to read; their sliders show what was computed beforehand. To move all of them
and have your answers checked, press *Run this lesson* on any page: it opens in your browser, with
nothing to install.

{days}
```{{toctree}}
:maxdepth: 1
:caption: Beside the lessons

{docs}
```
"""
DAY = """\
```{{toctree}}
:maxdepth: 1
:caption: {caption}

{lessons}
```
"""
CAPTIONS = {"day05": "Day 5, the kubelet"}
RUN = """\
```{{raw}} html
<p class="run"><a href="{up}lab/lab/index.html?path={path}">Run this lesson in your browser</a>: \
live figures, and your answers checked at once.</p>
```"""


def write_pages(root: Path, into: Path) -> None:
    """Write the book's sources below `into`."""
    lessons = sorted((root / "course").glob("*/*.ipynb"))
    for released in lessons:
        name = released.relative_to(root / "course")
        page = into / name
        page.parent.mkdir(parents=True, exist_ok=True)
        solution = root / "solutions" / name
        moved = moving(solution, into / "extra" / name.parent)
        page.write_text(json.dumps(_page(released, solution, name, moved)))
    (into / "docs").mkdir(parents=True)
    docs = [name for name in DOCS if (root / "docs" / name).exists()]
    for name in docs:
        text = (root / "docs" / name).read_text(encoding="utf-8")
        (into / "docs" / name).write_text(_without_strangers(text, docs), encoding="utf-8")
    text = INDEX.format(
        days=contents(lessons), docs="\n".join(f"docs/{Path(name).stem}" for name in docs)
    )
    (into / "index.md").write_text(text)


def contents(lessons: list[Path]) -> str:
    """A table of contents for each day, in their order."""
    days: dict[str, list[str]] = {}
    for path in lessons:
        days.setdefault(path.parent.name, []).append(f"{path.parent.name}/{path.stem}")
    return "\n".join(
        DAY.format(
            caption=CAPTIONS.get(day, f"Day {day[3:].lstrip('0')}"), lessons="\n".join(names)
        )
        for day, names in days.items()
    )


def _without_strangers(text: str, docs: list[str]) -> str:
    """A page without links to pages that the book leaves out, such as the answers."""
    local = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#]+)\)")
    return local.sub(lambda link: link[0] if link[2] in docs else f"`{link[1]}`", text)


def _page(released: Path, solution: Path, name: Path, moved: dict[int, str]) -> dict[str, Any]:
    given, solved = (json.loads(path.read_text(encoding="utf-8")) for path in (released, solution))
    cells = [
        _cell(mine, theirs, moved.get(number))
        for number, (mine, theirs) in enumerate(zip(given["cells"], solved["cells"], strict=True))
        if not _gives_points(mine)
    ]
    link = RUN.format(up="../" * len(name.parent.parts), path=name.as_posix())
    cells[0]["source"] = ["".join(cells[0]["source"]) + "\n\n" + link]
    _linked(cells)
    return {**given, "cells": cells}


def _gives_points(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _cell(given: Cell, solved: Cell, moves: str | None) -> Cell:
    if given["cell_type"] != "code" or given["metadata"].get("nbgrader", {}).get("solution"):
        return given
    tags = [] if given["outputs"] or not solved["outputs"] else ["hide-output"]
    # Tables link from lesson to lesson; in the book these are pages.
    outputs = re.sub(r"(href=[^.>]*)\.ipynb", r"\1.html", json.dumps(solved["outputs"]))
    shown = [_themed(one) for one in json.loads(outputs)] if moves is None else [_html(moves)]
    return {**given, "outputs": shown, "metadata": {"tags": tags}}


def _themed(output: dict[str, Any]) -> dict[str, Any]:
    data = output.get("data", {})
    if still := data.get("image/svg+xml"):
        return {**output, "data": {**data, "image/svg+xml": in_both("".join(still))}}
    return output


def _html(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/html": text}, "metadata": {}}


def _linked(cells: list[Cell]) -> None:
    """Links that leave the folder of lessons lead to the book's own copies."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = ["".join(cell["source"]).replace("](../../docs/", "](../docs/")]
