"""What the lessons on starting a pod and on its runtime show besides stories."""

from __future__ import annotations

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.runtimes import runtimes
from kubelet_lab.incidents.cri_calls import overhear
from kubelet_lab.incidents.runtimes import RUNTIMES, TOLD, costs
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.text import NotPlayed, Text
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.start_panel import runtime_panel as _runtime_panel
from kubelet_lab.panels.start_panel import start_panel as _start_panel


def start_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on what a start waits for; `start` is where they stand: `image=400`."""
    call = Call("lab.start_panel", (question,))
    return shared(call, lambda: _start_panel(question, start))


def runtime_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on one pod and four runtimes; `start` is where they stand: `pods=110`."""
    call = Call("lab.runtime_panel", (question,))
    return shared(call, lambda: _runtime_panel(question, start))


def runtime_figure(title: str, *, guess: object = None) -> LiveFigure:
    """Draw one pod on four runtimes; `guess` is how many seconds Kata is later than containerd."""
    found = costs(TOLD)
    prediction = None
    if isinstance(guess, int | float):
        prediction = Prediction(found[0].all_ms + round(guess * 1000))
    return LiveFigure(runtimes(found, TOLD["pods"], title=title, prediction=prediction))


def calls(runtime: str = "containerd") -> Text:
    """List what the kubelet says to a runtime until the first container has started."""
    if runtime not in RUNTIMES:
        return Text(f"There is no runtime {runtime!r} here. There are: {', '.join(RUNTIMES)}.")
    said = overhear(runtime)
    last = next(n for n, call in enumerate(said) if call.verb == "StartContainer")
    lines = [f"{call.at_ms / 1000:7.3f} s  {call.verb:17} {call.what}" for call in said[: last + 1]]
    return Text("\n".join(lines))
