"""What `make` says on a machine that lacks something; each machine is a folder of stand-ins."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NEW = 'case "$2" in *version_info\\[*) echo python3.12 ;; esac'  # answers everything with yes
NO_VENV = 'case "$2" in *ensurepip*) exit 1 ;; *[:2]*) echo python3.11 ;; esac'
OLD = 'case "$*" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return tmp_path


def install(machine: Path, name: str, script: str = "") -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def run(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", *command], cwd=ROOT, env={"PATH": str(machine)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_python3_is_taken_when_it_will_do(machine: Path) -> None:
    install(machine, "python3", NEW)
    done = run(machine, "tools/python.sh")
    assert (done.returncode, done.stdout.strip()) == (0, str(machine / "python3"))


def test_a_newer_python_beside_an_old_one_is_found(machine: Path) -> None:
    install(machine, "python3", OLD)
    install(machine, "python3.12", NEW)
    assert run(machine, "tools/python.sh").stdout.strip() == str(machine / "python3.12")


@pytest.mark.parametrize(
    ("pythons", "sentence"),
    [
        ({}, "needs Python 3.11 or newer; found: none. Type: sudo apt-get install python3.11"),
        ({"python3": OLD}, "needs Python 3.11 or newer; found: Python 3.9.2. Type: sudo apt-get"),
        (
            {"python3": NO_VENV},
            "its venv module is not. Type: sudo apt-get install python3.11-venv",
        ),
    ],
    ids=["no python", "an old python", "a python without venv"],
)
def test_a_missing_python_is_one_sentence_with_the_line_to_type(
    machine: Path, pythons: dict[str, str], sentence: str
) -> None:
    for name, script in pythons.items():
        install(machine, name, script)
    done = run(machine, "tools/python.sh")
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_programs_that_are_here_need_no_word(machine: Path) -> None:
    install(machine, "chromium")
    done = run(machine, "tools/system.sh", "chromium:chromium")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_without_root_the_missing_programs_are_named_and_tests_go_on(machine: Path) -> None:
    for name, script in {"id": "echo 1000", "sudo": "exit 1", "apt-get": ""}.items():
        install(machine, name, script)
    done = run(machine, "tools/system.sh", "chromium:chromium", "bwrap:bubblewrap")
    assert done.returncode == 0
    assert "sudo apt-get install chromium bubblewrap" in done.stderr


def test_root_installs_what_is_missing_and_nothing_else(machine: Path) -> None:
    install(machine, "id", "echo 0")
    install(machine, "true")
    install(machine, "chromium")
    install(machine, "apt-get", f'echo "$@" >> {machine}/asked')
    done = run(machine, "tools/system.sh", "chromium:chromium", "bwrap:bubblewrap")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    asked = (machine / "asked").read_text().splitlines()
    assert asked == ["-qq update", "-qq install -y --no-install-recommends bubblewrap"]


def test_a_package_that_is_not_to_be_had_keeps_no_other_away(machine: Path) -> None:
    install(machine, "id", "echo 0")
    install(machine, "true")
    no_chromium = f'echo "$@" >> {machine}/asked; case "$*" in *chromium*) exit 100 ;; esac'
    install(machine, "apt-get", no_chromium)
    done = run(machine, "tools/system.sh", "chromium:chromium", "bwrap:bubblewrap")
    assert done.returncode == 0
    assert done.stderr.endswith("To run them all: sudo apt-get install chromium\n")
    assert "install -y --no-install-recommends bubblewrap" in (machine / "asked").read_text()
