"""A line of code that makes a thing again: a panel where its sliders stand, a chosen entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

LABEL = "This panel as code, to share"
WIDTH = 88  # columns; longer ones go on below the first argument


class Call(NamedTuple):
    """A function as a notebook calls it, with what never changes of its arguments."""

    function: str
    arguments: tuple[object, ...] = ()
    named: Mapping[str, object] = {}

    def line(self, named: Mapping[str, object] | None = None) -> str:
        """The call as Python text, `named` beside what the call has already.

        Names that Python would not take as keywords go into a dictionary at the end.
        """
        given = {**self.named, **(named or {})}
        words = [_code(argument) for argument in self.arguments]
        words += [f"{name}={_code(value)}" for name, value in given.items() if name.isidentifier()]
        odd = {name: value for name, value in given.items() if not name.isidentifier()}
        return _filled(f"{self.function}(", [*words, *([f"**{_code(odd)}"] if odd else [])])


def _code(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # in double quotes, as lessons write it
    if isinstance(value, Mapping):
        pairs = (f"{_code(name)}: {_code(one)}" for name, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    return repr(tuple(value) if isinstance(value, list) else value)


def _filled(head: str, words: list[str]) -> str:
    lines, indent = [head], " " * len(head)
    for number, word in enumerate(words):
        end = ")" if number == len(words) - 1 else ","
        if len(f"{lines[-1]} {word}{end}") > WIDTH and number:
            lines.append(indent)
        gap = "" if lines[-1] in (head, indent) else " "
        lines[-1] += f"{gap}{word}{end}"
    return "\n".join(lines) if words else f"{head})"
