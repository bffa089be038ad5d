"""The `%%function` magic in a running IPython: the learner's own code in their own kernel."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from kubelet_lab.exercises.check import UNANSWERED
from kubelet_lab.exercises.function import MOST_SOURCE
from kubelet_lab.exercises.running import INTERRUPTED
from kubelet_lab.lab.magics import load
from kubelet_lab.lab.notes import Notes
from tests.exercises.proofs.pleg import LOOP, mutant


@pytest.fixture
def notes() -> Iterator[Notes]:
    InteractiveShell.instance()
    notes = Notes()
    load(notes)
    yield notes
    InteractiveShell.clear_instance()


def shown(cell: str) -> str:
    shell = InteractiveShell.instance()
    with capture_output() as captured:
        assert shell.run_cell(cell).success
    assert captured.stderr == ""
    (output,) = captured.outputs
    return str(output.data["text/plain"])


def test_a_function_is_checked_at_once_and_is_there_to_play_with(notes: Notes) -> None:
    assert "6 of 6 points" in shown(LOOP)
    assert notes.points("pleg_events") == 6.0
    space = InteractiveShell.instance().user_ns
    assert space["pleg_events"]({"a": "running"}, {}) == [
        ("a", "ContainerDied"),
        ("a", "ContainerRemoved"),
    ]


@pytest.mark.usefixtures("notes")
def test_it_sees_nothing_of_the_notebook_as_in_grading() -> None:
    InteractiveShell.instance().run_cell("RUNS = 'running'")
    text = shown(mutant('"running"', "RUNS"))
    assert "Line 8: NameError: name 'RUNS' is not defined" in text


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%function pleg_events\n# def pleg_events(old, new):", UNANSWERED),
        ("%%function pleg_events\n\ndef pleg_events(old new):", "Line 3: SyntaxError"),
        ("%%function pleg_events\nimport sys\nsys.exit()", "Line 3: SystemExit"),
        ("%%function pleg_events\nx = 1", "There is no function `pleg_events` in this cell."),
        ("%%function pleg_events\ndef pleg_events(): pass", "takes 0 positional arguments but 2"),
        (mutant("now == before", "1 / 0"), "Line 6: ZeroDivisionError: division by zero"),
        (mutant("return events", "return {}"), "It returns a dict: a list of pairs"),
        (mutant("return events", "return"), "It returns nothing: a list of pairs"),
        (mutant("container,", '"you",'), "a container that stands in neither record"),
        ("%%function pleg_events\n" + "#" * MOST_SOURCE + "\nx = 1", "characters at most"),
        ("%%function checkout\nx = 1", "`checkout` is answered with `%%manifest checkout`."),
    ],
)
@pytest.mark.usefixtures("notes")
def test_what_is_wrong_is_a_sentence_with_its_line(cell: str, says: str) -> None:
    text = shown(cell)
    assert says in text
    assert "Traceback" not in text


@pytest.mark.usefixtures("notes")
def test_an_endless_loop_can_be_interrupted() -> None:
    once = "    import os, signal\n    os.kill(os.getpid(), signal.SIGINT)\n    while True: pass\n"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        text = shown(mutant("    events = []\n", f"{once}    events = []\n"))
    finally:
        signal.signal(signal.SIGINT, before)
    assert INTERRUPTED in text
