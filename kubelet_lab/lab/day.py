"""The day as a table: what each notebook asks, how long it takes, what it gives.

The numbers are in `day05.json`, which `tools/lessons.py` fills from the lessons' texts and from
a run of each.
"""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from typing import NamedTuple

from kubelet_lab.lab.story_table import STYLE


class Lesson(NamedTuple):
    """One notebook; `minutes` and `seconds` are None until it has been written and run."""

    notebook: str
    question: str
    points: int
    minutes: int | None
    seconds: float | None  # to run all its cells


class Day:
    """The lessons of a day. A cell shows them as a table, with links."""

    def __init__(self, lessons: list[Lesson]) -> None:
        self.lessons = lessons

    def __repr__(self) -> str:
        lines = [
            f"{one.notebook:24} {_number(one.minutes):>3} min {one.points:3} points  {one.question}"
            for one in self.lessons
        ]
        return "\n".join([*lines, self._total()])

    def _total(self) -> str:
        minutes = sum(one.minutes or 0 for one in self.lessons)
        points = sum(one.points for one in self.lessons)
        return f"{minutes / 60:.1f} hours in all, {points} points"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        heads = ("notebook", "minutes", "points", "seconds to run all", "it begins with")
        head = "".join(f'<th scope="col">{one}</th>' for one in heads)
        rows = "".join(map(_row, self.lessons))
        caption = f"<caption>Day 5, the kubelet: {self._total()}</caption>"
        table = f'{STYLE}<table class="kl-told">{caption}<tr>{head}</tr>{rows}</table>'
        return {"text/plain": repr(self), "text/html": table}


def day() -> Day:
    """Day 5, notebook by notebook."""
    text = files("kubelet_lab.lab").joinpath("day05.json").read_text(encoding="utf-8")
    return Day([Lesson(**one) for one in json.loads(text)])


def _row(one: Lesson) -> str:
    numbers = (one.minutes, one.points or None, one.seconds)
    cells = "".join(f'<td class="kl-at">{_number(number)}</td>' for number in numbers)
    link = f'<a href="{one.notebook}.ipynb">{one.notebook}</a>'
    return f"<tr><td>{link}</td>{cells}<td>{escape(one.question)}</td></tr>"


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
