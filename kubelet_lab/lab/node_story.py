"""An incident of a whole node, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.figures.walks import readout, walks
from kubelet_lab.incidents.busy_disk import Load, busy_disk
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.story import Story
from kubelet_lab.lab.text import NotPlayed, Text
from kubelet_lab.node.node_history import NodeHistory, Walk
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.walk_panel import walk_panel as _walk_panel

MOST_LINES = 40  # of a list of walks


class NodeStory(Story):
    """An incident of a whole node: its timeline is PLEG's walks and what came of them."""

    def timeline(self, title: str = "", *, guess: object = None, after: str = "") -> LiveFigure:
        """Draw the walks; `guess` is in seconds, counted from the mark `after` or from 0 s."""
        node = self._node
        words = title or f"{self.outcome.incident}: PLEG's walks, and what the node says"
        prediction = self.prediction(guess, after)
        return LiveFigure(walks(node, title=words, prediction=prediction, since=self.outcome.since))

    def walks(self, from_s: float = 0, to_s: float = 1_000_000) -> Text:
        """List the walks that began in these seconds: beginning, length, end."""
        lines = [_walk_line(walk) for walk in self._node.walks if _within(walk, from_s, to_s)]
        shown = lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            shown.append(f"… and {len(lines) - MOST_LINES} more")
        return Text("\n".join(shown) or "No walk began then.")

    def readout(self) -> Text:
        """Say in a sentence or two what came of it."""
        return Text(readout(self._node))

    @property
    def _node(self) -> NodeHistory:
        assert self.outcome.node is not None  # noqa: S101 - else it is a Story
        return self.outcome.node


def _within(walk: Walk, from_s: float, to_s: float) -> bool:
    return from_s * 1000 <= walk.at_ms < to_s * 1000


def _walk_line(walk: Walk) -> str:
    begins, takes, ends = (ms / 1000 for ms in (walk.at_ms, walk.takes_ms, walk.end_ms))
    end = f"ends at {ends:9.3f} s" if walk.listed else "no answer: thrown away"
    return f"begins at {begins:9.3f} s, takes {takes:8.3f} s, {end}"


def walk_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on the disk, the containers and the logs of a node, and its walks.

    `start` is where sliders stand at first: `logs=0`.
    """

    def simulate(values: Mapping[str, int]) -> NodeHistory:
        load = Load(values["containers"], values["logs"], values["disk latency"])
        return busy_disk(load).history

    return shared(
        Call("lab.walk_panel", (question,)),
        lambda: _walk_panel(simulate, title=question, start=start),
    )
