"""The checkout panel as a learner meets it: keys, zoom, themes, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from lab_browser import Lab
from panel_page import CELL, ask, open_panel, slider, wait_until

from kubelet_lab.figures.palette import DARK_OF_LIGHT, colour
from kubelet_lab.figures.sizes import NARROW_PX

pytestmark = pytest.mark.browser

AGAIN = """from kubelet_lab.panels.live_figure import LiveFigure
LiveFigure(panel.live.figure)"""
SIX_LOOKS = "plot.layout.yaxis.ticktext[3].includes('threshold 6')"
STARTED = "plot.layout.yaxis.ticktext[3].includes('every 5 s, threshold 3, timeout 1 s')"
RINGS = "plot.data.find(trace => trace.name === 'failure threshold reached').x"
RANGE = "plot.layout.xaxis.range"


@pytest.fixture(scope="module")
def two_figures(lab: Lab) -> Lab:
    """A notebook with the panel, and its figure once more in a second cell."""
    open_panel(lab, "panel.ipynb", [CELL, AGAIN])
    return lab


@pytest.fixture
def panel(two_figures: Lab) -> Iterator[Lab]:
    """The panel as it stood at first; a test that leaves complaints in the console fails."""
    yield two_figures
    assert two_figures.errors == []
    two_figures.page.get_by_role("button", name="Reset", exact=True).click()
    two_figures.page.get_by_role("button", name="Reset axes").first.click()
    wait_until(two_figures, f"{STARTED} && {RANGE}[1] === 240")


def test_two_figures_share_one_library(panel: Lab) -> None:
    assert len([size for size in panel.received if size > 300_000]) == 1
    assert panel.page.evaluate("typeof globalThis.Plotly") == "undefined"


def test_keys_move_the_sliders_and_the_figure_follows(panel: Lab) -> None:
    before = ask(panel, RINGS)
    slider(panel, "failureThreshold (looks)").press("ArrowRight")
    wait_until(panel, "plot.layout.yaxis.ticktext[3].includes('threshold 4')")
    assert ask(panel, RINGS)[0] == before[0] + 5
    said = panel.page.get_by_role("status").first.inner_text()
    assert said.startswith("Leaves the Service at 136 s (deadlock + 16 s)")
    label = panel.page.get_by_role("figure").first.get_attribute("aria-label")
    assert label is not None
    assert "The readiness probe has failed 4 of 4 at 136 s" in label


def test_every_control_has_a_name_and_can_be_reached_by_tab(panel: Lab) -> None:
    tree = panel.page.locator(".kubelet-lab-panel").aria_snapshot()
    for control in (
        'slider "periodSeconds (s)"', 'slider "failureThreshold (looks)"',
        'slider "timeoutSeconds (s)"', 'textbox "timeoutSeconds (s), as a number"',
        'button "Reset"', 'figure "How long do customers talk to a deadlock? Pod checkout',
        'button "Zoom in"', 'button "Zoom out"', 'button "Reset axes"',
    ):  # fmt: skip
        assert control in tree
    slider(panel, "periodSeconds (s)").focus()
    visited = []
    for _ in range(14):
        panel.page.keyboard.press("Tab")
        visited.append(
            panel.page.evaluate(
                "document.activeElement.ariaLabel || document.activeElement.textContent"
            )
        )
    wanted = ["failureThreshold (looks)", "timeoutSeconds (s)", "Reset", "Zoom in", "Zoom out"]
    assert [name for name in visited if name in wanted][: len(wanted)] == wanted


def test_zoom_survives_a_move(panel: Lab) -> None:
    zoom = panel.page.get_by_role("button", name="Zoom in").first
    zoom.focus()
    zoom.press("Enter")
    zoom.press("Enter")
    wait_until(panel, f"{RANGE}[1] - {RANGE}[0] < 100")
    zoomed = ask(panel, RANGE)
    slider(panel, "failureThreshold (looks)").press("ArrowRight")
    wait_until(panel, "plot.layout.yaxis.ticktext[3].includes('threshold 4')")
    assert ask(panel, RANGE) == zoomed


def test_zoom_survives_a_change_of_theme(panel: Lab) -> None:
    panel.page.get_by_role("button", name="Zoom in").first.press("Enter")
    wait_until(panel, f"{RANGE}[1] < 240")
    zoomed = ask(panel, RANGE)
    panel.theme("JupyterLab Dark")
    wait_until(panel, f"plot.layout.paper_bgcolor === '{DARK_OF_LIGHT[colour('paper')]}'")
    assert ask(panel, RANGE) == zoomed
    panel.theme("JupyterLab Light")
    wait_until(panel, f"plot.layout.paper_bgcolor === '{colour('paper')}'")


def test_a_zoomed_figure_still_has_ticks(panel: Lab) -> None:
    for _ in range(4):
        panel.page.get_by_role("button", name="Zoom in").first.press("Enter")
    wait_until(panel, f"{RANGE}[1] - {RANGE}[0] < 20")
    wait_until(panel, "plot.querySelectorAll('.xtick').length >= 3")


def test_dark_theme_translates_every_colour_without_the_kernel(panel: Lab) -> None:
    panel.theme("JupyterLab Dark")
    wait_until(panel, f"plot.layout.paper_bgcolor === '{DARK_OF_LIGHT[colour('paper')]}'")
    left = set(re.findall("#[0-9a-f]{6}", ask(panel, "JSON.stringify([plot.data, plot.layout])")))
    assert left <= set(DARK_OF_LIGHT.values())
    panel.theme("JupyterLab Light")
    wait_until(panel, f"plot.layout.paper_bgcolor === '{colour('paper')}'")


def test_on_a_page_without_themes_the_background_decides(panel: Lab) -> None:
    ask(panel, "(plot.parentElement.style.backgroundColor = '#101418', 0)")
    ask(panel, "(delete document.body.dataset.jpThemeLight, 0)")
    wait_until(panel, "plot.parentElement.dataset.theme === 'dark'")
    ask(panel, "(plot.parentElement.style.backgroundColor = '', 0)")
    ask(panel, "(document.body.dataset.jpThemeLight = 'true', 0)")
    wait_until(panel, "plot.parentElement.dataset.theme === 'light'")


def test_a_slider_that_races_draws_only_what_is_newest(panel: Lab) -> None:
    ask(panel, "(window.draws = 0, plot.on('plotly_afterplot', () => window.draws++), 0)")
    handle = slider(panel, "periodSeconds (s)")
    handle.focus()
    panel.page.evaluate(
        """() => { for (let i = 0; i < 20; i++) document.activeElement.dispatchEvent(
             new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })); }"""
    )
    wait_until(panel, "plot.layout.yaxis.ticktext[3].includes('every 25 s')")
    assert 0 < panel.page.evaluate("window.draws") < 10


def test_reset_brings_back_where_it_started(panel: Lab) -> None:
    for _ in range(3):
        slider(panel, "failureThreshold (looks)").press("ArrowRight")
    wait_until(panel, SIX_LOOKS)
    panel.page.get_by_role("button", name="Reset", exact=True).click()
    wait_until(panel, STARTED)


def test_the_probe_can_be_taken_away_as_yaml(panel: Lab) -> None:
    panel.page.get_by_text("This readinessProbe as YAML").click()
    text = panel.page.locator(".kubelet-lab-snippet pre").inner_text()
    assert text.startswith("readinessProbe:\n  httpGet:\n    path: /ready")
    assert "periodSeconds: 5" in text
    panel.page.get_by_role("button", name="Copy", exact=True).click()
    panel.page.get_by_text(re.compile("^(Copied|Selected: press Ctrl.C)$")).wait_for()
    panel.page.get_by_text("This readinessProbe as YAML").click()


@pytest.mark.parametrize("width", [NARROW_PX, 900, 1_200])
def test_words_do_not_collide_as_the_browser_draws_them(panel: Lab, width: int) -> None:
    panel.page.set_viewport_size({"width": width + 460, "height": 1000})
    panel.page.evaluate(
        "width => { for (const el of document.querySelectorAll('.kubelet-lab-figure'))"
        "  el.style.width = `${width}px`; }",
        width,
    )
    wait_until(panel, f"Math.abs(plot._fullLayout.width - {width}) < 1")
    words: list[dict[str, Any]] = ask(
        panel,
        """[...plot.querySelectorAll(
             '.annotation-text, .bartext, .ytick text, .gtitle, .legendtext')]
             .filter(text => getComputedStyle(text).display !== 'none' && text.textContent)
             .map(text => { const { left, right, top, bottom } = text.getBoundingClientRect();
                            return { text: text.textContent, left, right, top, bottom }; })""",
    )
    assert len(words) > 15
    for one, other in combinations(words, 2):
        apart = (
            one["right"] <= other["left"] + 0.5
            or other["right"] <= one["left"] + 0.5
            or one["bottom"] <= other["top"] + 2  # the room below a line's letters
            or other["bottom"] <= one["top"] + 2
        )
        assert apart, (one["text"], other["text"])
    panel.page.evaluate(
        "() => { for (const el of document.querySelectorAll('.kubelet-lab-figure'))"
        "  el.style.width = ''; }"
    )
    panel.page.set_viewport_size({"width": 1280, "height": 1000})
