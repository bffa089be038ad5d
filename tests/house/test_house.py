"""The house rules that a machine can check, over every file in the repository."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LIGHT = ("sim", "spec", "node", "cluster", "incidents", "check")  # rooms that also run in a browser


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--output-format=concise", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=["ruff check", "ruff format", "mypy", "lint-imports"],
)
def test_lint_types_and_floors(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"plotly", "ipywidgets", "anywidget", "networkx", "nbgrader", "IPython", "numpy"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import kubelet_lab, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert "kubelet_lab" in loaded
    assert heavy.isdisjoint(loaded)


def _imports(file: Path) -> Iterator[str]:
    """Yield the top-level package of each import in `file`, also of those inside functions."""
    for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (name.name.split(".")[0] for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.level == 0:
            yield (statement.module or "").split(".")[0]


def test_the_engine_imports_the_standard_library_and_one_yaml_reader() -> None:
    # A browser has no threads, processes or sockets, and the engine no clock but its own.
    absent = {"asyncio", "multiprocessing", "socket", "subprocess", "threading", "time"}
    for room in LIGHT:
        for file in (ROOT / "kubelet_lab" / room).glob("**/*.py"):
            allowed = sys.stdlib_module_names - absent | {"kubelet_lab"}
            if room == "spec":
                allowed |= {"ruamel"}
            assert set(_imports(file)) <= allowed, file.relative_to(ROOT)


LONG = 250  # lines of a module: beyond that its docstring says why


def test_a_long_module_says_why() -> None:
    for file in (ROOT / "kubelet_lab").glob("**/*.py"):
        text = file.read_text(encoding="utf-8")
        if len(text.splitlines()) > LONG:
            said = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
            assert "Longer than our habit: " in said, file.relative_to(ROOT)


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _lines(file: Path) -> list[str]:
    """Return the lines of a text file; none of a picture."""
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


# Each pattern is written so that it does not match itself.
FORBIDDEN = {
    "an index or registry address": re.compile(
        r"(py[p]i|python[h]osted|registry\.npm[j]s|deb\.deb[i]an)\.(org|com)"
        r"|--(extra-)?index-ur[l]|--find-link[s]"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.~}])/(wor[k]|roo[t]|far[m]|tm[p]/venv)/[a-zA-Z.]"
    ),
    "a mark for later": re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains(what: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for file in _tracked()
        for number, line in enumerate(_lines(file), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


def test_no_file_is_larger_than_one_and_a_half_megabytes() -> None:
    # Binder clones all of it; an executed FigureWidget would hide 5 MB in a notebook.
    # Recorded cases are exempt: they are text that git packs to a fiftieth.
    sizes = {str(file.relative_to(ROOT)): file.stat().st_size for file in _tracked()}
    large = {name for name, size in sizes.items() if size > 1_500_000}
    assert {name for name in large if not name.startswith("tests/conformance/vectors/")} == set()


def _pins(name: str) -> list[str]:
    """Return `package==version` of each line, without hashes and markers."""
    return [line.split()[0] for line in _lines(ROOT / name) if re.match("[a-z]", line)]


def test_binder_and_the_tests_get_the_learners_pins() -> None:
    learn = _pins("requirements/learn.txt")
    assert _pins("binder/requirements.txt") == learn
    assert set(learn) <= set(_pins("requirements/test.txt"))


def test_every_notebook_names_the_kernel_that_a_browser_has() -> None:
    # Any other name opens a dialog that a learner cannot answer.
    for file in _tracked():
        if file.suffix == ".ipynb":
            assert json.loads(file.read_text())["metadata"]["kernelspec"]["name"] == "python3", file
