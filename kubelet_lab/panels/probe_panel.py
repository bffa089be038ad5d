"""One probe's three fields under a learner's hand, and the pod's run that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.figures.words import readout
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View
from kubelet_lab.panels.probe_yaml import probe_yaml
from kubelet_lab.spec.pod import ProbeType

DEFAULTS = {"periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1}  # FACTS 1.7
_RANGES = {
    "periodSeconds": ("s", 1, 30, "from the start of one look to the start of the next"),
    "failureThreshold": ("looks", 1, 10, "failures in a row until the kubelet acts"),
    "timeoutSeconds": ("s", 1, 10, "an answer that takes longer is a failure"),
}


def probe_panel(
    simulate: Callable[[dict[str, int]], PodHistory],
    probe_type: ProbeType,
    *,
    title: str,
    start: Mapping[str, int] = DEFAULTS,
    highest: Mapping[str, int] | None = None,
    prediction: Prediction | None = None,
    while_dragging: bool = True,
) -> Panel:
    """A panel on one probe of a pod; `title` is the question it answers.

    `simulate` gets `periodSeconds`, `failureThreshold` and `timeoutSeconds` and returns the run;
    its history must have a probe of `probe_type`. `start` is where the sliders stand at first,
    `highest` replaces the upper end of a slider. A slow `simulate` sets `while_dragging=False`.
    Raises Misplaced for a start that is not a whole number from 1 on.
    """

    def look(values: dict[str, int]) -> View:
        history = simulate(values)
        figure = timeline(history, title=title, prediction=prediction)
        return View(
            figure, readout(history), probe_yaml(probe_type, history.probes[probe_type].probe)
        )

    ends = {field: high for field, (_, _, high, _) in _RANGES.items()} | dict(highest or {})
    knobs = [
        Knob(field, unit, low, ends[field], DEFAULTS[field], help_text)
        for field, (unit, low, _, help_text) in _RANGES.items()
    ]
    return Panel(
        placed(knobs, start, widen=True),
        look,
        snippet=f"This {probe_type}Probe as YAML",
        while_dragging=while_dragging,
    )
