"""A class that hands in the whole assignment: `kubelet-lab grade` beside stock autograde.

The same notebooks, the same machine. Stock nbgrader runs every notebook (`Execute`), so it grades
a few of the class; what its command takes to start is taken out, by grading one student alone
first. Ours pays for all it does. The factor is one of CPU seconds, kernels and workers included,
because these do not depend on what else the machine does; students per minute are by the clock.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random
from sqlite3 import connect
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DAY = "day05"
CLASS, SAMPLE = 200, 3  # students: ours grades all, stock one and then so many more than one
ANSWERED = 0.8  # of the answer cells; the others are handed in as they were released
STOCK = "\ndel c.Autograde\n"
NBGRADER = "import kubelet_lab.quick_imports; from nbgrader.apps.nbgraderapp import main; main()"
GRADE = "import sys; from kubelet_lab.cli import main; sys.exit(main())"
ENV = os.environ | {
    "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]),
    "PYTHONPATH": str(ROOT),
    "KUBELET_LAB_SEED": "bench",
}
SCORES = """
    select submitted_assignment.student_id, base_cell.id, grade.auto_score from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""


class Spent(NamedTuple):
    """What a command took; memory is that of its largest process."""

    cpu_s: float
    wall_s: float
    mib: float

    def each(self, students: int) -> str:
        """A cell of the table."""
        per_minute = 60 * students / self.wall_s
        return (
            f"{per_minute:.0f} a minute, {self.cpu_s / students:.2f} CPU s each, {self.mib:.0f} MiB"
        )


def run(folder: Path, code: str, *arguments: str) -> Spent:
    """Run one command in a course folder; 1 is an exit code that means "look at some"."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=folder, env=ENV,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)  # with all that it waited for itself
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, arguments)
    cpu_s = used.ru_utime + used.ru_stime
    return Spent(cpu_s, time.monotonic() - begin, used.ru_maxrss / 1024)


def make_class(folder: Path) -> None:
    """A course folder with the release in its gradebook, and everybody's honest submission."""
    shutil.copytree(ROOT / "solutions" / DAY, folder / "solutions" / DAY)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    run(folder, NBGRADER, "generate_assignment", DAY)
    pairs = [
        (json.loads(path.read_bytes()), folder / "course" / DAY / path.name)
        for path in sorted((folder / "solutions" / DAY).glob("*.ipynb"))
    ]
    for number in range(CLASS):
        student, dice = f"student-{number:03}", Random(number)  # noqa: S311
        into = folder / "submitted" / student / DAY
        into.mkdir(parents=True)
        for solved, released in pairs:
            book = hand_in(solved, json.loads(released.read_bytes()), student, dice)
            (into / released.name).write_text(json.dumps(book), encoding="utf-8")


def hand_in(
    solved: dict[str, list[dict[str, str]]],
    released: dict[str, list[dict[str, str]]],
    student: str,
    dice: Random,
) -> dict[str, list[dict[str, str]]]:
    """A student's notebook: most answers right, each with a comment that nobody else has."""
    for right, cell in zip(solved["cells"], released["cells"], strict=True):
        if "".join(right["source"]) != "".join(cell["source"]) and dice.random() < ANSWERED:
            cell["source"] = f"{''.join(right['source'])}\n# {student}"
    return released


def scores(folder: Path) -> dict[tuple[str, str], float]:
    """The points in a gradebook, by student and cell."""
    with closing(connect(folder / "gradebook.db")) as gradebook:
        return {(student, cell): points for student, cell, points in gradebook.execute(SCORES)}


def main() -> None:
    """Print the rows of the table."""
    with tempfile.TemporaryDirectory(prefix="kubelet-lab-bench-") as name:
        ours, again, stock = (Path(name) / one for one in ("ours", "again", "stock"))
        make_class(ours)
        for copy in (again, stock):
            shutil.copytree(ours, copy)
        one = run(ours, GRADE, "grade", DAY, "--workers", "1")
        every = run(again, GRADE, "grade", DAY)
        with (stock / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(STOCK)
        first = run(stock, NBGRADER, "autograde", DAY, "--student", "student-000")
        more = run(stock, NBGRADER, "autograde", DAY, "--student", f"student-00[1-{SAMPLE + 1}]")
        theirs = Spent(more.cpu_s - first.cpu_s, more.wall_s - first.wall_s, more.mib)
        sample, all_ours = scores(stock), scores(ours)
        same = sum(all_ours[row] == points for row, points in sample.items())
        identical = scores(again) == all_ours and same == len(sample)
    books = len(list((ROOT / "course" / DAY).glob("*.ipynb")))
    what = f"{CLASS} submissions of all {books} lessons"
    print(f"{what}, one worker\t{one.each(CLASS)}\t")
    print(f"{what}, {os.cpu_count()} cores\t{every.each(CLASS)}\t")
    print(f"{SAMPLE} of them, stock autograde with `Execute`\t{theirs.each(SAMPLE)}\t")
    factor = theirs.cpu_s / SAMPLE / (one.cpu_s / CLASS)
    print(f"grading per core: stock's CPU time by ours\t{factor:.0f}\tfactor 50 at least")
    print(f"the same scores, cell by cell\t{same} of {len(sample)}\tall")
    if not identical:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
