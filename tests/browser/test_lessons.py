"""Every released lesson in JupyterLab: it runs, nothing complains, its first panel answers keys."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_browser import ROOT, RUN_MS, Lab
from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

LESSONS = sorted((ROOT / "course" / "day05").glob("*.ipynb"))
FOLDER = "lessons"  # of their own: one of them makes a folder beside itself
WRONG = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(cell => cell.model.outputs.toJSON())
  .filter(output => output.output_type === 'error' || output.name === 'stderr')"""
SHUT_DOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
SAYS_ELSE = """([panel, said]) =>
  panel.querySelector('[role=status]').innerText.trim() !== said.trim()"""


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(lab: Lab, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """One lesson, every cell run once; its kernel ends with it."""
    notebook: Path = request.param
    (lab.folder / FOLDER).mkdir(exist_ok=True)
    shutil.copy(notebook, lab.folder / FOLDER)
    lab.errors.clear()
    began = time.monotonic()
    lab.show(f"{FOLDER}/{notebook.name}")
    lab.run_all()
    print(f"\n{notebook.stem}: {time.monotonic() - began:.1f} s")
    yield lab
    lab.page.evaluate(SHUT_DOWN)


def move(slider: Locator) -> None:
    """One step by keyboard, away from the end at which it stands, if it stands at one."""
    at_its_end = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    slider.press("ArrowLeft" if at_its_end else "ArrowRight")


def test_it_runs_in_silence_and_its_first_slider_moves(lesson: Lab) -> None:
    assert lesson.page.evaluate(WRONG) == []
    panel = lesson.page.locator(".kubelet-lab-panel", has=lesson.page.get_by_role("slider")).first
    if panel.count():
        said = panel.get_by_role("status").inner_text()
        move(panel.get_by_role("slider").first)
        handle = panel.element_handle()
        lesson.page.wait_for_function(SAYS_ELSE, arg=[handle, said], timeout=RUN_MS)
    assert lesson.errors == []
