"""Copy a folder that a stranger can still write to: plain files only, a bounded number of them."""

from __future__ import annotations

import fnmatch
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kubelet_lab.grading.plain_files import MAX_BYTES, read_plain_at
from kubelet_lab.grading.submission import REFUSED

MOST_FILES = 200
MOST_BYTES = 5 * MAX_BYTES


class Copied(NamedTuple):
    """When the newest file was last changed, by the file system's own clock; what was left."""

    changed: datetime
    refused: list[str]


def copy_plain(source: Path, into: Path, ignore: Sequence[str]) -> Copied:
    """Copy what is plain; a notebook that is not leaves the reason in its place.

    Times are in UTC without a zone, as nbgrader's. A student can set a file's other times, not
    the one that says when its inode changed.
    """
    changed, left, refused = 0.0, MOST_BYTES, []
    into.mkdir(parents=True, exist_ok=True)
    for number, (target, name, folder) in enumerate(_files(source, into, ignore)):
        content: bytes | None
        try:
            if number >= MOST_FILES or left <= 0:
                raise OSError(0, "there is too much else in the folder")  # noqa: TRY301
            content = read_plain_at(name, folder)
            changed = max(changed, os.stat(name, dir_fd=folder, follow_symlinks=False).st_ctime)
        except OSError as error:
            refused.append(f"{name}: {error.strerror}")
            content = _in_its_place(name, error)
        if content is not None:
            left -= len(content)
            target.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
    return Copied(datetime.fromtimestamp(changed, UTC).replace(tzinfo=None), refused)


def _files(source: Path, into: Path, ignore: Sequence[str]) -> Iterator[tuple[Path, str, int]]:
    """For each file: the folder to copy it to, its name, and its own folder, held open."""
    for here, folders, files, opened in os.fwalk(source, follow_symlinks=False):
        folders[:] = [name for name in folders if not _matches(name, ignore)]
        for name in sorted(files, key=_notebooks_first):
            if not _matches(name, ignore):
                yield into / Path(here).relative_to(source), name, opened


def _notebooks_first(name: str) -> tuple[bool, str]:
    return not name.endswith(".ipynb"), name  # a hundred pictures must not crowd out the answers


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _in_its_place(name: str, error: OSError) -> bytes | None:
    if not name.endswith(".ipynb"):
        return None
    return json.dumps({REFUSED: f"The file was not collected: {error.strerror}."}).encode()
