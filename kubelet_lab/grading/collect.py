"""`nbgrader collect` without trust: the exchange is a folder that every student can write to.

Stock collect follows links with the instructor's rights, takes a folder that says another
student's name, believes the time a student wrote, and stops the class for one odd name.
"""

from __future__ import annotations

import pwd
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.exchange.default.collect import ExchangeCollect
from traitlets import Bool

from kubelet_lab.grading.copying import copy_plain
from kubelet_lab.grading.timestamps import STAMP, parse_timestamp

CLOCKS_DIFFER = timedelta(minutes=10)  # between what a student's clock and the file system say
NEVER = datetime.min  # noqa: DTZ901 - nbgrader's times have no zone


class CarefulCollect(ExchangeCollect):  # type: ignore[misc]
    """Stands in `ExchangeFactory.collect`. What it does not take, it names in the log."""

    believe_file_times = Bool(
        default_value=True,
        help="Whether a submission counts as handed in when the file system last saw it change, "
        "if its own timestamp says earlier. Turn it off for an exchange restored from a backup.",
    ).tag(config=True)

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the newest submission of each student, without those that are not theirs."""
        super().init_src()
        self.src_records = [one for one in self.src_records if not one.get("refused")]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        refused = self._why_refused(Path(path))
        if not refused:
            record: dict[str, Any] = super()._path_to_record(path)
            return record
        self.log.warning("Not collected: %s: %s", path, refused)
        return {"username": path, "filename": path, "timestamp": NEVER, "refused": True}

    def _why_refused(self, folder: Path) -> str:
        if folder.is_symlink() or not folder.is_dir():
            return "it is no folder"
        student, *rest = folder.name.rsplit("+", 3)
        try:
            parse_timestamp(rest[1].encode())
        except (IndexError, ValueError):
            return "its name is not STUDENT+ASSIGNMENT+TIME"
        owner = _owner(folder)
        if self.check_owner and owner != student:
            return f"it says it is by {student}, and belongs to {owner}"
        return ""

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy what is plain, and write down a time that a clock of ours has seen."""
        del log
        copied = copy_plain(Path(src), Path(dest), self.coursedir.ignore)
        for refused in copied.refused:
            self.log.warning("Not collected: %s: %s", src, refused)
        claimed = parse_timestamp(Path(src).name.rsplit("+", 3)[2].encode())
        late = self.believe_file_times and copied.changed > claimed + CLOCKS_DIFFER
        if late:
            self.log.warning("%s says %s, and was changed at %s", src, claimed, copied.changed)
        when = copied.changed if late else claimed
        (Path(dest) / STAMP).write_text(f"{when} UTC\n", encoding="utf-8")


def _owner(folder: Path) -> str:
    try:
        return pwd.getpwuid(folder.stat().st_uid).pw_name
    except KeyError:
        return "nobody known"
