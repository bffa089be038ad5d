"""`make site`, served: the book, and a lesson that runs in the browser alone, offline."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from lab_browser import _READY, Lab
from panel_page import slider
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
LESSON = "day05/05_checkout.ipynb"
START_MS = 180_000  # a cold Python in WebAssembly, on a machine that has other things to do
LOCAL = r'(?:href|src)="(?!https?:|data:|mailto:|#)([^"#?]+)'
FIGURE = ".kubelet-lab-figure .main-svg"

CORNER = """async png => {
  const picture = await createImageBitmap(await (await fetch(png)).blob());
  const pen = document.createElement('canvas').getContext('2d');
  pen.drawImage(picture, 0, 0);
  return [...pen.getImageData(3, 3, 1, 1).data].slice(0, 3);
}"""

pytestmark = pytest.mark.browser


def python_312() -> str:
    """A Python that JupyterLite's build accepts; pyenv's shims may refuse, so ask each one."""
    on_path = [found for n in (12, 13, 14) if (found := shutil.which(f"python3.{n}"))]
    beside = [p for shim in on_path for p in Path(shim).parents[1].glob("versions/*/bin/python")]
    for python in (sys.executable, *on_path, *beside):
        ask = [python, "-c", "import ensurepip, sys; sys.exit(sys.version_info < (3, 12))"]
        if subprocess.run(ask, check=False, capture_output=True).returncode == 0:
            return str(python)
    pytest.skip("JupyterLite is built with Python 3.12 or newer, and there is none here")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make site` makes, from the files as they are now."""
    if not shutil.which("npm"):
        pytest.skip("Pyodide comes by npm, and there is none here")
    home = tmp_path_factory.mktemp("site")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, home / name)
    env = os.environ | {"PYTHON": python_312()}
    made = subprocess.run(
        ["make", "site"], cwd=home, env=env, capture_output=True, text=True, check=False
    )
    if "PyLockError" in made.stdout:
        pytest.skip("uv, with which JupyterLite's build resolves packages, reaches no index here")
    assert made.returncode == 0, made.stdout + made.stderr
    return home / "build" / "site"


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server without its log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_link_of_the_book_leads_somewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if "lab" not in path.relative_to(site).parts]
    assert len(pages) > len(list((ROOT / "course").glob("*/*.ipynb")))
    for page in pages:
        for href in re.findall(LOCAL, page.read_text()):
            assert (page.parent / unquote(href)).exists(), f"{page.relative_to(site)}: {href}"


def test_every_picture_that_a_slider_shows_is_there(site: Path) -> None:
    shown = {
        page.parent / frame["src"]
        for page in (site / "day05").glob("*.html")
        for frames in re.findall(r"data-frames='([^']*)'", page.read_text())
        for frame in json.loads(unescape(frames))
    }
    assert len(shown) > 100
    assert shown == set((site / "day05" / "frames").glob("*.svg"))


def test_each_lesson_leads_into_its_notebook(site: Path) -> None:
    for released in (ROOT / "course").glob("*/*.ipynb"):
        name = released.relative_to(ROOT / "course")
        page = (site / name.with_suffix(".html")).read_text()
        assert f'href="../lab/lab/index.html?path={name}"' in page
        assert (site / "lab" / "files" / name).is_file()


def test_a_slider_moves_without_a_kernel(browser: Browser, served: str) -> None:
    page = browser.new_page()
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if _is_outside(r.url, served) else None)
    page.goto(f"{served}/day05/05_checkout.html")
    figure = page.locator("figure.frames").last
    picture, threshold = figure.locator("img"), figure.get_by_label("failureThreshold (looks)")
    assert "Killed at 151 s" in figure.locator(".words").inner_text()
    threshold.press("ArrowRight")
    assert "Killed at 161 s" in figure.locator(".words").inner_text()
    assert "4 of 4" in str(picture.get_attribute("alt"))
    page.wait_for_function(
        "image => image.complete && image.naturalWidth", arg=picture.element_handle()
    )
    figure.get_by_label("periodSeconds (s)").press("ArrowRight")  # the other one goes back
    assert threshold.input_value() == threshold.get_attribute("value")
    assert "Killed at 161 s" not in figure.locator(".words").inner_text()
    assert outside == []
    page.close()


@pytest.mark.parametrize(("switch", "paper"), [("dark", 17), ("light", 255)])
def test_each_still_follows_the_readers_theme(
    browser: Browser, served: str, switch: str, paper: int
) -> None:
    page = browser.new_page(color_scheme="light" if switch == "dark" else "dark")
    page.goto(f"{served}/day05/05_checkout.html")
    page.evaluate("theme => { document.body.dataset.theme = theme }", switch)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    for kind in ("figure.frames img", "img[src*=_images]"):
        picture = page.locator(kind).first
        picture.scroll_into_view_if_needed()
        page.wait_for_function("one => one.complete", arg=picture.element_handle())
        seen = base64.b64encode(picture.screenshot()).decode()
        assert page.evaluate(CORNER, f"data:image/png;base64,{seen}") == [paper] * 3
    page.close()


def test_the_book_gives_no_solution_away(site: Path) -> None:
    text = "".join(page.read_text() for page in (site / "day05").glob("*.html"))
    assert "SOLUTION" not in text
    assert "The process ends after the delete" not in text


@pytest.fixture(scope="module")
def lesson(browser: Browser, served: str) -> Iterator[Lab]:
    """A lesson in JupyterLite, every cell run; nothing may come from anywhere else."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if _is_outside(r.url, served) else None)
    lab = Lab(page, served, Path())
    began = time.monotonic()
    page.goto(f"{served}/lab/lab/index.html?path={LESSON}")
    page.wait_for_function(_READY, arg=LESSON, timeout=START_MS)
    lab.command("notebook:run-all-cells")
    page.wait_for_selector(FIGURE, timeout=START_MS)
    print(f"\nfirst figure {time.monotonic() - began:.1f} s after the page was asked for")
    yield lab
    assert outside == []
    page.close()


def _is_outside(url: str, served: str) -> bool:
    return not url.startswith((served, "blob:", "data:"))


def test_a_slider_moves_the_figure_in_the_browser_alone(lesson: Lab) -> None:
    panel = lesson.page.locator(".kubelet-lab-panel").first
    panel.get_by_text("every 10 s, threshold 3, timeout 1 s").first.wait_for(timeout=START_MS)
    slider(lesson, "periodSeconds (s)").press("ArrowLeft")
    panel.get_by_text("every 9 s, threshold 3, timeout 1 s").first.wait_for(timeout=START_MS)


def test_an_answer_is_checked_in_the_browser_alone(lesson: Lab) -> None:
    solved = json.loads((ROOT / "solutions" / LESSON).read_text())["cells"]
    cell = next(c for c in solved if "".join(c["source"]).startswith("%%manifest checkout"))
    lesson.page.evaluate(
        """source => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = content.widgets.findIndex(
            cell => cell.model.sharedModel.getSource().startsWith('%%manifest checkout'));
          content.activeCell.model.sharedModel.setSource(source);
          return content.scrollToItem(content.activeCellIndex);
        }""",
        "".join(cell["source"]),
    )
    lesson.command("notebook:run-cell")
    lesson.page.get_by_text("of 14 points").first.wait_for(timeout=START_MS)
    lesson.page.wait_for_function(
        """() => JSON.stringify(jupyterapp.shell.currentWidget.content.activeCell.model
          .outputs?.toJSON() ?? []).includes('14 of 14 points')""",
        timeout=START_MS,
    )
