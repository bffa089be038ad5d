"""A learner's JupyterLab: its command line, and a real server that is asked what it does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from unittest.mock import Mock

import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from traitlets.utils.importstring import import_item

from kubelet_lab import desk
from kubelet_lab.desk.stills import WIDGET_VIEW, without_widgets

SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("env", "root", "present", "absent"),
    [
        (SCREEN, False, [], ["--allow-root", "--no-browser"]),
        (SCREEN, True, ["--allow-root"], ["--no-browser"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False, [], ["--no-browser"]),
        ({}, False, ["--no-browser"], ["--allow-root"]),
        ({}, True, ["--no-browser", "--allow-root"], []),
    ],
)
def test_root_and_browser_are_told_only_when_needed(
    tmp_path: Path, env: dict[str, str], root: bool, present: list[str], absent: list[str]
) -> None:
    given = desk.arguments(tmp_path, 8888, env, root=root)
    assert set(present) <= set(given)
    assert not set(absent) & set(given)


def test_the_first_notebook_is_the_page_that_opens(tmp_path: Path) -> None:
    (tmp_path / "day05").mkdir()
    (tmp_path / "day05" / "00_start_here.ipynb").touch()
    given = desk.arguments(tmp_path, 8888, SCREEN, root=False)
    assert "--LabApp.default_url=/lab/tree/day05/00_start_here.ipynb" in given


def test_the_course_is_looked_for_here_first(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    assert desk.find_course(tmp_path) == tmp_path / "course"


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    free_port: Callable[[], int],
    served: Callable[[IO[str]], tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """A server as `kubelet-lab learn` starts it, in an empty home; yields its address and log."""
    home = tmp_path_factory.mktemp("home")
    (home / "course").mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "HOME"}}
    process = subprocess.Popen(
        [Path(sys.executable).with_name("kubelet-lab"), "learn", "--port", str(free_port())],
        env=kept | {"HOME": str(home)}, cwd=home, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    yield served(process.stderr)
    process.terminate()
    process.communicate()


def test_the_address_is_printed_and_little_else(server: tuple[str, str]) -> None:
    _, log = server
    assert "copy and paste one of these URLs" in log
    assert len(log.splitlines()) < 15, log


def test_the_page_turns_off_what_a_learner_should_not_meet(server: tuple[str, str]) -> None:
    address, _ = server
    page = urllib.request.urlopen(address).read().decode()
    config = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    off = json.loads(config.group(1))["disabledExtensions"]
    assert "@jupyterlab/apputils-extension:announcements" in off
    assert "@jupyter/nbgrader:formgrader" in off


def test_a_kernel_runs_a_cell_over_the_websocket(server: tuple[str, str]) -> None:
    address, _ = server
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("one_cell.py"), address],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout == "42\n", done.stderr


def test_the_websocket_of_the_settings_does_not_wait_for_full_packets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = json.loads((desk.SETTINGS / "jupyter_server_config.json").read_text())
    prompt = import_item(settings["ServerApp"]["kernel_websocket_connection_class"])
    calls = []
    monkeypatch.setattr(
        ZMQChannelsWebsocketConnection, "connect", lambda _: calls.append("connect")
    )
    connection = prompt.__new__(prompt)
    connection.websocket_handler = Mock(spec=KernelWebsocketHandler, set_nodelay=calls.append)
    connection.connect()
    assert calls == [True, "connect"]


@pytest.mark.parametrize(
    ("metadata", "data", "left"),
    [
        ({}, {WIDGET_VIEW: {}, "image/svg+xml": "<svg/>"}, {"image/svg+xml"}),
        ({}, {WIDGET_VIEW: {}}, {WIDGET_VIEW}),
        ({"widgets": {}}, {WIDGET_VIEW: {}, "text/plain": "x"}, {WIDGET_VIEW, "text/plain"}),
        ({}, {"text/plain": "x"}, {"text/plain"}),
    ],
    ids=["a still is left", "there is nothing else", "its state is saved", "it is no widget"],
)
def test_a_widget_without_its_kernel_makes_room_for_what_is_beside_it(
    metadata: dict[str, object], data: dict[str, object], left: set[str]
) -> None:
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [{"data": data}]}]
    without_widgets({"metadata": metadata, "cells": cells})
    assert data.keys() == left
