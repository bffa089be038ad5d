"""A notebook that is opened again: live while its kernel is, and its stills when that is gone."""

from __future__ import annotations

import json

import pytest
from lab_browser import RUN_MS, Lab
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELLS = [
    "from kubelet_lab import lab",
    'lab.walk_panel("What does it take?")',
    'lab.story("daily-routine").picture("Who talks?")',
    'lab.story("daily-routine").browse()',
]
NAME = "reopened.ipynb"
SAVED = "() => !jupyterapp.shell.currentWidget.context.model.dirty"
END_KERNEL = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"


def test_it_shows_its_stills_once_its_kernel_is_gone(lab: Lab) -> None:
    lab.open(NAME, CELLS)
    lab.run_all()
    lab.command("docmanager:save")
    lab.page.wait_for_function(SAVED, timeout=RUN_MS)
    lab.show(NAME)
    slider = lab.page.get_by_role("slider", name="logs (MB/s each)")
    slider.wait_for(timeout=RUN_MS)  # its kernel lives, and so does the panel
    lab.page.evaluate(END_KERNEL)
    lab.show(NAME)
    expect(lab.page.locator(".jp-RenderedSVG").first).to_be_visible(timeout=RUN_MS)
    expect(lab.page.locator(".js-plotly-plot").first).to_be_visible(timeout=RUN_MS)
    expect(lab.page.locator(".kl-trace details").first).to_be_visible(timeout=RUN_MS)
    assert slider.count() == 0
    assert "model not found" not in lab.page.locator(".jp-Notebook").inner_text()
    assert [error for error in lab.errors if "model" in error] == []
    kept = json.loads((lab.folder / NAME).read_text(encoding="utf-8"))
    assert "widget-view" in json.dumps(kept)  # what is on disk was not touched
