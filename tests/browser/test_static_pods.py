"""Lesson 09 in JupyterLab: its file browser makes and deletes files, the kubelet follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from lab_browser import ROOT, RUN_MS, Lab

pytestmark = pytest.mark.browser

LESSON = ROOT / "course" / "day05" / "09_static_pods.ipynb"
FILE = "manifests/web.yaml"
WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: nginx, image: nginx}
"""
SAVE = """([path, content]) => jupyterapp.serviceManager.contents.save(
  path, { type: 'file', format: 'text', content })"""
DELETE = "path => jupyterapp.serviceManager.contents.delete(path)"


@pytest.fixture(scope="module")
def lesson(lab: Lab) -> Iterator[Lab]:
    """The released lesson, every cell run once."""
    shutil.copy(LESSON, lab.folder / "static_pods.ipynb")
    lab.show("static_pods.ipynb")
    lab.run_all()
    yield lab
    assert lab.errors == []


def wait_for_panel(lab: Lab, words: str) -> None:
    panel = lab.page.locator(".kubelet-lab-panel").first
    panel.get_by_text(words).first.wait_for(timeout=RUN_MS)


def test_files_that_jupyterlab_writes_are_followed(lesson: Lab) -> None:
    wait_for_panel(lesson, "No resources found")
    wait_for_panel(lesson, "Can't process manifest file")  # what somebody left half written
    half_written = (lesson.folder / FILE).read_text(encoding="utf-8")
    lesson.page.evaluate(SAVE, [FILE, half_written.replace("\t", "  ")])
    wait_for_panel(lesson, "web-node1   1/1     Running")
    lesson.page.evaluate(SAVE, [FILE, WEB])
    wait_for_panel(lesson, "web-node1   1/1     Running")
    lesson.page.evaluate(SAVE, [FILE, f"# only a comment\n{WEB}"])
    lesson.page.evaluate(SAVE, [FILE, WEB.replace("image: nginx", "image: nginx:1.27")])
    wait_for_panel(lesson, "SyncLoop REMOVE, source file")
    lesson.page.evaluate(DELETE, FILE)
    wait_for_panel(lesson, "No resources found")


def test_the_panel_stops_by_keyboard(lesson: Lab) -> None:
    lesson.page.get_by_role("button", name="Stop watching").press("Enter")
    wait_for_panel(lesson, "no longer watched")
