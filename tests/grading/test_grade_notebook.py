"""One notebook, graded as data: what a student may write, and what it may not do."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from kubelet_lab.exercises import catalogue
from kubelet_lab.exercises.check import OUR_MISTAKE, UNANSWERED
from kubelet_lab.grading.grade_notebook import MAX_CELL, TOO_LONG, grade_notebook
from kubelet_lab.spec.reading import MAX_BYTES

pytestmark = pytest.mark.usefixtures("mini")

SOURCE: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3"}},
    "cells": [
        {"cell_type": "markdown", "id": "c0", "metadata": {}, "source": "# Why so slow?"},
        {
            "cell_type": "code", "id": "mini", "execution_count": None, "outputs": [],
            "source": "%%manifest mini\nkind: Mini\n# Your answer goes here.",
            "metadata": {"nbgrader": {"solution": True, "grade": False, "grade_id": "mini"}},
        },
        {
            "cell_type": "code", "id": "points_mini", "execution_count": None, "outputs": [],
            "source": 'lab.points("mini")',
            "metadata": {"nbgrader": {"grade": True, "solution": False, "points": 6}},
        },
    ],
}  # fmt: skip


def submitted(answer: str) -> dict[str, Any]:
    notebook = copy.deepcopy(SOURCE)
    notebook["cells"][1]["source"] = answer
    return notebook


def grade(notebook: object, seed: str | None = "s") -> tuple[dict[str, Any], float, str]:
    graded, reports = grade_notebook(SOURCE, notebook, seed)
    shown = graded["cells"][2]["outputs"][0]
    assert shown["output_type"] == "execute_result"
    assert float(shown["data"]["text/plain"]) == reports["mini"].points
    return graded, reports["mini"].points, reports["mini"].text()


@pytest.mark.parametrize(
    ("answer", "points", "says"),
    [
        ("%%manifest mini\nperiod: 2", 6.0, "is quick at night (2 of 2)"),
        ("%%manifest mini\r\nperiod: 2\r\n", 6.0, "is quick"),
        ("\ufeff%%manifest mini\nperiod: 2", 6.0, "is quick"),
        ("%%manifest mini\n# why not\nkind: Mini\nperiod: 2", 6.0, "is quick"),
        ("%%manifest mini\nperiod: 9", 4.0, "It never is quick at night."),
        ("%%manifest mini\nperiod: 99", 2.0, "It never is quick by day."),
        ("%%manifest mini\nperiod: soon", 0.0, "Invalid value"),
        ("%%manifest mini\n", 0.0, UNANSWERED),
        ("%%manifest mini\nkind: Mini\n# Your answer goes here.", 0.0, UNANSWERED),
        ("%%answers mini\nperiod: 2", 0.0, "is answered with `%%manifest mini`"),
        ("%%bash\nreboot", 0.0, "No code cell begins with `%%manifest mini`"),
        ("", 0.0, "No code cell begins with `%%manifest mini`"),
    ],
)
def test_points_come_with_their_reason(answer: str, points: float, says: str) -> None:
    _, given, text = grade(submitted(answer))
    assert given == points
    assert says in text


def test_hidden_incidents_are_played_with_a_seed_only() -> None:
    assert grade(submitted("%%manifest mini\nperiod: 9"), seed=None)[1] == 6.0
    assert grade(submitted("%%manifest mini\nperiod: 9"), seed="s")[1] == 4.0


def test_only_the_answers_text_is_carried_over() -> None:
    notebook = submitted("%%manifest mini\nperiod: 2")
    notebook["metadata"] = {"kernelspec": {"name": "../../evil"}, "widgets": {"x": 1}}
    notebook["nbformat"] = 99
    notebook["cells"][0]["source"] = "<script>alert('notes')</script>"
    notebook["cells"][1]["outputs"] = [{"output_type": "display_data", "data": {"text/html": "!"}}]
    notebook["cells"][2]["source"] = "lab.points = lambda _: 1e9"
    forged = {"points": 1e9, "grade_id": "x", "locked": False}
    notebook["cells"][2]["metadata"] = {"nbgrader": forged, "tags": ["skip-execution"]}
    notebook["cells"] += [{"cell_type": "code", "id": "n", "source": "import os; os._exit(0)"}]
    graded, points, _ = grade(notebook)
    assert points == 6.0
    clean, _, _ = grade(submitted("%%manifest mini\nperiod: 2"))
    assert graded == clean


@pytest.mark.parametrize(
    "notebook",
    [None, [], {"cells": "x"}, {"cells": [{"source": 1}]}, {"cells": [{}] * 10_000}],
)
def test_what_is_no_notebook_ends_with_zero_and_a_reason(notebook: object) -> None:
    graded, points, text = grade(notebook)
    assert points == 0.0
    assert len(text.splitlines()) == 3  # the headline, a blank line, the reason
    assert [cell["id"] for cell in graded["cells"]] == ["c0", "mini", "points_mini"]


def test_ten_thousand_copies_are_one_answer() -> None:
    notebook = submitted("%%manifest mini\nperiod: 2")
    notebook["cells"] += [dict(notebook["cells"][1], id=f"n{n}") for n in range(10_000)]
    assert grade(notebook)[1] == 6.0


def test_a_text_that_hides_is_shown_as_it_is() -> None:
    graded, _, text = grade(submitted("%%manifest mini\nperiod: 2 # \u202e\x1b[2J<script>"))
    shown = [graded["cells"][1]["source"], *graded["cells"][1]["outputs"][0]["data"].values()]
    assert not any("\u202e" in part or "\x1b" in part for part in shown)
    assert "<script>" not in graded["cells"][1]["outputs"][0]["data"]["text/html"]
    assert "\x1b" not in text


def test_a_huge_answer_is_cut_and_checked_without_delay() -> None:
    graded, _, text = grade(submitted("%%manifest mini\n" + "period: 2\n" * 1_000_000))
    assert TOO_LONG in text
    assert MAX_BYTES < len(graded["cells"][1]["source"]) < MAX_CELL + 10


def test_our_own_mistake_gives_no_points_no_traceback_and_calls_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(catalogue.find("mini")), "check", broken)
    said: list[str] = []
    graded, reports = grade_notebook(SOURCE, submitted("%%manifest mini\na: 1"), "s", said.append)
    assert reports["mini"].points == 0.0
    assert OUR_MISTAKE in reports["mini"].text()
    assert graded["cells"][2]["metadata"]["kubelet_lab"] == {"needs_person": True}
    assert "ZeroDivisionError" in said[0]
    assert "ZeroDivisionError" not in json.dumps(graded)
