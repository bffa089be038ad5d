"""A real PostgreSQL on loopback, gone when the block ends."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "kubelet"


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        reason = "needs PostgreSQL: sudo apt-get install postgresql"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found[-1].parent


def _run(*command: str | Path) -> None:
    """As somebody else when we are root, which PostgreSQL refuses to be."""
    who = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*who, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of its database; fails in CI and skips elsewhere if it is not installed."""
    pytest.importorskip("psycopg")
    programs = _programs()
    data = Path("/var/tmp") / f"kubelet-lab-{os.getpid()}"  # noqa: S108 - pytest's folders are private to root
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(data, pwd.getpwnam("nobody").pw_uid)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
    try:
        _run(programs / "initdb", "-D", data, "-U", USER, "-E", "UTF8", "--no-sync", "-A", "trust")
        _run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start")
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(data, ignore_errors=True)
