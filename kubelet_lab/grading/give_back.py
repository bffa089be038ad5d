"""`nbgrader release_feedback` for a class in which not everybody came through the exchange.

nbgrader names a student's feedback after a secret that `nbgrader submit` made. Stock
release_feedback stops the whole class at the first student who has none.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default.release_feedback import ExchangeReleaseFeedback

from kubelet_lab.grading.plain_files import read_plain
from kubelet_lab.grading.timestamps import STAMP

SECRET = "submission_secret.txt"  # noqa: S105 - the name of a file
LONGEST = 256  # characters; nbgrader's have 64


def read_secret(folder: Path) -> str:
    """What names the student's feedback in the exchange; "" if it did not come that way."""
    try:
        text = read_plain(folder / SECRET).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if len(text) <= LONGEST else ""


class CarefulRelease(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Stands in `ExchangeFactory.release_feedback`. Whom it leaves out it names in the log."""

    def copy_files(self) -> None:
        """Release the feedback of all who handed in through the exchange."""
        folders = (Path(folder) for folder in glob.glob(self.src_path))  # noqa: PTH207 - absolute
        lacking = {folder for folder in folders if not _came_by_exchange(folder)}
        for folder in sorted(lacking):
            self.log.warning("Not released, give it to them yourself: %s", folder)
        left_out = [folder.parent.name for folder in sorted(lacking)]
        before = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [before, *left_out]))
        super().copy_files()


def _came_by_exchange(folder: Path) -> bool:
    return (folder / STAMP).exists() and (folder / SECRET).exists()
