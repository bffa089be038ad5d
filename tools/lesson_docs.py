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

SCORED = """\
# How the lessons score

Twenty-five things make a lesson good; a lesson is published from 22 on. Scored by the authors,
as harshly as authors can. Counts are made by `make course`; a test finds them stale.

| lesson | points | cells | code cells | words for each | score | what is missing |
|---|---|---|---|---|---|---|
"""
CHECKLIST = """
**Frame:** 1 the title is a question or a symptom · 2 two to four objectives that can be tested ·
3 prerequisites and minutes · 4 size: 40 to 60 cells, 50 to 70 words for a code cell.
**Story:** 5 one mental model, in the kubelet's words · 6 at most two new words a screen, each in
the glossary · 7 why before how · 8 every claim has its source, and says where the model is
simpler.
**Play:** 9 a question for each panel · 10 at most three controls, real names, units, a start that
is already interesting · 11 a move repaints within 100 ms (a fleet's: 250), or shows progress · 12
reset, and a state that can be shared · 13 complete without the panel.
**Do:** 14 a prediction before each reveal, compared on the figure · 15 something to do every
eight minutes · 16 a choice whose wrong options are named misconceptions · 17 predict, run,
investigate, modify, make · 18 a half-finished example before the first free one · 19 questions to
take away.
**Check:** 20 instant local checks, hidden ones that differ in kind · 21 points, the failing run,
the cause, three levels of hints · 22 several right answers, partial credit · 23 says what works.
**Close:** 24 key points answer the hook, real commands, linters' names · 25 alternative text,
colour-safe, keyboard, restart-and-run-all.

Item 6 is missing where one screen names a whole set: the people of the site, the phases of a
start, the three probes; item 14 where a guess is a count, which no figure has an axis for. Item 12
is missing in `09_static_pods` by half: its panel is a folder, whose files can be given away as
code, but which nobody empties at the press of a button. An answer's own cell may be longer than
six lines: it is what one would apply. The landing page and the game day give no points: what is
graded does not apply to them.
"""
FIRST_DAY = "day05"
MISSING: dict[str, tuple[int, ...]] = {  # items of the checklist, by lesson of the first day
    "00_start_here": (6, 14),
    "01_the_node_agent": (),
    "02_starting_a_pod": (6,),
    "03_pleg": (),
    "04_probes": (6,),
    "05_checkout": (),
    "06_when_the_kubelet_dies": (),
    "07_runtime_interface": (),
    "08_resources": (),
    "09_static_pods": (12,),
    "10_game_day": (),
}
ITEMS = 25


def made(root: Path) -> dict[Path, str]:
    """The text that each page should have."""
    lessons = sorted((root / "solutions").glob("*/*.ipynb"))
    return {
        root / "docs" / "instructor_answers.md": _document(ANSWERS, lessons, _answers),
        root / "docs" / "slides.md": _document(SLIDES, lessons, _slides),
        root / "docs" / "lessons.md": SCORED + "".join(map(_score, lessons)) + CHECKLIST,
    }


def _document(head: str, lessons: list[Path], lines_of: Lines) -> str:
    parts = [head]
    for path in lessons:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = list(lines_of(cells))
        title = _title(cells)
        parts += [f"\n## `{_name(path)}` {title}\n\n" + "\n".join(lines) + "\n"] if lines else []
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


def _score(path: Path) -> str:
    """One lesson's line: what can be counted, and what the authors say."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = sum(cell["cell_type"] == "code" for cell in cells)
    text = "\n\n".join(_source(cell) for cell in cells if cell["cell_type"] == "markdown")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    words = sum(any(map(str.isalnum, word)) for word in prose.split())  # a table's bars are none
    points = sum(cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in cells)
    counts = f"| `{_name(path)}` | {points} | {len(cells)} | {code} | {words // code} "
    if path.parent.name != FIRST_DAY:
        return f"{counts}| | not scored yet |\n"
    lacking = MISSING[path.stem]
    said = ", ".join(map(str, lacking)) or "nothing"
    return f"{counts}| {ITEMS - len(lacking)} | {said} |\n"


def _name(path: Path) -> str:
    """A lesson's name; outside the first day with its day, since names come again."""
    day = path.parent.name
    return path.stem if day == FIRST_DAY else f"{day}/{path.stem}"
