"""The released lesson in JupyterLab, as a learner goes through it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_browser import ROOT, RUN_MS, Lab
from panel_page import slider
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LESSON = ROOT / "course" / "day05" / "05_checkout.ipynb"
SOLUTION = ROOT / "solutions" / "day05" / "05_checkout.ipynb"
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(cell => cell.model.outputs.toJSON().map(output => output.name ?? output.output_type))"""
ANSWERED = """([start, words]) => jupyterapp.shell.currentWidget.content.widgets.some(cell =>
  cell.model.sharedModel.getSource().startsWith(start)
  && JSON.stringify(cell.model.outputs?.toJSON() ?? []).includes(words))"""
GO_TO = """start => {
  const { content } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = content.widgets.findIndex(
    cell => cell.model.sharedModel.getSource().startsWith(start));
  content.mode = 'edit';
  return content.scrollToItem(content.activeCellIndex);
}"""


@pytest.fixture(scope="module")
def lesson(lab: Lab) -> Iterator[Lab]:
    """The released lesson, every cell run once."""
    shutil.copy(LESSON, lab.folder / "lesson.ipynb")
    lab.show("lesson.ipynb")
    lab.run_all()
    yield lab
    assert lab.errors == []


def solution_of(start: str) -> str:
    """The lines that the instructor's notebook has below the first line of an answer cell."""
    cells = json.loads(Path(SOLUTION).read_text(encoding="utf-8"))["cells"]
    source = next("".join(c["source"]) for c in cells if "".join(c["source"]).startswith(start))
    return "".join(line for line in source.splitlines(keepends=True)[1:] if "SOLUTION" not in line)


def answer(lab: Lab, start: str, body: str) -> None:
    """Type an answer into its cell and run it."""
    lab.page.evaluate(GO_TO, start)
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.insert_text(f"{start}\n{body}")
    lab.page.keyboard.press("Control+Enter")


def wait_for_words(lab: Lab, start: str, words: str) -> None:
    lab.page.wait_for_function(ANSWERED, arg=[start, words], timeout=RUN_MS)


def test_it_runs_from_top_to_bottom_without_an_error(lesson: Lab) -> None:
    kinds = set(lesson.page.evaluate(OUTPUTS))
    assert kinds <= {"display_data", "execute_result", "stdout"}, kinds


def test_an_unanswered_cell_says_so_kindly(lesson: Lab) -> None:
    wait_for_words(lesson, "%%manifest checkout", "No answer yet")


def test_a_slider_moves_by_keyboard_and_the_figure_follows(lesson: Lab) -> None:
    handle = slider(lesson, "periodSeconds (s)")
    handle.scroll_into_view_if_needed()
    panel = lesson.page.locator(".kubelet-lab-panel").first
    panel.get_by_text("every 10 s, threshold 3, timeout 1 s").first.wait_for()
    said = panel.get_by_role("status").inner_text()
    handle.press("ArrowLeft")
    panel.get_by_text("every 9 s, threshold 3, timeout 1 s").first.wait_for()
    assert panel.get_by_role("status").inner_text() != said


def test_a_panel_that_was_given_away_stands_where_it_stood(lesson: Lab) -> None:
    panel = lesson.page.locator(".kubelet-lab-panel").first
    line = panel.locator(".kubelet-lab-snippet pre").last.text_content() or ""
    assert "periodSeconds=9" in line
    lesson.page.evaluate(GO_TO, 'lab.probe_panel("checkout.database"')
    lesson.page.keyboard.press("Control+a")
    lesson.page.keyboard.insert_text(f"# from a colleague\n{line}")
    lesson.page.keyboard.press("Control+Enter")
    wait_for_words(lesson, "# from a colleague", "every 9 s, threshold 3, timeout 1 s")
    expect(slider(lesson, "periodSeconds (s)")).to_have_attribute(
        "aria-valuenow", re.compile("^9"), timeout=RUN_MS
    )


def test_a_guess_is_drawn_beside_what_happened(lesson: Lab) -> None:
    answer(lesson, "%%answers guess_outage", "removed: 17 s")
    wait_for_words(lesson, "%%answers guess_outage", "17")
    lesson.page.evaluate(GO_TO, 'night = lab.story("checkout.database")')
    lesson.page.keyboard.press("Control+Enter")
    drawn = lesson.page.locator(".kubelet-lab-figure text", has_text="your guess")
    drawn.first.wait_for(timeout=RUN_MS)


def test_an_answer_gets_its_points_at_once(lesson: Lab) -> None:
    answer(lesson, "%%manifest checkout", solution_of("%%manifest checkout"))
    wait_for_words(lesson, "%%manifest checkout", "14 of 14 points")


def test_a_slip_gets_the_api_servers_words(lesson: Lab) -> None:
    slip = solution_of("%%manifest checkout").replace("periodSeconds: 3", "periodSeconds: -3")
    answer(lesson, "%%manifest checkout", slip)
    wait_for_words(lesson, "%%manifest checkout", "must be greater than or equal to 0")
