"""A submitted notebook as data: read without trust, reduced to cell texts, nothing executed."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 20_000_000  # a lesson with all its figures is a tenth of this


class SubmittedCell(NamedTuple):
    """One cell: its id and kind as the file claims, its text as one string."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """The cells of a submission, or the reason why the file was not read."""

    cells: tuple[SubmittedCell, ...] = ()
    refused: str = ""


def read_submission(path: Path) -> Submission:
    """Read a notebook file that a student handed in. Never raises for what is in it."""
    try:
        return submission(json.loads(_read_plain_file(path)))
    except UnicodeDecodeError:
        return Submission(refused="The file is not UTF-8 text.")
    except RecursionError:
        return Submission(refused="The file is nested too deeply.")
    except ValueError as error:
        return Submission(refused=f"The file is not JSON: {error}.")
    except OSError as error:
        return Submission(refused=f"The file cannot be read: {error.strerror}.")


def submission(notebook: object) -> Submission:
    """The cells of a parsed notebook, whatever its JSON holds."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return Submission(refused="The file is not a notebook of format 4: it has no cells.")
    return Submission(tuple(_cell(cell) for cell in cells if isinstance(cell, dict)))


def _cell(cell: dict[str, object]) -> SubmittedCell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    text = source if isinstance(source, str) else ""
    return SubmittedCell(str(cell.get("id", "")), str(cell.get("cell_type", "")), text)


def _read_plain_file(path: Path) -> str:
    """The text of a regular file; a link would be read with the instructor's rights."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is not a regular file")
        if status.st_size > MAX_BYTES:
            raise OSError(0, f"it has more than {MAX_BYTES // 1_000_000} MB")
        return file.read(MAX_BYTES + 1).decode("utf-8-sig")
