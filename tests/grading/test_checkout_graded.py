"""Six submissions of the checkout lesson, graded with the stock commands."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kubelet_lab.exercises.check import check

ROOT = Path(__file__).parents[2]
LESSON = "05_checkout"
SOLUTION = ROOT / f"solutions/day05/{LESSON}.ipynb"
SEED = "the night shift"

ANOTHER_WAY = """%%manifest checkout
# quick looks, one grace period for all
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  replicas: 3
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      terminationGracePeriodSeconds: 10
      containers:
      - name: checkout
        image: checkout:v2
        ports: [{name: web, containerPort: 8080}]
        startupProbe: {httpGet: {path: /health, port: web}, periodSeconds: 2, failureThreshold: 60}
        readinessProbe: {httpGet: {path: /ready, port: web}, periodSeconds: 1, failureThreshold: 3}
        livenessProbe: {httpGet: {path: /health, port: web}, timeoutSeconds: 2}
"""
LIVENESS = "livenessProbe: {httpGet: {path: /health, port: web}, timeoutSeconds: 2}"
SAFE = LIVENESS.replace("/health", "/ready")
TCP = "livenessProbe: {tcpSocket: {port: web}}"
OTHERS = {  # a misconception: the answer, and the criterion it loses points on
    "asks-the-database": (SAFE, "a database outage never restarts it"),
    "opens-a-port": (TCP, "a deadlock has a new container running"),
    "acts-at-once": (f"{LIVENESS[:-1]}, failureThreshold: 1}}", "one slow answer changes nothing"),
}
MALFORMED = ANOTHER_WAY.replace(LIVENESS, f"{LIVENESS[:-1]}, successThreshold: 2}}")


def _solution() -> str:
    cells = json.loads(SOLUTION.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == "checkout")


ANSWERS = {
    "right": "",  # filled in from the lesson itself
    "another-way": ANOTHER_WAY,
    **{name: ANOTHER_WAY.replace(LIVENESS, probe) for name, (probe, _) in OTHERS.items()},
    "malformed": MALFORMED,
}


@pytest.fixture(scope="module")
def course(new_course, tmp_path_factory):  # noqa: ANN201 - a fixture of conftest
    """The repository's own course, generated, answered six times, autograded and explained."""
    course = new_course(tmp_path_factory.mktemp("checkout"), KUBELET_LAB_SEED=SEED)
    shutil.copytree(ROOT / "solutions", course.root / "solutions")
    course.run("nbgrader", "generate_assignment", "day05")
    for student, answer in ANSWERS.items():
        course.hand_in(student, LESSON, {"checkout": answer or _solution()})
    course.run("nbgrader", "autograde", "day05", "--notebook", LESSON)
    course.run("nbgrader", "generate_feedback", "day05", "--notebook", LESSON)
    return course


@pytest.fixture
def page(course):  # noqa: ANN201 - a function
    """A student's feedback page."""
    return lambda student: (course.root / f"feedback/{student}/day05/{LESSON}.html").read_text(
        encoding="utf-8"
    )


def test_what_git_holds_is_what_the_stock_command_makes(course) -> None:
    made = (course.root / f"course/day05/{LESSON}.ipynb").read_bytes()
    assert made == (ROOT / f"course/day05/{LESSON}.ipynb").read_bytes()


def test_the_gradebook_has_what_the_check_says(course) -> None:
    points = {student: score for student, (score, _, _) in course.points().items()}
    expected = {s: check(answer or _solution(), SEED).points for s, answer in ANSWERS.items()}
    assert points == pytest.approx(expected)
    assert points["right"] == points["another-way"] == 14
    assert points["malformed"] == 0
    assert all(0 < points[student] < 14 for student in OTHERS)


@pytest.mark.parametrize("student", OTHERS)
def test_feedback_shows_the_run_that_lost_the_points(page, student: str) -> None:
    html = page(student)
    lost = re.findall(r'<li class="kl-(?:none|part)">.*?</li>', html, re.DOTALL)
    (shown,) = [item for item in lost if OTHERS[student][1] in item]
    assert "data:image/svg+xml;base64," in shown
    assert "Hint 1 of 3" in shown


def test_feedback_of_a_refused_manifest_has_the_servers_words_and_the_line(page) -> None:
    assert "livenessProbe.successThreshold: Invalid value: 2: must be 1" in page("malformed")
    line = next(n for n, line in enumerate(MALFORMED.splitlines(), 1) if "successThreshold" in line)
    assert f"line {line}:" in page("malformed")


@pytest.mark.parametrize("student", ANSWERS)
def test_feedback_gives_away_no_solution_no_seed_and_loads_nothing(page, student: str) -> None:
    html = page(student)
    assert SEED not in html
    assert "<script" not in html
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", html)
    if student != "right":
        assert not any(line in html for line in _probe_lines())


def _probe_lines() -> list[str]:
    """The solution's own probe lines, as far as the other answers do not have them too."""
    lines = _solution().splitlines()
    begin = next(n for n, line in enumerate(lines) if "BEGIN SOLUTION" in line)
    end = next(n for n, line in enumerate(lines) if "END SOLUTION" in line)
    given = "\n".join(ANSWERS.values())
    words = {line.strip() for line in lines[begin + 1 : end]}
    return [word for word in words if len(word) > len("periodSeconds: 10") and word not in given]
