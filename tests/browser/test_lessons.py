"""Every released lesson in JupyterLab: it runs in silence, and each of its panels answers keys."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_browser import ROOT, RUN_MS, Lab
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

LESSONS = sorted((ROOT / "course" / "day05").glob("*.ipynb"))
FOLDER = "lessons"  # of their own: one of them makes a folder beside itself
MOVES = 3  # on each panel: one on each of three sliders, or three on one
WRONG = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(cell => cell.model.outputs.toJSON())
  .filter(output => output.output_type === 'error' || output.name === 'stderr')"""
SHUT_DOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
IS_DRAWN = "panel => panel.querySelector('.kubelet-lab-trace, [data-theme] .main-svg') !== null"
# What eyes see of a panel: every shape and word of its figure, or the chain of the chosen entry.
SHOWN = """panel => [...panel.querySelectorAll('.main-svg :is(path, text), .kubelet-lab-trace ol')]
  .map(one => one.tagName === 'path' ? one.getAttribute('d') + one.style.fill : one.textContent)
  .join('|')"""
CLIPPED = """() => [...document.querySelectorAll('.kubelet-lab-figure .main-svg')].flatMap(svg => {
  const sheet = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const { width, left, right, top, bottom } = text.getBoundingClientRect();
    return width && (left < sheet.left || right > sheet.right
                     || top < sheet.top || bottom > sheet.bottom);
  }).map(text => text.textContent);
})"""
SHOWS_ELSE = f"([panel, before]) => ({SHOWN})(panel) !== before"
SHOWS_AGAIN = f"([panel, before]) => ({SHOWN})(panel) === before"


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


def controls(panel: Locator) -> list[Locator]:
    """The sliders of a panel, or the list of a trace."""
    return panel.get_by_role("slider").all() or panel.get_by_role("listbox").all()


def move(control: Locator) -> None:
    """One step by keyboard, away from the end at which it stands, if it stands at one."""
    if control.get_attribute("role") is None:  # the browser's own: a list, or a range of scenes
        control.press("ArrowDown" if control.get_attribute("size") else "ArrowRight")
        return
    at_its_end = control.get_attribute("aria-valuenow") == control.get_attribute("aria-valuemax")
    control.press("ArrowLeft" if at_its_end else "ArrowRight")


def follows_and_comes_back(lab: Lab, panel: Locator, control: Locator, moves: int) -> None:
    """Each move changes what is drawn and what can be shared; Reset brings back both."""

    def wait(what: str, than: str) -> None:
        lab.page.wait_for_function(what, arg=[panel.element_handle(), than], timeout=RUN_MS)

    line = panel.locator(".kubelet-lab-snippet pre").last
    first, told = panel.evaluate(SHOWN), line.text_content() or ""
    for _ in range(moves):
        before = panel.evaluate(SHOWN)
        move(control)
        wait(SHOWS_ELSE, before)
    expect(line).not_to_have_text(told, timeout=RUN_MS)
    panel.get_by_role("button", name="Reset", exact=True).press("Enter")
    wait(SHOWS_AGAIN, first)
    expect(line).to_have_text(told, timeout=RUN_MS)


def test_it_runs_in_silence_and_each_panel_follows_the_keyboard(lesson: Lab) -> None:
    assert lesson.page.evaluate(WRONG) == []
    for panel in lesson.page.locator(".kubelet-lab-panel").all():
        answering = controls(panel)  # a folder's panel has none: see test_static_pods
        for control in answering:
            lesson.page.wait_for_function(IS_DRAWN, arg=panel.element_handle(), timeout=RUN_MS)
            follows_and_comes_back(lesson, panel, control, -(-MOVES // len(answering)))
    assert lesson.page.evaluate(CLIPPED) == []
    assert lesson.errors == []
