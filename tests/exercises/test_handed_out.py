"""What a manifest cell begins with: no answer yet, and good YAML for whoever takes the `#` away."""

import re
from pathlib import Path

import pytest

from kubelet_lab.exercises.catalogue import find
from kubelet_lab.exercises.check import UNANSWERED, check
from kubelet_lab.exercises.never_starts import FOUND

LESSON = Path(__file__).parents[2] / "solutions/day05/02_starting_a_pod.md"


def uncommented(blank: str) -> str:
    return "\n".join(line.removeprefix("# ") for line in blank.splitlines())


@pytest.mark.parametrize("name", ["never_starts", "model", "orders"])
def test_it_is_no_answer_until_the_hash_is_gone_and_then_a_poor_one(name: str) -> None:
    blank = find(name).blank
    assert check(f"%%manifest {name}\n{blank}").error == UNANSWERED
    report = check(f"%%manifest {name}\n{uncommented(blank)}")
    assert not report.error, report.text()
    assert report.points <= 1, report.text()


def test_the_lesson_shows_the_manifest_that_it_hands_out() -> None:
    shown = re.search(r"```yaml\n(apiVersion.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    assert shown[1] == FOUND
