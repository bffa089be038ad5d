"""CPU seconds for one submission of all lessons: our plug-ins beside stock, same notebooks.

CPU time, kernels included, because it does not depend on what else the machine does. The
command's own start-up is taken out: the same command grades one student, then several.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import nbformat

from kubelet_lab.grading.grade_notebook import grade_notebook

ROOT = Path(__file__).parents[1]
MORE = 20  # students besides the first one
DAY = "day05"
STOCK = "\ndel c.Autograde\n"
PATH = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])


def nbgrader(folder: Path, *arguments: str) -> float:
    """Run one stock command in a course folder; the CPU seconds it took."""
    before = _cpu_s()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder, env=os.environ | {"PATH": PATH}, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return _cpu_s() - before


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_each(root: Path, more_config: str) -> float:
    """CPU seconds to autograde one more submission, with this added to the configuration."""
    with tempfile.TemporaryDirectory(prefix="kubelet-lab-bench-") as name:
        folder = Path(name)
        shutil.copytree(root / "solutions" / DAY, folder / "solutions" / DAY)
        config = (root / "nbgrader_config.py").read_text(encoding="utf-8")
        (folder / "nbgrader_config.py").write_text(config + more_config, encoding="utf-8")
        nbgrader(folder, "generate_assignment", DAY)
        for student in ["warm", "first", *(f"more-{n}" for n in range(MORE))]:
            shutil.copytree(root / "solutions" / DAY, folder / "submitted" / student / DAY)
        nbgrader(folder, "autograde", DAY, "--student", "warm")
        one = nbgrader(folder, "autograde", DAY, "--student", "first")
        several = nbgrader(folder, "autograde", DAY, "--student", "more-*")
        return (several - one) / (MORE - 1)


def seconds_of_checks(root: Path) -> float:
    """CPU seconds of that which is reading, judging and explaining, without nbgrader."""
    books = []
    for released in sorted(root.glob(f"course/{DAY}/*.ipynb")):
        answered = root / "solutions" / DAY / released.name
        books.append([nbformat.read(path, as_version=4) for path in (released, answered)])
    for seed in ("warm", "bench"):  # the first time imports what the exercises need
        begin = time.process_time()
        for source, submitted in books:
            grade_notebook(source, submitted, seed)
    return time.process_time() - begin


def main() -> None:
    """Print both as one row of the table."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    ours, stock = seconds_each(root, ""), seconds_each(root, STOCK)
    checks = seconds_of_checks(root)
    measured = f"{ours:.2f} CPU s, {checks:.2f} of it the checks; stock {stock:.1f} CPU s"
    print(f"grading one submission, all lessons\t{measured}\tone fiftieth of stock")


if __name__ == "__main__":
    main()
