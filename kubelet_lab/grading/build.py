"""Make the course: text -> solution notebook -> released notebook, or say which is stale.

`python -m kubelet_lab.grading.build` writes; `--check` compares without running the lessons;
`--check --run` runs them again and compares every byte.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kubelet_lab import quick_imports  # noqa: F401 - before anything that imports nbformat

import nbformat  # isort: skip
from nbformat import NotebookNode  # isort: skip

from kubelet_lab.grading.lesson import read_lesson, run_lesson, write_notebook
from kubelet_lab.grading.lint import problems

TEXT = "solutions/*/*.md"
GENERATED = ("solutions/*/*.ipynb", "course/**/*")  # nothing else may stand there
CONFIG = "nbgrader_config.py"
NBGRADER = "import kubelet_lab.quick_imports; from nbgrader.apps.nbgraderapp import main; main()"


class LessonError(ValueError):
    """A lesson that cannot be graded as it is written; the message lists what to mend."""


def main(arguments: list[str] | None = None) -> int:
    """Make or check the course below `--root`; 1 if something is stale or wrong."""
    parser = argparse.ArgumentParser(prog="kubelet_lab.grading.build", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository")
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    parser.add_argument("--run", action="store_true", help="with --check: run the lessons too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kubelet-lab-course-") as folder:
        fresh = Path(folder)
        try:
            build(options.root, fresh, run=options.run or not options.check)
        except LessonError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        names = differences(options.root, fresh)
        if options.check:
            sys.stdout.writelines(f"stale: {name} (run `make course`)\n" for name in names)
            return int(bool(names))
        install(fresh, options.root, names)
    return 0


def build(root: Path, into: Path, *, run: bool) -> None:
    """Build the whole course of `root` in the empty folder `into`. Raises `LessonError`."""
    shutil.copytree(
        root / "solutions", into / "solutions", ignore=shutil.ignore_patterns("*.ipynb", ".*")
    )
    shutil.copy(root / CONFIG, into / CONFIG)
    for text in sorted(into.glob(TEXT)):
        recorded = (root / text.relative_to(into)).with_suffix(".ipynb")
        write_notebook(_solution(text, recorded, run=run), text.with_suffix(".ipynb"))
    for day in sorted(path.name for path in (into / "solutions").iterdir() if path.is_dir()):
        _release(into, day)


def differences(root: Path, fresh: Path) -> list[str]:
    """The generated files that are missing, superfluous or not byte for byte the same."""
    names = sorted(_names(root) | _names(fresh))
    return [name for name in names if _bytes(root / name) != _bytes(fresh / name)]


def install(fresh: Path, root: Path, names: list[str]) -> None:
    """Make these files of `root` what they are in `fresh`; what is not there goes."""
    for name in names:
        made, target = fresh / name, root / name
        if made.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, target)
        else:
            target.unlink()
        sys.stdout.write(f"{'made' if made.exists() else 'removed'} {name}\n")


def _solution(text: Path, recorded: Path, *, run: bool) -> NotebookNode:
    notebook = read_lesson(text.read_text(encoding="utf-8"))
    if found := problems(notebook):
        raise LessonError("\n".join(f"{text.name}: {problem}" for problem in found))
    if run:
        return run_lesson(notebook)
    return _with_outputs(notebook, recorded)


def _with_outputs(notebook: NotebookNode, recorded: Path) -> NotebookNode:
    """The notebook with the outputs recorded for the same cells, if there are any."""
    if not recorded.exists():
        return notebook
    known = {cell.get("id"): cell for cell in nbformat.read(recorded, as_version=4).cells}
    for cell in notebook.cells:
        before = known.get(cell.id)
        if cell.cell_type == "code" and before and before.cell_type == "code":
            cell.outputs, cell.execution_count = before.outputs, before.execution_count
    return notebook


def _release(root: Path, day: str) -> None:
    """Run the stock command, without a gradebook: the one you grade with is not touched."""
    command = [sys.executable, "-c", NBGRADER, "generate_assignment", day, "--no-db"]
    finished = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if finished.returncode:
        raise LessonError(f"nbgrader generate_assignment {day} failed:\n{finished.stderr}")


def _names(root: Path) -> set[str]:
    found = (path.relative_to(root) for pattern in GENERATED for path in root.glob(pattern))
    shown = (path for path in found if not any(part.startswith(".") for part in path.parts))
    return {path.as_posix() for path in shown if (root / path).is_file()}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
