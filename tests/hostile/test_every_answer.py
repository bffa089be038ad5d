"""Every exercise's right answer, with a number or a word of it made hostile: no bomb, no leak."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hostile_class import LOUD

from kubelet_lab.exercises.answers import read_answer
from kubelet_lab.exercises.catalogue import find
from kubelet_lab.exercises.check import check
from kubelet_lab.exercises.report import Report
from kubelet_lab.grading.sandbox import run_in_sandbox

ROOT = Path(__file__).parents[2]
SEED = "the night watch"
NUMBER = re.compile(r"(?<![\w.])\d+(\.\d+)?")
LINE = re.compile(r"(?P<indent>\s*(- )?)(?P<key>[\w./-]+): *(?P<value>.*)")
EXTREMES = ("2147483647", "1", "0", "-5", "1e300", "0.000001")
RUNS_IN_A_BROWSER = re.compile(
    r"<script|<img (?!class=\"kl-)|<[a-z]+ [^>]*\bon\w+=|href=|[\x1b\u202a-\u202e]"
)


def _answers() -> dict[str, tuple[str, str]]:
    """The first line and the body of the right answer to each exercise that is text."""
    found = {}
    for book in sorted((ROOT / "solutions/day05").glob("*.ipynb")):
        for cell in json.loads(book.read_bytes())["cells"]:
            text = "".join(cell["source"])
            answer = read_answer(text)
            if answer and cell["cell_type"] == "code" and answer.kind != "function":
                found[answer.name] = (text.split("\n", 1)[0], answer.body)
    return found


ANSWERS = _answers()


def judge(head: str, body: str) -> Report:
    """The report, if it was not long in coming; an exception would be ours."""
    begin = time.process_time()
    report = check(f"{head}\n{body}", SEED, run_in_sandbox)
    assert time.process_time() - begin < 10  # a hundred times what a right answer needs
    assert 0 <= report.points <= report.max_points
    assert not report.needs_person
    return report


@pytest.mark.parametrize("name", ANSWERS)
def test_no_number_makes_a_simulation_without_end(name: str) -> None:
    head, body = ANSWERS[name]
    for extreme in EXTREMES:
        assert judge(head, NUMBER.sub(extreme, body)).max_points == find(name).max_points


@pytest.mark.parametrize("name", ANSWERS)
def test_no_word_that_is_said_back_runs_in_the_page(name: str) -> None:
    head, body = ANSWERS[name]
    lines, loud = body.split("\n"), json.dumps(LOUD)
    for at, line in enumerate(lines):
        if found := LINE.fullmatch(line):
            for key, value in ((loud, found["value"]), (found["key"], loud)):
                changed = f"{found['indent']}{key}: {value}"
                report = judge(head, "\n".join([*lines[:at], changed, *lines[at + 1 :]]))
                assert not RUNS_IN_A_BROWSER.search(report.html()), changed
                assert not re.search("[\x1b\u202e]", report.text()), changed
