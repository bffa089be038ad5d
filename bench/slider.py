"""From a key on a slider to the repainted figure: each lesson's first panel, in Chromium."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from lab_browser import ROOT, RUN_MS, Lab, chromium, jupyterlab
from playwright.sync_api import Browser, Locator

LESSONS = sorted((ROOT / "course").glob("*/*.ipynb"))
PANELS = ("_panel(", ".picture(")  # what a cell with a slider calls
MOVES, MOST_MOVES = 40, {"05_checkout": 120}
GOAL_MS, GOALS_MS = 100, {"06_when_the_kubelet_dies": 250}  # a fleet's
PANEL = ".kubelet-lab-panel:has([data-theme] .main-svg)"
# A move ends when the frame that shows the new figure has been handed to the screen: the task
# after the animation frame after plotly's last word.
_WATCH = """panel => {
  window.moves = [];
  let pressed = null;
  addEventListener("keydown", event => { pressed = event.timeStamp; }, true);
  panel.querySelector(".js-plotly-plot").on("plotly_afterplot", () =>
    requestAnimationFrame(() => setTimeout(() => {
      if (pressed !== null) window.moves.push(performance.now() - pressed);
      pressed = null;
    })));
}"""
_AT = """control => {
  const at = (aria, own) => Number(control.getAttribute(aria) ?? control[own]);
  return [at("aria-valuemin", "min"), at("aria-valuenow", "value"), at("aria-valuemax", "max")];
}"""


def cells_until_the_panel(lesson: Path) -> list[str]:
    """The code of a lesson up to its first panel with a slider; none if it has no such panel."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    last = next((n for n, cell in enumerate(code) if any(call in cell for call in PANELS)), -1)
    return code[: last + 1]


def measure(
    browser: Browser, address: str, folder: Path, cells: list[str], moves: int
) -> list[float]:
    """Milliseconds of each move of a panel's first slider, there and back between its ends."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    lab = Lab(page, address, folder)
    lab.open("bench.ipynb", cells)
    lab.run_all()
    panel = page.locator(PANEL).last
    panel.wait_for(timeout=RUN_MS)
    panel.evaluate(_WATCH)
    handle, key = panel.get_by_role("slider").first, "ArrowRight"
    for move in range(moves):
        key = towards(handle, key)
        handle.press(key)
        page.wait_for_function("count => window.moves.length === count", arg=move + 1)
    measured: list[float] = page.evaluate("window.moves")
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    return measured


def towards(handle: Locator, key: str) -> str:
    """The key that was pressed last, or the other one at an end."""
    low, now, high = handle.evaluate(_AT)
    return "ArrowRight" if now <= low else "ArrowLeft" if now >= high else key


def main() -> None:
    """Print a row of the table for each lesson."""
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(home)) as address,
        chromium() as browser,
    ):
        for lesson in LESSONS:
            if cells := cells_until_the_panel(lesson):
                count = MOST_MOVES.get(lesson.stem, MOVES)
                moves = measure(browser, address, Path(home) / "notebooks", cells, count)
                print_row(lesson.stem, moves)


def print_row(lesson: str, moves: list[float]) -> None:
    """The median and the 95th percentile beside the goal."""
    middle, late = median(moves), quantiles(moves, n=20)[-1]
    print(f"slider: {lesson}, {len(moves)} moves, slowest {max(moves):.0f} ms")
    print(
        f"`{lesson}`: a slider move until the figure has repainted, median and 95th percentile"
        f"\t{middle:.0f} ms, {late:.0f} ms\t{GOALS_MS.get(lesson, GOAL_MS)} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
