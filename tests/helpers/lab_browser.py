"""A real JupyterLab and a real Chromium: what browser tests and benchmarks drive.

Nothing of the person's own Jupyter is read or written: settings, kernels' files, workspaces and
notebooks live in one temporary folder.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from kubelet_lab.desk import SETTINGS

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
TOKEN = "a-test-token"  # noqa: S105 - of a server on this machine, for a minute
START_S, RUN_MS = 60, 90_000
_READY = """path => {
  const widget = window.jupyterapp?.shell.currentWidget;
  return widget?.context?.path === path && widget.context.isReady
    && widget.sessionContext.isReady
    && widget.sessionContext.session?.kernel?.status === 'idle';
}"""
_DONE = """() => {
  const { content, sessionContext } = jupyterapp.shell.currentWidget;
  const code = content.widgets.filter(cell => cell.model.type === 'code');
  return sessionContext.session.kernel.status === 'idle'
    && code.every(cell => cell.model.executionCount !== null);
}"""


@contextmanager
def jupyterlab(home: Path, folder: Path | None = None) -> Iterator[str]:
    """A server on `home / "notebooks"` with our settings; yields its address, without a slash.

    Given another folder, it is `jupyter lab` as an instructor types it there.
    """
    settings = home / "none" if folder else SETTINGS
    folder = folder or home / "notebooks"
    for needed in (home, folder):
        needed.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.log_level=ERROR",
        f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}",
        *(["--allow-root"] if os.geteuid() == 0 else []),
    ]  # fmt: skip
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command, env=_own(home, settings), stdout=log, stderr=log, cwd=folder
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server, home / "log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _own(home: Path, settings: Path) -> dict[str, str]:
    folders = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    return {
        **os.environ,
        **{f"JUPYTER_{name}": str(home / name.lower()) for name in folders},
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_PATH": str(settings),
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "helpers")]),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_S * 10):
        try:
            urllib.request.urlopen(f"{address}/api/status?token={TOKEN}").close()
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def has_chromium() -> bool:
    """Whether a browser is installed where Debian puts it."""
    return shutil.which(CHROMIUM) is not None


@dataclass
class Lab:
    """One page of JupyterLab, and what its console complained about."""

    page: Page
    address: str
    folder: Path
    errors: list[str] = field(default_factory=list)
    received: list[int] = field(default_factory=list)  # bytes of each message from the server

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._count))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def _count(self, frame: str | bytes) -> None:
        self.received.append(len(frame))

    def open(self, name: str, cells: list[str]) -> None:
        """Write a notebook of code cells, open it, and wait until its kernel is idle."""
        (self.folder / name).write_text(json.dumps(notebook(cells)), encoding="utf-8")
        self.show(name)

    def show(self, name: str) -> None:
        """Open a notebook that is there."""
        self.page.goto(f"{self.address}/lab/tree/{name}?token={TOKEN}&reset")
        self.page.wait_for_function(_READY, arg=name, timeout=RUN_MS)

    def run_all(self) -> None:
        """Run every cell and wait for the last. Awaiting the command itself can hang."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(_DONE, timeout=RUN_MS)

    def command(self, name: str, **arguments: Any) -> None:
        """Start one of JupyterLab's commands."""
        self.page.evaluate(
            "([name, args]) => { jupyterapp.commands.execute(name, args); }", [name, arguments]
        )

    def theme(self, name: str) -> None:
        """Change to "JupyterLab Dark" or "JupyterLab Light", and wait until its curtain is up."""
        self.command("apputils:change-theme", theme=name)
        self.page.wait_for_function(
            "name => document.body.dataset.jpThemeName === name"
            " && document.getElementById('jupyterlab-splash') === null",
            arg=name,
        )


def notebook(cells: list[str]) -> dict[str, Any]:
    """A notebook of code cells, as JSON."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
    }
