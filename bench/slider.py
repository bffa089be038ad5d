"""From a key on a slider to the repainted figure, in JupyterLab, in Chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from lab_browser import Lab, chromium, jupyterlab
from panel_page import PLOT, open_panel, slider

CHECKOUT = """from kubelet_lab.incidents.checkout_deadlock import NIGHT as DEADLOCK
from kubelet_lab.incidents.checkout_settings import with_settings
from kubelet_lab.incidents.checkout_pod import CHECKOUT, play
from kubelet_lab.panels.probe_panel import probe_panel

def simulate(values):
    settings = {f"liveness.{field}": value for field, value in values.items()}
    return play(with_settings(CHECKOUT, settings), DEADLOCK).history

probe_panel(simulate, "liveness", title="How long is the deadlock left alone?")"""
TARGET = """from kubelet_lab import lab

lab.fleet_panel("target", {"leak_mib_per_s": (0, 60)}, "How fast may a kubelet leak?")"""
PANELS = {  # a panel, the slider that is moved, how often, and the goal
    "checkout": (CHECKOUT, "periodSeconds (s)", 120, 100),
    "Target, 200 nodes": (TARGET, "leak_mib_per_s (MiB/s)", 40, 250),
}
# A move ends when the frame that shows the new figure has been handed to the screen: the task
# after the animation frame after plotly's last word.
_WATCH = """selector => {
  const plot = document.querySelector(selector);
  window.moves = [];
  let pressed = null;
  addEventListener("keydown", event => { pressed = event.timeStamp; }, true);
  plot.on("plotly_afterplot", () => requestAnimationFrame(() => setTimeout(() => {
    if (pressed !== null) window.moves.push(performance.now() - pressed);
    pressed = null;
  })));
}"""


def measure(cell: str, field: str, moves: int) -> list[float]:
    """Milliseconds of each move of the slider of a field, there and back, in a panel of a cell."""
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(home)) as address,
        chromium() as browser,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        open_panel(lab := Lab(page, address, Path(home) / "notebooks"), "bench.ipynb", [cell])
        page.evaluate(_WATCH, PLOT)
        handle = slider(lab, field)
        for move in range(moves):
            handle.press("ArrowRight" if move // 10 % 2 == 0 else "ArrowLeft")
            page.wait_for_function("count => window.moves.length === count", arg=move + 1)
        measured: list[float] = page.evaluate("window.moves")
        return measured


def main() -> None:
    """Print a row of the table for each panel."""
    for panel, (cell, field, count, at_most_ms) in PANELS.items():
        moves = measure(cell, field, count)
        middle, late = median(moves), quantiles(moves, n=20)[-1]
        print(f"slider: {panel}, {len(moves)} moves, slowest {max(moves):.0f} ms")
        print(
            f"{panel}: a slider move until the figure has repainted, median and 95th percentile"
            f"\t{middle:.0f} ms, {late:.0f} ms\t{at_most_ms} ms"
        )


if __name__ == "__main__":
    main()
