"""Where the boxes of a picture of causes go: causes above, what came of them below.

networkx finds circles and generations; no layout of its own is used, because those draw lots.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lab.figures.causes import Kind, Spread

BOX_PX, ROW_PX, ROW_BOXES = 216, 68, 3  # a box's width, from row to row, boxes in a row at most
Arrow = tuple[Kind, Kind]


class Plan(NamedTuple):
    """The middle of each box in px, and the arrows that lead back up: it starts over."""

    places: dict[Kind, tuple[float, float]]
    again: list[Arrow]
    height_px: float


def plan(spread: Spread, width_px: float) -> Plan:
    """Rows of boxes; an arrow that would close a circle leads back up."""
    order = {did.kind: number for number, did in enumerate(spread.kinds)}
    generations, again = _generations(spread)
    down = [arrow for arrow in spread.led_to if arrow not in again]
    places: dict[Kind, tuple[float, float]] = {}
    rows = [
        generation[start : start + ROW_BOXES]
        for generation in generations
        for start in range(0, len(generation), ROW_BOXES)
    ]
    for number, row in enumerate(rows):
        ordered = sorted(row, key=lambda kind: (_above(kind, down, places), order[kind]))
        for index, kind in enumerate(ordered):
            x = width_px * (index + 0.5) / len(ordered)
            places[kind] = (round(x, 1), ROW_PX * (number + 0.5))
    return Plan(places, again, ROW_PX * len(rows))


def _generations(spread: Spread) -> tuple[list[list[Kind]], list[Arrow]]:
    """Kinds by their longest way from a first cause, and the arrows that would close a circle."""
    import networkx as nx  # noqa: PLC0415 - only this picture needs it

    graph, again = nx.DiGraph(), list[Arrow]()
    graph.add_nodes_from(did.kind for did in spread.kinds)
    for cause, effect in spread.led_to:
        if nx.has_path(graph, effect, cause):
            again.append((cause, effect))
        else:
            graph.add_edge(cause, effect)
    return [sorted(row) for row in nx.topological_generations(graph)], again


def _above(kind: Kind, down: list[Arrow], places: Mapping[Kind, tuple[float, float]]) -> float:
    """Where its causes stand on average, so that few arrows cross."""
    xs = [places[cause][0] for cause, effect in down if effect == kind and cause in places]
    return sum(xs) / len(xs) if xs else 0
