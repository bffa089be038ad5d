"""A fleet's run in words: the alternative text, and the readout under a panel."""

from __future__ import annotations

from kubelet_lab.cluster.fleet_history import FleetHistory, PodCount
from kubelet_lab.figures.fleet_axis import FleetAxis, fleet_axis
from kubelet_lab.figures.levels import Levels, levels, node_steps
from kubelet_lab.figures.story_rows import StoryRow, story_rows


def alt_text(history: FleetHistory) -> str:
    """What the fleet's timeline shows, for a reader who cannot see it."""
    axis = fleet_axis(history)
    span = f"{_nodes(len(history.nodes))} from {axis.words(0)} to {axis.words(history.end_ms)}."
    rows = "; ".join(_told(row, axis) for row in story_rows(history.marks, history.end_ms))
    return f"{span} {readout(history)}" + (f" The story's rows: {rows}." if rows else "")


def readout(history: FleetHistory) -> str:
    """What came of it, in a few short sentences."""
    axis = fleet_axis(history)
    parts = [_lost(history, axis), _served(history, axis), _zombies(history, axis)]
    parts.append(_replaced(history))
    return " ".join(f"{part}." for part in parts if part)


def _told(row: StoryRow, axis: FleetAxis) -> str:
    told = [] if row.told_ms is None else [f"told {axis.words(row.told_ms)}"]
    computed = [] if row.computed_ms is None else [f"computed {axis.words(row.computed_ms)}"]
    return f"{row.text} ({', '.join(told + computed)})"


def _lost(history: FleetHistory, axis: FleetAxis) -> str:
    found = levels(node_steps(history.nodes), history.end_ms)
    total = len(history.nodes)
    lost = [total - ready for ready in found.counts["Ready"]]
    if not any(lost):
        return "Every node stays Ready"
    worst = max(lost)
    when = axis.words(found.at_ms[lost.index(worst)])
    last = max(index for index, count in enumerate(lost) if count)
    back = "not all are back at the end"
    if last + 1 < len(lost):
        back = f"every node is Ready again at {axis.words(found.at_ms[last + 1])}"
    are = "is" if worst == 1 else "are"
    return f"At worst {worst:,} of {_nodes(total)} {are} not Ready, at {when}; {back}"


def _served(history: FleetHistory, axis: FleetAxis) -> str:
    found = _pods(history, "serving")
    if not found.counts["serving"]:
        return ""
    least, at_first = min(found.counts["serving"]), found.counts["serving"][0]
    if least >= at_first:
        return ""
    when = axis.words(found.at_ms[found.counts["serving"].index(least)])
    return f"{least:,} of {at_first:,} pods serve at the lowest point, at {when}"


def _zombies(history: FleetHistory, axis: FleetAxis) -> str:
    found = _pods(history, "zombie")
    most = max(found.counts["zombie"])
    if not most:
        return "No zombies"
    when = axis.words(found.at_ms[found.counts["zombie"].index(most)])
    return f"{most:,} zombies at most, from {when}"


def _replaced(history: FleetHistory) -> str:
    most = max(_pods(history, "replaced").counts["replaced"])
    return f"{most:,} pods replaced" if most else "Nothing replaced"


def _pods(history: FleetHistory, count: PodCount) -> Levels:
    return levels({count: history.pods.get(count, ())}, history.end_ms)


def _nodes(number: int) -> str:
    return "1 node" if number == 1 else f"{number:,} nodes"
