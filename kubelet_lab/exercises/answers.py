"""An answer is the text of one cell: a first line that names the exercise, then YAML or Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["manifest", "answers", "function"]

NAME = r"[a-z0-9][a-z0-9_-]{0,62}"
FIRST_LINE = re.compile(rf"%%(?P<kind>{'|'.join(get_args(Kind))})[ \t]+(?P<name>{NAME})[ \t]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer cell, taken apart. `first_line` is the line of the cell where `body` begins."""

    kind: Kind
    name: str
    body: str
    first_line: int = 2

    @property
    def empty(self) -> bool:
        """Whether the body holds nothing but blank lines and comments."""
        return all(not line.strip() or line.lstrip().startswith("#") for line in self.lines)

    @property
    def lines(self) -> list[str]:
        """The body's lines."""
        return self.body.split("\n")


def read_answer(cell: str) -> Answer | None:
    """The answer in a cell's text, or None if its first line is not exactly an answer's.

    Blank lines above it do no harm (IPython drops them too), nor do foreign line ends or
    byte-order marks, above or below it: a text pasted from a file brings one along.
    """
    text = cell.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    above = len(text) - len(text.lstrip("\n"))
    head, _, body = text[above:].partition("\n")
    found = FIRST_LINE.fullmatch(head)
    if found is None:
        return None
    kind: Kind = next(kind for kind in get_args(Kind) if kind == found["kind"])
    return Answer(kind, found["name"], body.removeprefix("\ufeff"), above + 2)
