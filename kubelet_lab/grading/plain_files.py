"""Files that a stranger left: only plain ones are opened, and none through a link.

A link would be read with the instructor's rights: a root-only file, the solution, a classmate's
work. Each file is opened first and judged by what was opened, so it cannot be swapped in between.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MAX_BYTES = 20_000_000  # a lesson with all its figures is a tenth of this
OWN_FOLDERS = 2  # submitted/STUDENT/DAY/file: the two that a student's archive can bring along


def read_plain(path: Path) -> bytes:
    """The content of a regular file with one name. Raises OSError; `strerror` says why."""
    for folder in list(path.parents)[:OWN_FOLDERS]:
        if folder.is_symlink():
            raise OSError(0, "its folder is a link")
    return read_plain_at(path, None)


def read_plain_at(path: Path | str, folder: int | None) -> bytes:
    """The same for a name in an open folder. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(0, "it is a link") from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        if why := _why_not(os.fstat(file.fileno())):
            raise OSError(0, why)
        return file.read(MAX_BYTES)


def why_not_plain(path: Path) -> str:
    """Why a file would not be read; empty if it would."""
    status = path.lstat()
    return "it is a link" if stat.S_ISLNK(status.st_mode) else _why_not(status)


def _why_not(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_nlink > 1:
        return "it has a second name (a hard link), so it may be another file"
    if status.st_size > MAX_BYTES:
        return f"it has more than {MAX_BYTES // 1_000_000} MB"
    return ""
