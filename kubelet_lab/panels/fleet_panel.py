"""A fleet's parameters under a learner's hand, and what becomes of its nodes and pods."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.fleet import fleet_timeline
from kubelet_lab.figures.fleet_words import readout
from kubelet_lab.panels.knobs import Knob
from kubelet_lab.panels.panel import Panel, View


def fleet_panel(
    simulate: Callable[[dict[str, int]], FleetHistory],
    knobs: Sequence[Knob],
    *,
    title: str,
    prediction: Prediction | None = None,
    while_dragging: bool = True,
) -> Panel:
    """A panel on at most three of an incident's parameters; `title` is the question it answers.

    `simulate` gets a value for each knob's field. A slow one sets `while_dragging=False`.
    """

    def look(values: dict[str, int]) -> View:
        history = simulate(values)
        return View(fleet_timeline(history, title=title, prediction=prediction), readout(history))

    return Panel(knobs, look, while_dragging=while_dragging)
