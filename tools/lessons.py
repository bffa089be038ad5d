"""Fill kubelet_lab/lab/day05.json from the lessons: title, minutes, points, seconds to run.

`python tools/lessons.py` reads the texts; with `--run` each lesson is run and timed as well.
Minutes are what the lesson says ("In 35 minutes you will be able to"); beside them an estimate
from its length is printed, for whoever writes that line.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from kubelet_lab.grading.lesson import read_lesson, run_lesson

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "kubelet_lab" / "lab" / "day05.json"
WORDS_A_MINUTE = 180  # technical prose
CELL_MIN, ANSWER_MIN = 0.5, 3  # running a cell and looking at it; an answer that is graded
PROMISE = re.compile(r"In (\d+) minutes you will")


def facts(text: str) -> dict[str, Any]:
    """What a lesson says of itself."""
    cells = read_lesson(text).cells
    words = [cell.source for cell in cells if cell.cell_type == "markdown"]
    title = next(line for line in words[0].splitlines() if line.startswith("# "))
    promised = PROMISE.search(text)
    grades = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return {
        "question": title.removeprefix("# ").replace("`", ""),
        "points": sum(grade["points"] for grade in grades if grade.get("grade")),
        "minutes": int(promised[1]) if promised else None,
    }


def estimate(text: str) -> float:
    """How many minutes a text of that length takes."""
    cells = read_lesson(text).cells
    words = sum(len(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    code = sum(cell.cell_type == "code" for cell in cells)
    answers = sum(bool(cell.metadata.get("nbgrader", {}).get("grade")) for cell in cells)
    return words / WORDS_A_MINUTE + code * CELL_MIN + answers * ANSWER_MIN


def main() -> None:
    """Fill the table; lessons that are not written yet keep their row as it is."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    for row in rows:
        path = ROOT / "solutions" / "day05" / f"{row['notebook']}.md"
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        row.update(facts(text))
        if "--run" in sys.argv:
            started = time.monotonic()
            run_lesson(read_lesson(text))
            row["seconds"] = round(time.monotonic() - started)
        print(f"{row['notebook']}: {row['minutes']} min said, {estimate(text):.0f} estimated")
    TABLE.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
