"""What a start waits for, under a learner's hand: image, line and disk; and four runtimes."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.figures.critical_path import critical_path, path_readout
from kubelet_lab.figures.runtimes import cost_readout, runtimes
from kubelet_lab.figures.steps import steps_to_ready
from kubelet_lab.incidents import pod_start
from kubelet_lab.incidents.runtimes import costs
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View

_START = (
    Knob("image", "MB", 50, 3000, 900, "compressed size of the first container's image", 50),
    Knob("bandwidth", "MB/s", 10, 500, 100, "what the node gets from its registry", 10),
    Knob("disk latency", "ms", 1, 10, 3, "one small request; on an idle disk half a millisecond"),
)
_RUNTIMES = (
    Knob("containers", "in the pod", 1, 10, 2, "created and started one after the other"),
    Knob("disk latency", "ms", 1, 10, 5, "one small request; on an idle disk half a millisecond"),
    Knob("pods", "on the node", 1, 110, 60, "110 is the kubelet's default limit, maxPods"),
)


def start_panel(title: str, start: Mapping[str, int] | None = None) -> Panel:
    """Three sliders on the story's pod; `title` is the question they answer.

    `start` is where they stand at first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        changes = {
            "image_mb": values["image"],
            "bandwidth": values["bandwidth"],
            "disk_latency": values["disk latency"],
        }
        trace = pod_start.start({**pod_start.TOLD, **changes}).trace
        return View(critical_path(trace, title=title), path_readout(steps_to_ready(trace)))

    return Panel(placed(_START, start or {}), look)


def runtime_panel(title: str, start: Mapping[str, int] | None = None) -> Panel:
    """Three sliders on one pod and four runtimes; `title` is the question they answer.

    `start` is where they stand at first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        found = costs({"containers": values["containers"], "disk_latency": values["disk latency"]})
        pods = values["pods"]
        return View(runtimes(found, pods, title=title), cost_readout(found, pods))

    return Panel(placed(_RUNTIMES, start or {}), look)
