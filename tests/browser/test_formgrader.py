"""An instructor's afternoon in formgrader: generate, autograde, look, comment, give feedback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from class_folder import ClassFolder
from hostile_class import LESSON, WRONG, answers
from lab_browser import RUN_MS, TOKEN, jupyterlab
from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.browser

REMARK = "Liveness asks for the database. Who restarts the database?"
OPEN = "() => { jupyterapp.commands.execute('nbgrader:open-formgrader'); }"


@pytest.fixture
def course(tmp_path: Path) -> ClassFolder:
    (tmp_path / "course").mkdir()
    course = ClassFolder(tmp_path / "course")
    course.hand_in("bob", answers(WRONG))
    return course


@pytest.fixture
def page(
    browser: Browser, course: ClassFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    monkeypatch.setenv("KUBELET_LAB_SEED", course.env["KUBELET_LAB_SEED"])
    with jupyterlab(tmp_path / "home", course.root) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(RUN_MS)
        page.goto(f"{address}/lab?token={TOKEN}&reset")
        page.wait_for_function("window.jupyterapp?.commands.hasCommand('nbgrader:open-formgrader')")
        page.add_style_tag(content="#react-toastify-container { display: none }")  # news, on top
        yield page
        page.close()


def test_from_a_draft_to_feedback_with_a_persons_remark(page: Page, course: ClassFolder) -> None:
    page.evaluate(OPEN)
    formgrader = page.frame_locator("iframe[src*=formgrader]")
    _press(formgrader, "td.assign a")
    formgrader.locator("td.num-submissions a").click()
    _press(formgrader, "td.autograde a")
    assert 0 < course.points()["bob"] < 14

    address = page.url.partition("/lab")[0]
    page.goto(f"{address}/formgrader/submissions/{_submission(course)}/")
    box = page.locator("textarea.comment[placeholder]").first  # it gets one when it is listened to
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.ok):
        box.fill(REMARK)
        page.keyboard.press("Tab")

    page.goto(f"{address}/formgrader/manage_submissions/day05")
    _press(page, "td.generate-feedback a")
    feedback = course.root / "feedback/bob/day05" / f"{LESSON}.html"
    assert REMARK in feedback.read_text(encoding="utf-8")


def _press(there: Page | FrameLocator, button: str) -> None:
    """Press a button of a table and wait for the window that says it went well."""
    there.locator(button).click()
    there.locator(".modal").get_by_text("Success").first.wait_for()
    there.locator(".modal [data-dismiss=modal]").first.click()
    there.locator(".modal").wait_for(state="hidden")


def _submission(course: ClassFolder) -> str:
    with course.gradebook() as gradebook:
        found: str = gradebook.find_submission_notebook(LESSON, "day05", "bob").id
        return found
