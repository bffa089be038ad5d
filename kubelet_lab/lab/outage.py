"""Sliders on an API server that is away: what `lab.outage_panel` is."""

from __future__ import annotations

from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.text import NotPlayed
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.outage_panel import outage_panel as _outage_panel
from kubelet_lab.panels.panel import Panel


def outage_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show two sliders on an outage; `start` is where they stand: `outage_s=340`."""
    call = Call("lab.outage_panel", (question,))
    return shared(call, lambda: _outage_panel(question, start))
