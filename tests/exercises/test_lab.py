"""The magics in a running IPython, and what a notebook can ask `lab` afterwards."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output

from kubelet_lab.exercises import catalogue
from kubelet_lab.exercises.answers import Answer
from kubelet_lab.exercises.check import NOT_AN_ANSWER, OUR_MISTAKE, UNANSWERED
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.lab.magics import load
from kubelet_lab.lab.notes import Notes


class Toy:
    name, kind, max_points, blank = "toy", "manifest", 4.0, "# Yours."

    def check(self, answer: Answer, seed: str | None) -> Report:
        assert seed is None, "a learner's notebook plays public incidents only"
        criteria = (Criterion("is right", 4 * ("right" in answer.body), 4, "Seen."),)
        guesses = {"when": 30.0} if "guess" in answer.body else {}
        return Report("toy", 4.0, criteria, guesses=guesses, played="public")


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notes]:
    module = ModuleType("toy_exercises")
    module.EXERCISES = (Toy(),)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "toy_exercises", module)
    monkeypatch.setitem(catalogue.MODULES, "toy", "toy_exercises")
    InteractiveShell.instance()
    notes = Notes()
    load(notes)
    yield notes
    InteractiveShell.clear_instance()


def run(cell: str) -> CapturedIO:
    shell = InteractiveShell.instance()
    with capture_output() as captured:
        result = shell.run_cell(cell)
    assert result.success
    assert captured.stderr == ""
    return captured


def shown(cell: str) -> str:
    (output,) = run(cell).outputs
    assert set(output.data) == {"text/html", "text/plain"}
    return str(output.data["text/plain"])


def test_an_answer_is_checked_at_once(notes: Notes) -> None:
    assert notes.points("toy") == 0.0
    assert shown("%%manifest toy\nkind: right") == (
        "toy: 4 of 4 points\n\n✓ is right (4 of 4)\n  Seen.\n\n"
        "Played on public incidents only; the hidden ones differ in kind."
    )
    assert notes.points("toy") == 4.0
    shown("%%manifest toy\nkind: wrong")
    assert notes.points("toy") == 0.0


def test_a_guess_is_kept_for_later_cells(notes: Notes) -> None:
    assert dict(notes.guess("toy")) == {}
    shown("%%manifest toy\nguess: 30")
    assert dict(notes.guess("toy")) == {"when": 30.0}


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%manifest toy\n\n", UNANSWERED),
        ("%%manifest toy\n# later", UNANSWERED),
        ("%%manifest\nkind: right", NOT_AN_ANSWER),
        ("%%manifest two names\nkind: right", NOT_AN_ANSWER),
        ("%%manifest tyo\nkind: right", "There is no exercise `tyo`. Did you mean `toy`?"),
        ("%%manifest zzzzzz\nkind: right", "There are: "),
        ("%%answers toy\nkind: right", "`toy` is answered with `%%manifest toy`."),
    ],
)
@pytest.mark.usefixtures("notes")
def test_what_is_typed_wrong_is_met_with_a_sentence(cell: str, says: str) -> None:
    assert says in shown(cell)


@pytest.mark.usefixtures("notes")
def test_a_mistake_of_ours_shows_no_traceback_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Toy, "check", lambda *_: 1 / 0)
    with caplog.at_level(logging.INFO):
        text = shown("%%manifest toy\nkind: right")
    assert OUR_MISTAKE in text
    assert "Traceback" not in text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.usefixtures("notes")
def test_an_exercise_that_cannot_be_loaded_is_our_mistake_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(catalogue.MODULES, "toy", "no_such_module")
    assert OUR_MISTAKE in shown("%%manifest toy\nkind: right")


def test_outside_a_notebook_the_lab_can_be_imported_without_the_heavy_ones() -> None:
    program = "from kubelet_lab import lab; import sys; print(lab.points('x'), *sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    points, *modules = done.stdout.split()
    assert points == "0.0"
    assert {"plotly", "nbgrader", "nbformat"}.isdisjoint(modules)
