"""Before stock autograde copies a submission: take out what it would follow or choke on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from traitlets.log import get_logger

from kubelet_lab.grading.plain_files import why_not_plain
from kubelet_lab.grading.timestamps import STAMP, read_timestamp


def before_autograde(notebooks: Iterable[str], **_: object) -> None:
    """A hook for `Autograde.pre_convert_hook`: tidy the folder of these notebooks.

    Notebooks stay, whatever they are: reading one says what is wrong with it.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        if not (folder.is_symlink() or folder.parent.is_symlink()):  # not this student's to tidy
            _tidy(folder)


def _tidy(folder: Path) -> None:
    log = get_logger()  # the one that nbgrader's commands show
    for path, why in list(_suspicious(folder)):
        path.unlink()
        log.warning("Removed %s: %s.", path, why)
    try:
        read_timestamp(folder)
    except ValueError as error:
        (folder / STAMP).unlink()
        log.warning("Removed %s: %s", folder / STAMP, error)


def _suspicious(folder: Path) -> Iterator[tuple[Path, str]]:
    """What is no plain file, and is no notebook at the top of the folder."""
    for name, folders, files in os.walk(folder):
        here = Path(name)
        links = [here / sub for sub in folders if (here / sub).is_symlink()]
        for path in (*links, *(here / file for file in files)):
            why = why_not_plain(path)
            if why and not (here == folder and path.suffix == ".ipynb"):
                yield path, why
