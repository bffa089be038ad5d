"""Every command in README.md is one that a test runs, and every path in it is there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


def test_there_are_commands() -> None:
    assert "make learn" in COMMANDS


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("make ")])
def test_each_make_command_is_a_target_with_a_line_of_help(command: str) -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"  {command} " in listed
    assert subprocess.run([*command.split(), "-n"], cwd=ROOT, capture_output=True, check=True)


@pytest.mark.parametrize("command", [line for line in COMMANDS if "apt-get" in line])
def test_the_bare_machine_gets_what_ci_gives_it(command: str) -> None:
    ci = shlex.split((ROOT / ".ci" / "run").read_text(), comments=True)
    packages = command.partition("install -y ")[2].split()
    assert packages
    assert set(packages) <= set(ci)


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("nbgrader ")])
def test_each_nbgrader_command_is_part_of_the_cycle_that_is_run(command: str) -> None:
    cycle = (ROOT / "tests" / "grading" / "test_nbgrader_commands.py").read_text()
    words = ", ".join(f'"{word}"' for word in command.split())
    assert f"course.run({words}" in cycle


GRADE = "kubelet-lab grade day05"  # needs a class: tests/grading/test_instructor_guide.py
OURS = [line for line in COMMANDS if line.startswith("kubelet-lab ") and line != GRADE]


@pytest.mark.parametrize("command", OURS)
def test_each_kubelet_lab_command_runs(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [BIN / "kubelet-lab", *command.replace("tests/", f"{ROOT}/tests/").split()[1:]],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_picture_and_table_are_what_the_engine_computes() -> None:
    check = [sys.executable, ROOT / "tools" / "readme.py", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == "", "run `make course`"


def test_no_command_escapes_these_tests() -> None:
    tested = ("make ", "nbgrader ", "kubelet-lab ", "sudo apt-get install ")
    assert [line for line in COMMANDS if not line.startswith(tested)] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!https?:)([^)]+)\)", README))))
def test_each_link_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
