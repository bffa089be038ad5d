"""The gradebook on a real PostgreSQL, started on loopback here, beside the one on SQLite."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import RIGHT, WRONG, answers, write

USER = "kubelet"
CLASS = {
    "ada": answers(RIGHT),
    "bob": answers(WRONG),
    "eve": write(b"\xff"),
    "x" * 200: answers(RIGHT),
}


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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("psycopg")
    programs, folder = _programs(), Path(os.path.realpath(tmp_path_factory.mktemp("pg")))
    data = Path("/var/tmp") / f"kubelet-lab-{os.getpid()}"  # noqa: S108 - tmp_path is private to root
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
        shutil.rmtree(folder, ignore_errors=True)


def test_the_gradebook_on_postgresql_is_that_on_sqlite(server: str, tmp_path: Path) -> None:
    courses = {}
    for name, url in {"lite": "", "post": server}.items():
        (tmp_path / name).mkdir()
        courses[name] = course = ClassFolder(tmp_path / name, db=url)
        course.nbgrader("generate_assignment", "day05")
        for student, hand_in in CLASS.items():
            course.hand_in(student, hand_in)
        course.log = course.grade("day05", "--db", course.db).stdout
    long = "x" * 200  # a name that only SQLite has room for stops nobody else
    lite = {row: said for row, said in courses["lite"].rows().items() if row[0] != long}
    assert courses["post"].rows() == lite
    assert "the result could not be written" in courses["post"].log
    again = courses["post"].grade("day05").stdout
    assert "day05: 0 graded, 3 unchanged" in again
