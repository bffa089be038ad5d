"""The README's picture, at chosen instants of its own clock: one setting is shown at a time."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
PICTURES = sorted((ROOT / "docs").glob("*_moving_*.svg"))
FULLY_SEEN = 0.99
LOOK = """at_ms => {
  for (const one of document.getAnimations()) { one.pause(); one.currentTime = at_ms; }
  const settings = [...document.querySelectorAll('.at')].map(
    layer => [layer.querySelector('text').textContent, +getComputedStyle(layer).opacity]);
  const knob = document.querySelector('.knob').getBoundingClientRect();
  return { settings, knob: knob.x + knob.width / 2 };
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "moving_picture.py"))


def shown(seen: dict[str, Any]) -> list[int]:
    return [int(setting) for setting, opacity in seen["settings"] if opacity > FULLY_SEEN]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_each_stop_shows_its_own_setting_and_the_knob_stands_there(
    browser: Browser, made: dict[str, Any], picture: Path
) -> None:
    page = browser.new_page()
    page.goto(picture.as_uri())
    for number, stop in enumerate(made["STOPS"]):
        middle_s = made["STAY_S"] * (number + 0.5)
        seen = page.evaluate(LOOK, middle_s * 1000)
        assert shown(seen) == [stop], f"at {middle_s} s"
        assert sum(opacity for _, opacity in seen["settings"]) == pytest.approx(1)
        assert seen["knob"] == pytest.approx(made["_x"](stop), abs=1)
    page.close()


def test_whoever_asks_for_less_motion_sees_it_as_told_and_still(
    browser: Browser, made: dict[str, Any]
) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(PICTURES[0].as_uri())
    assert page.evaluate("document.getAnimations().length") == 0
    seen = page.evaluate(LOOK, 0)
    assert shown(seen) == [made["TOLD"]]
    assert seen["knob"] == pytest.approx(made["_x"](made["TOLD"]), abs=1)
    page.close()


def test_it_plays_inside_an_img(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 520})
    page.goto((ROOT / "docs").as_uri() + "/")
    page.set_content(f'<img src="{PICTURES[0].as_uri()}">')
    page.wait_for_function("document.images[0].complete && document.images[0].naturalWidth")
    first = page.screenshot()
    while page.screenshot() == first:  # until it has moved
        page.wait_for_timeout(200)
    page.close()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_it_is_small_and_needs_nothing_else(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    assert len(text) < 300_000
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}  # noqa: S314 (ours)
    assert not names & {"script", "image", "use", "foreignObject"}
    assert "href" not in text
    assert all(inside.startswith("#") for inside in re.findall(r"url\(([^)]*)\)", text))


def test_readme_shows_both_and_their_stills() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    still = [path.name.replace("_moving", "") for path in PICTURES]
    for name in [*still, *(path.name for path in PICTURES)]:
        assert f'"docs/{name}"' in readme
    assert len(PICTURES) == 2
