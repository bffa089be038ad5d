"""What the lessons on starting a pod and on its runtime show besides stories."""

from __future__ import annotations

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.runtimes import runtimes
from kubelet_lab.incidents.cri_calls import overhear
from kubelet_lab.incidents.runtimes import RUNTIMES, TOLD, costs
from kubelet_lab.lab.text import Text
from kubelet_lab.panels.live_figure import LiveFigure


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
