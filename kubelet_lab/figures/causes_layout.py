"""Where the boxes of a picture of causes go: causes above, what came of them below.

networkx finds the generations; no layout of its own is used, because those draw lots.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lab.figures.causes import Kind, Spread

BOX_PX, ROW_PX, ROW_BOXES = 216, 84, 3  # a box's width, from row to row, boxes in a row at most


class Plan(NamedTuple):
    """The middle of each box in px, and the arrows that lead back up: it starts over."""

    places: dict[Kind, tuple[float, float]]
    again: list[tuple[Kind, Kind]]
    height_px: float


def plan(spread: Spread, width_px: float) -> Plan:
    """Rows of boxes; an arrow to a kind that had happened before its cause leads back up."""
    order = {did.kind: number for number, did in enumerate(spread.kinds)}
    again = [edge for edge in spread.led_to if order[edge[0]] > order[edge[1]]]
    down = [edge for edge in spread.led_to if edge not in again]
    places: dict[Kind, tuple[float, float]] = {}
    rows = _rows(order, down)
    for number, row in enumerate(rows):
        ordered = sorted(row, key=lambda kind: (_above(kind, down, places), order[kind]))
        for index, kind in enumerate(ordered):
            x = width_px * (index + 0.5) / len(ordered)
            places[kind] = (round(x, 1), ROW_PX * (number + 0.5))
    return Plan(places, again, ROW_PX * len(rows))


def _rows(order: Mapping[Kind, int], down: list[tuple[Kind, Kind]]) -> list[list[Kind]]:
    import networkx as nx  # noqa: PLC0415 - only this picture needs it

    graph = nx.DiGraph()
    graph.add_nodes_from(order)
    graph.add_edges_from(down)
    generations = nx.topological_generations(graph)
    ordered = (sorted(generation, key=order.__getitem__) for generation in generations)
    return [
        generation[start : start + ROW_BOXES]
        for generation in ordered
        for start in range(0, len(generation), ROW_BOXES)
    ]


def _above(
    kind: Kind, down: list[tuple[Kind, Kind]], places: Mapping[Kind, tuple[float, float]]
) -> float:
    """Where its causes stand on average, so that few arrows cross."""
    xs = [places[cause][0] for cause, effect in down if effect == kind and cause in places]
    return sum(xs) / len(xs) if xs else 0
