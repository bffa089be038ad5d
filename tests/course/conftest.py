"""A course of one small lesson, built once; each test gets a copy it may spoil."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubelet_lab.exercises import catalogue
from kubelet_lab.grading import build

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STAND_IN = HERE.parent / "grading"  # mini_exercise.py


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course folder after `python -m kubelet_lab.grading.build`."""
    root = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(STAND_IN))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(STAND_IN), *sys.path]))  # for the kernel
        patch.setitem(catalogue.MODULES, "mini", "mini_exercise")
        (root / "solutions/day05").mkdir(parents=True)
        shutil.copy(HERE / "mini.md", root / "solutions/day05/01_mini.md")
        shutil.copy(ROOT / "nbgrader_config.py", root)
        assert build.main(["--root", str(root)]) == 0
        yield root


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    """A copy of the built course."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path
