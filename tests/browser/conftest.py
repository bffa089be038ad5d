"""JupyterLab and Chromium for the tests here: one server and one browser a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_browser import CHROMIUM, Lab, chromium, has_chromium, jupyterlab
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one these tests are skipped, but in CI they fail."""
    if not has_chromium():
        missing = f"no browser at {CHROMIUM}: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's settings and notebooks live."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """A running JupyterLab."""
    with jupyterlab(home) as running:
        yield running


@pytest.fixture(scope="module")
def lab(browser: Browser, address: str, home: Path) -> Iterator[Lab]:
    """A page of JupyterLab in a profile of its own, shared by the tests of a module."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    yield Lab(page, address, home / "notebooks")
    page.close()
