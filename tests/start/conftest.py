"""What the tests that start a course share: a clone, a port, and the address a server prints."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files a clone would have, as they are now."""
    home = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, home / name)
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a port that nobody listens at."""

    def port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            free: int = probe.getsockname()[1]
            return free

    return port


@pytest.fixture(scope="session")
def served() -> Callable[[IO[str]], tuple[str, str]]:
    """Read what a server prints until it listens; return its address and what was read."""

    def read(output: IO[str]) -> tuple[str, str]:
        said = []
        for line in output:
            said.append(line)
            if address := re.search(r"http://127\S+\?token=\S+", line):
                _wait_until_it_listens(address.group())
                return address.group(), "".join(said)
        pytest.fail("no address was printed:\n" + "".join(said))

    return read


def _wait_until_it_listens(address: str) -> None:
    """Jupyter prints the address a moment before it listens there."""
    url = urlsplit(address)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection((url.hostname, url.port)).close()
            return
        time.sleep(0.05)
    pytest.fail(f"nothing listens at {address}")
