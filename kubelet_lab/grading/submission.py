"""A submitted notebook as data: read without trust, reduced to cell texts, nothing executed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kubelet_lab.exercises.visible import visible
from kubelet_lab.grading.plain_files import read_plain

MOST_CELLS = 20_000  # a lesson has fifty
MOST_WORDS = 200  # characters of a reason, or of a name, that a file brings along
REFUSED = "kubelet_lab_refused"  # in the place of a file that was not collected: the reason


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
    missing: bool = False  # there is no such file: nbgrader has rules of its own for it


def read_submission(path: Path) -> Submission:
    """Read a notebook file that a student handed in. Never raises for what is in it."""
    try:
        return submission(json.loads(read_plain(path).decode("utf-8-sig")))
    except FileNotFoundError:
        return Submission(refused=_missing(path), missing=True)
    except UnicodeDecodeError:
        return Submission(refused="The file is not UTF-8 text.")
    except RecursionError:
        return Submission(refused="The file is nested too deeply.")
    except ValueError as error:  # or Python's: no whole number of more than 4,300 digits
        said = error if isinstance(error, json.JSONDecodeError) else "a number in it has no end"
        return Submission(refused=f"The file is not JSON: {said}.")
    except OSError as error:
        return Submission(refused=f"The file cannot be read: {error.strerror}.")


def submission(notebook: object) -> Submission:
    """The cells of a parsed notebook, whatever its JSON holds."""
    if isinstance(notebook, dict) and isinstance(why := notebook.get(REFUSED), str):
        return Submission(refused=visible(why, MOST_WORDS))
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return Submission(refused="The file is not a notebook of format 4: it has no cells.")
    if len(cells) > MOST_CELLS:
        return Submission(refused=f"The notebook has more than {MOST_CELLS:,} cells.")
    return Submission(tuple(_cell(cell) for cell in cells if isinstance(cell, dict)))


def _cell(cell: dict[str, object]) -> SubmittedCell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return SubmittedCell(_text(cell.get("id")), _text(cell.get("cell_type")), _text(source))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _missing(path: Path) -> str:
    """What to say when a notebook was not handed in under its name."""
    others = [f"`{name}`" for name in other_notebooks(path.parent)]
    there = f" There is {', '.join(others)}." if others else ""
    return f"There is no file `{path.name}` in what was handed in.{there}"


def other_notebooks(folder: Path, known: Collection[str] = ()) -> list[str]:
    """Names, made safe to show, of the first few notebooks in a folder that are not `known`."""
    found = sorted(one.name for one in folder.glob("*.ipynb") if one.stem not in known)
    return [visible(name.replace("\n", " "), MOST_WORDS) for name in found[:3]]
