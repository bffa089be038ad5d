"""The node as a construction site: who stands where, and which wires there are between them.

The layout is ours and fixed (places in the picture's own units, 0 to 100 both ways, up is more):
it must be the same picture in every lesson. networkx holds the wiring and finds the ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import networkx as nx

Point = tuple[float, float]
WIDE, HIGH = 20.0, 13.5  # of a box
OFFICE, KUBELET, RUNTIME = "API server", "kubelet", "runtime"
DISK, FOLDER = "disk", "manifest folder"
MOST_PODS = 4


class Place(NamedTuple):
    """A box of the picture: its middle, its real name, and what it is on the site."""

    x: float
    y: float
    site: str


PLACES = {
    OFFICE: Place(10, 84, "head office"),
    KUBELET: Place(38, 84, "the supervisor"),
    FOLDER: Place(36, 28, "the plan on the wall"),
    RUNTIME: Place(58, 28, "the workers"),
    DISK: Place(58, 4, "the yard"),
}
_POD_X, _TOP_Y, _STEP_Y = 89.0, 84.0, 23.0


def place_of_pod(number: int) -> Place:
    """Where the building of pod `number` stands, from 0 at the top."""
    return Place(_POD_X, _TOP_Y - number * _STEP_Y, "a building")


def wiring(pods: Sequence[str]) -> nx.Graph:
    """The graph of places and wires; each edge has its two ends as `ends`, by place."""
    graph = nx.Graph()
    for name, place in PLACES.items():
        graph.add_node(name, place=place)
    for number, pod in enumerate(pods[:MOST_PODS]):
        graph.add_node(pod, place=place_of_pod(number))
        _wire(graph, RUNTIME, pod, (1, 0), (-1, -0.4))
        _wire(graph, KUBELET, pod, (1, 0), (-1, 0.4))  # probes
    _wire(graph, OFFICE, KUBELET, (1, 0), (-1, 0))
    _wire(graph, FOLDER, KUBELET, (0, 1), (-0.2, -1))
    _wire(graph, KUBELET, RUNTIME, (0.4, -1), (-0.4, 1))
    _wire(graph, RUNTIME, DISK, (0, -1), (0, 1))
    return graph


def way(graph: nx.Graph, stops: Sequence[str]) -> list[tuple[Point, Point]]:
    """The wires from stop to stop, each from end to end; none for one stop or an unknown one."""
    if any(stop not in graph for stop in stops):
        return []
    legs = (nx.shortest_path(graph, start, end) for start, end in pairwise(stops))
    wires = [wire for leg in legs for wire in pairwise(leg)]
    return [_ends(graph, start, end) for start, end in wires]


def _ends(graph: nx.Graph, start: str, end: str) -> tuple[Point, Point]:
    ends: dict[str, Point] = graph.edges[start, end]["ends"]
    return ends[start], ends[end]


def _wire(graph: nx.Graph, start: str, end: str, out: Point, into: Point) -> None:
    """`out` and `into` say where on the two boxes' edges, from -1 to 1 both ways."""
    ends = {start: _edge_of(graph, start, out), end: _edge_of(graph, end, into)}
    graph.add_edge(start, end, ends=ends)


def _edge_of(graph: nx.Graph, name: str, where: Point) -> Point:
    place: Place = graph.nodes[name]["place"]
    return place.x + where[0] * WIDE / 2, place.y + where[1] * HIGH / 2
