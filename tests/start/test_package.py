"""Wheel and sdist: what they carry, and what an installed wheel does in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

LESSON = "course/day05/05_checkout.ipynb"


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | more
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(clone: Path) -> dict[str, Path]:
    """The sdist of the clone, and the wheel made from it."""
    done = run(sys.executable, "-m", "hatchling", "build", cwd=clone)
    assert done.returncode == 0, done.stderr
    return {path.suffix: path for path in (clone / "dist").iterdir()}


@pytest.fixture(scope="module")
def bin_folder(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it, and the packages of this one beside it."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", home, cwd=home)
    python = home / "bin" / "python"
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", built[".whl"])
    done = run(python, *install, cwd=home)
    assert done.returncode == 0, done.stderr
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    theirs = next(home.glob("lib/*/site-packages"))
    (theirs / "dependencies.pth").write_text(ours + "\n")
    return home / "bin"


def test_the_wheel_carries_lessons_and_licences_and_no_solutions(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built[".whl"]) as archive:
        names = archive.namelist()
    assert f"kubelet_lab/desk/{LESSON}" in names
    assert any(name.endswith("licenses/LICENSE-text") for name in names)
    assert not any("solutions" in name or "tests/" in name for name in names)


def test_the_sdist_carries_what_the_wheel_is_made_from(built: dict[str, Path]) -> None:
    with tarfile.open(built[".gz"]) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert {"pyproject.toml", "README.md", "kubelet_lab/cli/__init__.py", LESSON} <= set(names)


def test_an_installed_wheel_plays_an_incident(bin_folder: Path, tmp_path: Path) -> None:
    played = run(bin_folder / "kubelet-lab", "run", "checkout.database", cwd=tmp_path)
    assert (played.returncode, played.stderr) == (0, "")
    assert "Ready False" in played.stdout
    where = run(
        bin_folder / "python", "-c", "import kubelet_lab as k; print(k.__file__)", cwd=tmp_path
    )
    assert str(bin_folder.parent) in where.stdout


def test_learn_outside_a_clone_copies_the_lessons_once(bin_folder: Path, tmp_path: Path) -> None:
    find = "from pathlib import Path; from kubelet_lab import desk; "
    find += "print(desk.find_course(Path()))"
    first = run(bin_folder / "python", "-c", find, cwd=tmp_path)
    assert first.stdout == "kubelet-lab-course\n", first.stderr
    mine = tmp_path / "kubelet-lab-course" / "day05" / "05_checkout.ipynb"
    mine.write_text("my answers")
    assert run(bin_folder / "python", "-c", find, cwd=tmp_path).returncode == 0
    assert mine.read_text() == "my answers"
