"""The node in one picture, and a trace played on it: a frame for each scene, and a slider.

Without a kernel plotly's own slider moves through the frames; a live figure brings a native one.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from kubelet_lab.figures.bands import state_marker
from kubelet_lab.figures.canvas import page
from kubelet_lab.figures.frame import key
from kubelet_lab.figures.legends import top_legend
from kubelet_lab.figures.node_scenes import ABSENT, Scene, pods_of, scenes
from kubelet_lab.figures.node_traces import Wire, boxes, lines, mark, points, words
from kubelet_lab.figures.node_wiring import HIGH, OFFICE, PLACES, WIDE, Place, Point, way, wiring
from kubelet_lab.figures.node_words import caption, instant, office, pod
from kubelet_lab.figures.palette import Figure, Theme, colour, in_theme
from kubelet_lab.figures.sizes import SMALL_PX
from kubelet_lab.figures.text import without_tags
from kubelet_lab.sim.trace import Trace

MOST_SCENES = 80  # a scene is about 1.5 kB of the notebook
_HEIGHT_PX, _TOP_PX, _SIDE_PX = 530, 66, 12
_UPWARD = (-28.0, 97.0)  # the picture's upward axis; the words stand below 0
_WORDS_AT = Place(-0.5, -9, "")  # below the fence
_POD_STATES = ("waiting", "starting", "running", "terminating", "killed")
_SITE = (23.5, -6.0, 100.5, 95.5)  # the fence
_LABELS = {  # beside a wire: words, x, y, what is behind them
    "orders, reports": (10, 73, "paper"),
    "CRI": (52, 58, "track"),
    "probes": (62, 88.5, "track"),
    "watched": (32.5, 56, "track"),
}


def node_picture(
    trace: Trace,
    *,
    title: str = "Who talks to whom",
    from_ms: int = 0,
    to_ms: int = 10**12,
    shown: int = 0,
    zero_ms: int = 0,
    theme: Theme = "light",
) -> Figure:
    """A plotly figure with frames: one scene for each entry of the trace in [from_ms, to_ms).

    The scene that is shown at first is number `shown`, counted from the end if negative.
    Instants are said in seconds from `zero_ms`. Raises IndexError if there is no such scene.
    """
    graph = wiring(pods_of(trace))
    found = scenes(trace, from_ms, to_ms, MOST_SCENES)
    first = found[shown]
    kept = _static(graph)
    moving = [_moving(graph, scene, zero_ms) for scene in found]
    indices = list(range(len(kept), len(kept) + len(moving[0])))
    names = [instant(scene.entry, zero_ms) for scene in found]
    figure: Figure = {
        "data": [*kept, *moving[found.index(first)]],
        "layout": _layout(title, len(found), caption(first, zero_ms)),
        "frames": [
            {"name": str(number), "traces": indices, "data": [_changes(trace) for trace in traces]}
            for number, traces in enumerate(moving)
        ],
    }
    figure["layout"]["sliders"] = [_slider(names, found.index(first))]
    return in_theme(figure, theme)


def _layout(title: str, count: int, said: str) -> dict[str, Any]:
    alt = (
        "A node drawn as a construction site. The kubelet, its supervisor, has wires to the API "
        "server outside, to the container runtime, to the manifest folder and, for probes, to "
        f"every pod; the runtime has wires to the disk and to every pod. {count} scenes of "
        f"a trace show one by one who talks to whom. Shown: {without_tags(said)}"
    )
    hidden = {"visible": False, "fixedrange": True, "showgrid": False, "zeroline": False}
    return page(title, alt, _HEIGHT_PX) | {
        "margin": {"l": _SIDE_PX, "r": _SIDE_PX, "t": _TOP_PX, "b": _SIDE_PX},
        "dragmode": False,
        "hovermode": False,
        "legend": top_legend(_HEIGHT_PX),
        "xaxis": {**hidden, "range": [-1, 101]},
        "yaxis": {**hidden, "range": list(_UPWARD)},
        "shapes": [_site()],
        "annotations": [_label(name, *at) for name, at in _LABELS.items()],
    }


def _site() -> dict[str, Any]:
    x0, y0, x1, y1 = _SITE
    ends = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    plain_rect = {"type": "rect", "layer": "below", "xref": "x", "yref": "y", "line": {"width": 0}}
    return {**plain_rect, **ends, "fillcolor": colour("track")}


def _label(name: str, x: float, y: float, behind: str) -> dict[str, Any]:
    return {
        "text": name,
        "x": x,
        "y": y,
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 1,
        "bgcolor": colour(behind),
        "font": {"size": SMALL_PX, "color": colour("muted")},
    }


def _static(graph: nx.Graph) -> list[dict[str, Any]]:
    """What no scene changes: the wires, the key, and the boxes that have no state."""
    wires = [tuple(graph.edges[edge]["ends"].values()) for edge in graph.edges]
    neutral = {
        "color": colour("paper"),
        "line": {"color": colour("muted"), "width": 1},
        "pattern": {"shape": ""},
    }
    stands = {name: place for name, place in PLACES.items() if name != OFFICE}
    named = [f"<b>{name}</b><br>{place.site}" for name, place in stands.items()]
    return [
        lines(wires, "muted", "solid", 1),
        key("gets through", mark("success", "circle", 9)),
        key("does not", mark("failure", "x", 9)),
        key("its cause", mark("guess", "circle-open", 13)),
        boxes(list(stands.values()), neutral),
        words(list(stands.values()), named),
    ]


def _moving(graph: nx.Graph, scene: Scene, zero_ms: int) -> list[dict[str, Any]]:
    """The traces that scenes change: always as many, in the same order."""
    wires = way(graph, scene.stops)
    standing = {name: graph.nodes[name]["place"] for name in scene.pods}
    states = {name: state for name, state in scene.pods.items() if state != ABSENT}
    buildings = [
        boxes([standing[name] for name in states if states[name] == state], state_marker(state))
        for state in _POD_STATES
    ]
    head_office = [
        boxes([PLACES[OFFICE]] if scene.away == away else [], state_marker(state))
        for away, state in ((False, "Ready"), (True, "unknown"))
    ]
    good, bad = (wires, []) if scene.through else ([], wires)
    head = _head(graph, scene, wires)
    fine, failed = (head, []) if scene.through else ([], head)
    cause = [graph.nodes[scene.cause_at]["place"]] if scene.cause_at in graph else []
    return [
        *buildings,
        *head_office,
        lines(good, "success", "solid", 3),
        lines(bad, "failure", "9px,5px", 3),
        points(fine, "success", "circle", 11),
        points(failed, "failure", "x", 11),
        points([(p.x - WIDE / 2, p.y + HIGH / 2) for p in cause], "guess", "circle-open", 15),
        words(
            [PLACES[OFFICE], *standing.values()],
            [office(scene), *(pod(scene, name) for name in standing)],
        ),
        words([_WORDS_AT], [caption(scene, zero_ms)], "bottom right"),
    ]


def _head(graph: nx.Graph, scene: Scene, wires: list[Wire]) -> list[Point]:
    """Where the way ends, or the edge of the one place that all is about."""
    if wires:
        return [wires[-1][1]]
    alone = scene.stops[0]
    if alone not in graph:
        return []
    place: Place = graph.nodes[alone]["place"]
    return [(place.x, place.y - HIGH / 2)]


def _changes(trace: dict[str, Any]) -> dict[str, Any]:
    """What a frame has to say of a trace: where, and which words."""
    return {name: trace[name] for name in ("x", "y", "base", "text") if name in trace}


def _slider(names: list[str], active: int) -> dict[str, Any]:
    show = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
    steps = [
        {"label": name, "method": "animate", "args": [[str(number)], show]}
        for number, name in enumerate(names)
    ]
    return {"active": active, "steps": steps, "pad": {"t": 8}, "currentvalue": {"prefix": "at "}}
