"""A panel whose world takes longer to play than an eye would wait says so meanwhile."""

from __future__ import annotations

import pytest
from lab_browser import RUN_MS, Lab
from panel_page import open_panel, slider

pytestmark = pytest.mark.browser

CELL = """import time
from checkout_story import simulate_readiness
from kubelet_lab.panels.probe_panel import probe_panel

def simulate(values):
    if values["periodSeconds"] > 10:
        time.sleep(1)
    return simulate_readiness(values)

probe_panel(simulate, "readiness", title="When?", while_dragging=False)"""
SAYS = """wanted => {
  const before = getComputedStyle(document.querySelector('.kubelet-lab-readout'), '::before');
  return (before.content.includes('Playing') && before.visibility === 'visible') === wanted;
}"""


def test_a_slow_panel_says_that_it_is_under_way(lab: Lab) -> None:
    open_panel(lab, "slow.ipynb", [CELL])
    assert lab.page.evaluate(SAYS, arg=False)
    slider(lab, "periodSeconds (s)").press("ArrowRight")
    lab.page.wait_for_function(SAYS, arg=True, timeout=RUN_MS)
    lab.page.wait_for_function(SAYS, arg=False, timeout=RUN_MS)
    lab.page.get_by_text("every 11 s, threshold 3, timeout 1 s").first.wait_for(timeout=RUN_MS)
    assert lab.errors == []
