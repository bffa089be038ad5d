"""`kubelet-lab doctor`: what this machine has, what it lacks, and what to do about each."""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kubelet_lab.exercises.seeds import PRACTICE_SEED, SEED_VARIABLE, course_seed
from kubelet_lab.grading import sandbox

EXTRA = "`pip install 'kubelet-lab[{}]'`"
CONFIG = Path("nbgrader_config.py")


class Finding(NamedTuple):
    """One thing that was looked at; `needed` is what learning and grading cannot do without."""

    what: str
    there: bool
    words: str
    needed: bool = True

    @property
    def sick(self) -> bool:
        """Whether something is missing that is needed."""
        return self.needed and not self.there

    def text(self) -> str:
        """One line: a mark, what it is, and what is to be said about it."""
        mark = "✓" if self.there else "✗" if self.needed else "·"
        return f"{mark} {self.what}: {self.words}"


def examine() -> list[Finding]:
    """Look at everything, in the order in which an instructor needs it."""
    return [check() for check in CHECKS]


def _jupyter() -> Finding:
    return _package("JupyterLab", "jupyterlab", "lessons open in it", EXTRA.format("course"))


def _nbgrader() -> Finding:
    return _package("nbgrader", "nbgrader", "a class can be graded", EXTRA.format("course"))


def _sandbox() -> Finding:
    missing = sandbox.why_not()
    without = "without it, answers that are code wait for a person"
    words = f"{missing}; {without}" if missing else "answers that are code run in it"
    return Finding("sandbox", not missing, words)


def _seed() -> Finding:
    if course_seed(_configured_seed()) != PRACTICE_SEED:
        return Finding("seed", there=True, words="your own; keep it to yourself", needed=False)
    words = f"the practice seed, which everybody has: set {SEED_VARIABLE} before you grade"
    return Finding("seed", there=False, words=words, needed=False)


def _exchange() -> Finding:
    root = _exchange_folder()
    if root and os.access(root, os.W_OK):
        return Finding("exchange folder", there=True, words=root, needed=False)
    words = f"`sudo install -d -m 777 {root}`" if root else "nbgrader is needed for one"
    words = f"{words}; only needed if students hand in through a shared folder"
    return Finding("exchange folder", there=False, words=words, needed=False)


def _postgres() -> Finding:
    there = _has("psycopg")
    words = "gradebooks on PostgreSQL can be opened" if there else EXTRA.format("postgres")
    words = words if there else f"{words}; only needed if many grade at once"
    return Finding("PostgreSQL", there, words, needed=False)


def _chromium() -> Finding:
    there = shutil.which("chromium") is not None
    words = "browser tests can run" if there else "`apt-get install chromium`; only tests need it"
    return Finding("Chromium", there, words, needed=False)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _jupyter, _nbgrader, _sandbox, _seed, _exchange, _postgres, _chromium,
)  # fmt: skip


def _package(what: str, module: str, good: str, install: str) -> Finding:
    there = _has(module)
    return Finding(what, there, good if there else install)


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _configured_seed() -> str:
    """The seed in this folder's configuration; empty where there is none to read."""
    if not (_has("nbgrader") and CONFIG.exists()):
        return ""
    from kubelet_lab.grading.course import open_course  # noqa: PLC0415 - nbgrader takes seconds

    seed = open_course("").seed
    return "" if seed == PRACTICE_SEED else seed


def _exchange_folder() -> str:
    """Where students would hand in, as this folder's configuration or nbgrader itself has it."""
    if not _has("nbgrader"):
        return ""
    from kubelet_lab import quick_imports  # noqa: F401, I001, PLC0415 - before nbgrader
    from nbgrader.apps.baseapp import NbGrader  # noqa: PLC0415 - it takes seconds
    from nbgrader.exchange.default import Exchange  # noqa: PLC0415

    app = NbGrader(log_level=logging.ERROR)
    app.initialize([])
    return str(Exchange(parent=app, coursedir=app.coursedir).root)
