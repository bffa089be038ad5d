"""The day's table agrees with the lessons, and the periods with the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lab.lab import day, periods
from kubelet_lab.lab.day import Lesson
from tools.lessons import facts

TEXTS = Path(__file__).parents[2] / "solutions" / "day05"


def test_a_day_has_eleven_notebooks_and_a_hundred_points() -> None:
    lessons = day().lessons
    assert [one.notebook[:2] for one in lessons] == [f"{number:02}" for number in range(11)]
    assert sum(one.points for one in lessons) == 100


@pytest.mark.parametrize("row", day().lessons, ids=lambda row: row.notebook)
def test_a_row_that_has_minutes_says_what_its_lesson_says(row: Lesson) -> None:
    text = TEXTS / f"{row.notebook}.md"
    if row.minutes is not None:
        found = {"question": row.question, "points": row.points, "minutes": row.minutes}
        assert facts(text.read_text(encoding="utf-8")) == found


def test_the_table_links_every_notebook() -> None:
    html = day()._repr_mimebundle_()["text/html"]
    assert all(f'href="{one.notebook}.ipynb"' in html for one in day().lessons)


def test_the_api_server_is_in_three_lines_and_none_of_them_asks_for_pods() -> None:
    lines = [line for line in str(periods()).splitlines() if "API server" in line]
    assert [line.split()[0] for line in lines] == ["whenever", "10", "10"]
