"""The autograded folder of one student, written whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from kubelet_lab.grading.give_back import SECRET
from kubelet_lab.grading.grade_folder import Result
from kubelet_lab.grading.timestamps import STAMP

READ_ONLY = 0o444  # as nbgrader leaves them
HALF = ".{}.half"  # what a run that was killed leaves behind; no pattern of nbgrader's sees it


class Autograded:
    """A folder that is written beside its place, and put there in one step.

    `write` first, then save the grades, then `place`: a run that is killed in between finds no
    folder in the place, and grades this student again, to the same grades.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._half = folder.with_name(HALF.format(folder.name))

    def write(self, result: Result) -> None:
        """Write the notebooks, and what nbgrader keeps beside them, beside the place."""
        shutil.rmtree(self._half, ignore_errors=True)
        self._half.mkdir(parents=True)
        texts = {f"{name}.ipynb": graded.text for name, graded in result.notebooks.items()}
        if result.timestamp is not None:
            texts[STAMP] = f"{result.timestamp} UTC\n"
        if result.secret:
            texts[SECRET] = result.secret
        for name, text in texts.items():
            (self._half / name).write_text(text, encoding="utf-8")
            (self._half / name).chmod(READ_ONLY)

    def place(self) -> None:
        """Put it there, in place of what was there before."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._half.rename(self._folder)
