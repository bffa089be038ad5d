"""A node's disk, its containers and their logs under a learner's hand, and PLEG's walks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kubelet_lab.figures.walks import readout, walks
from kubelet_lab.node.node_history import NodeHistory
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View

_KNOBS = (
    Knob("disk latency", "ms", 1, 20, 1, "of one request, before the logs begin"),
    Knob("containers", "pods", 1, 110, 30, "each is asked about on every walk"),
    Knob("logs", "MB/s each", 0, 12, 6, "what one container writes to the node's disk"),
)


def walk_panel(
    simulate: Callable[[dict[str, int]], NodeHistory],
    *,
    title: str,
    start: Mapping[str, int] | None = None,
) -> Panel:
    """A panel on one node; `title` is the question it answers.

    `simulate` gets `disk latency` (ms), `containers` and `logs` (MB/s for each container).
    `start` is where sliders stand at first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        history = simulate(values)
        return View(walks(history, title=title), readout(history))

    return Panel(placed(_KNOBS, start or {}), look)
