"""What the node picture is drawn with: wires, marks, boxes and words, as plotly traces."""

from __future__ import annotations

from typing import Any

from kubelet_lab.figures.node_wiring import HIGH, WIDE, Place, Point
from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import TEXT_PX

Wire = tuple[Point, Point]


def lines(wires: list[Wire], role: str, dash: str, width: float) -> dict[str, Any]:
    """Wires, each a straight line."""
    return {
        "type": "scatter",
        "mode": "lines",
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [x for (x0, _), (x1, _) in wires for x in (x0, x1, None)],
        "y": [y for (_, y0), (_, y1) in wires for y in (y0, y1, None)],
        "line": {"color": colour(role), "dash": dash, "width": width},
    }


def mark(role: str, symbol: str, size: int) -> dict[str, Any]:
    """A marker in the colour of a role."""
    return {"color": colour(role), "symbol": symbol, "size": size}


def points(points: list[Point], role: str, symbol: str, size: int) -> dict[str, Any]:
    """Markers at points."""
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "marker": mark(role, symbol, size),
    }


def boxes(places: list[Place], marker: dict[str, Any]) -> dict[str, Any]:
    """Boxes, the places in their middle."""
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "hoverinfo": "skip",
        "y": [place.y for place in places],
        "base": [place.x - WIDE / 2 for place in places],
        "x": [WIDE] * len(places),
        "width": HIGH,
        "text": [""] * len(places),
        "insidetextfont": {"color": colour("ink"), "size": TEXT_PX},
        "marker": marker,
    }


def words(
    places: list[Place], said: list[str], position: str = "middle center", role: str = "ink"
) -> dict[str, Any]:
    """Words at places: in the middle, or from there to the lower right."""
    return {
        "type": "scatter",
        "mode": "text",
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [place.x for place in places],
        "y": [place.y for place in places],
        "text": said,
        "textposition": position,
        "textfont": {"color": colour(role), "size": TEXT_PX},
    }
