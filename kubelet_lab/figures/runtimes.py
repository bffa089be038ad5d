"""Four runtimes side by side: how long each takes until a pod's containers run."""

from __future__ import annotations

from typing import Any

from kubelet_lab.figures.bands import band_traces
from kubelet_lab.figures.events import (
    Prediction,
    events,
    hover_trace,
    line_shapes,
    name_annotations,
    placed,
)
from kubelet_lab.figures.frame import Lane, sheet
from kubelet_lab.figures.palette import Figure, Theme, in_theme
from kubelet_lab.figures.text import duration
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.incidents.runtimes import Cost
from kubelet_lab.node.history import Band
from kubelet_lab.node.machine import GI, MI, Machine

_ROOM = 1.25  # of the slowest start: so that "running" can be seen


def runtimes(
    costs: list[Cost],
    pods: int,
    *,
    title: str = "When do the containers run?",
    prediction: Prediction | None = None,
    theme: Theme = "light",
) -> Figure:
    """A lane for each runtime; the small print says what the sandboxes of `pods` pods take."""
    latest_ms = max(*(one.all_ms for one in costs), prediction.at_ms if prediction else 0)
    axis = TimeAxis(round(latest_ms * _ROOM), "the pod came to the node")
    lanes = [Lane(one.runtime, [_memory(one, pods)]) for one in costs]
    figure = sheet(title, lanes, axis, cost_words(costs, pods))
    bands = {
        row: [*one.bands, Band(one.all_ms, axis.end_ms, "running")] for row, one in enumerate(costs)
    }
    figure["data"] += [_without_end(trace) for trace in band_traces(bands, axis)]
    found = events([], prediction, axis.end_ms)
    names = placed(found, axis)
    figure["data"].append(hover_trace(found, axis))
    figure["layout"]["shapes"] += line_shapes(found, names, axis, len(lanes))
    figure["layout"]["annotations"] += name_annotations(names, axis)
    return in_theme(figure, theme)


def cost_words(costs: list[Cost], pods: int) -> str:
    """The same in words, for a reader who cannot see it."""
    runs = ", ".join(f"{one.runtime} {duration(one.all_ms)}" for one in costs)
    return f"All containers run after: {runs}. {_memory_words(costs, pods)}"


def cost_readout(costs: list[Cost], pods: int) -> str:
    """What came of it, in two short sentences."""
    first, last = (pick(costs, key=lambda one: one.all_ms) for pick in (min, max))
    return (
        f"All containers run after {duration(first.all_ms)} with {first.runtime}, "
        f"{duration(last.all_ms)} with {last.runtime}. {_memory_words(costs, pods)}"
    )


def _memory_words(costs: list[Cost], pods: int) -> str:
    most = max(costs, key=lambda one: one.memory)
    share = round(100 * most.memory * pods / Machine().memory)
    return (
        f"The sandboxes of {pods} pods with {most.runtime} take "
        f"{share} % of a node with {Machine().memory // GI} GiB."
    )


def _without_end(trace: dict[str, Any]) -> dict[str, Any]:
    """What runs at the figure's edge runs on: no length is written on it."""
    if trace["name"] != "running":
        return trace
    words = [text and "running" for text in trace["text"]]
    return trace | {"text": words, "customdata": ["running"] * len(words)}


def _memory(one: Cost, pods: int) -> str:
    total = one.memory * pods
    words = f"{total / GI:.1f} GiB" if total >= GI else f"{total // MI} MiB"
    return f"{one.memory // MI} MiB a pod, {words} for {pods}"
