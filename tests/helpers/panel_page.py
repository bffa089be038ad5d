"""A notebook with the checkout panel, and questions to ask its first figure in the browser."""

from __future__ import annotations

from typing import Any

from lab_browser import RUN_MS, Lab
from playwright.sync_api import Locator

CELL = """from checkout_story import simulate_readiness
from kubelet_lab.panels.probe_panel import probe_panel

panel = probe_panel(
    simulate_readiness,
    "readiness",
    title="How long do customers talk to a deadlock?",
    start={"periodSeconds": 5},
)
panel"""
PLOT = ".kubelet-lab-figure > .js-plotly-plot"
_DRAWN = """wanted => {
  const plots = document.querySelectorAll('.kubelet-lab-figure[data-theme] .main-svg');
  return plots.length >= wanted;
}"""


def open_panel(lab: Lab, name: str, cells: list[str]) -> None:
    """Run the cells, each of which shows one figure, and wait until all are drawn."""
    lab.open(name, cells)
    lab.run_all()
    lab.page.wait_for_function(_DRAWN, arg=len(cells), timeout=RUN_MS)


def slider(lab: Lab, field: str) -> Locator:
    """The handle of a slider, found by its accessible name."""
    return lab.page.get_by_role("slider", name=field).first


def ask(lab: Lab, expression: str) -> Any:
    """The value of a JavaScript expression about `plot`, the first figure."""
    return lab.page.evaluate(
        f"selector => {{ const plot = document.querySelector(selector); return {expression}; }}",
        PLOT,
    )


def wait_until(lab: Lab, expression: str) -> None:
    """Wait for a JavaScript expression about `plot` to be true."""
    lab.page.wait_for_function(
        f"selector => {{ const plot = document.querySelector(selector); return {expression}; }}",
        arg=PLOT,
    )
