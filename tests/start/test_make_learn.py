"""A stranger's first and second `make learn`: a fresh clone, an empty home, the system's Python."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.fresh


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The whole environment of someone who just logged in."""
    env = {"HOME": str(tmp_path_factory.mktemp("home")), "PATH": "/usr/bin:/bin"}
    python = ["/bin/sh", "tools/python.sh"]
    found = subprocess.run(python, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr)
    return env


@pytest.fixture(scope="module")
def learn(
    clone: Path,
    stranger: dict[str, str],
    free_port: Callable[[], int],
    served: Callable[[IO[str]], tuple[str, str]],
) -> Callable[[], str]:
    """Run `make learn` until it serves a page; return the page's title."""
    (clone / "course").mkdir(exist_ok=True)  # a day without lessons opens, too

    def run() -> str:
        process = subprocess.Popen(
            ["make", "learn", f"PORT={free_port()}"], cwd=clone, env=stranger,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stdout
        try:
            return title(served(process.stdout)[0])
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # make, and what it started
            process.communicate()

    return run


def title(address: str) -> str:
    found = re.search("<title>(.*?)</title>", urllib.request.urlopen(address).read().decode())
    return found.group(1) if found else "no title"


def test_the_first_time_installs_and_opens_the_course(learn: Callable[[], str]) -> None:
    assert learn() == "JupyterLab"


def test_the_second_time_installs_nothing(
    clone: Path, stranger: dict[str, str], learn: Callable[[], str]
) -> None:
    dry = ["make", "--dry-run", "learn"]
    would = subprocess.run(dry, cwd=clone, env=stranger, capture_output=True, text=True, check=True)
    assert "venv.sh" not in would.stdout
    assert learn() == "JupyterLab"
