"""Markers and shapes of a figure as SVG: many equal markers are one path."""

from __future__ import annotations

from itertools import repeat
from math import sqrt
from typing import Any

from kubelet_lab.figures.svg_lines import DASHES
from kubelet_lab.figures.svg_sheet import Sheet


def lines(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """A line from point to point; a None begins a new one."""
    points = zip(trace["x"], trace["y"], strict=True)
    path, pen = "", "M"
    for x, y in points:
        path += "" if x is None else f"{pen}{sheet.x(x):.1f},{sheet.y(y):.1f}"
        pen = "M" if x is None else "L"
    line = trace["line"]
    return [
        f'<path d="{path}" fill="none" stroke="{line["color"]}" stroke-width="{line["width"]:g}"/>'
    ]


def markers(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """The markers inside the plot: one path for each size; unseen markers draw nothing."""
    marker = trace["marker"]
    if marker.get("opacity") == 0:
        return []
    sizes = marker["size"] if isinstance(marker["size"], list) else repeat(marker["size"])
    low, high = sheet.x_range
    by_size: dict[float, list[tuple[float, float]]] = {}
    for x, y, size in zip(trace["x"], trace["y"], sizes, strict=False):
        if x is not None and low <= x <= high:
            by_size.setdefault(size, []).append((sheet.x(x), sheet.y(y)))
    return [symbols(marker, size, places) for size, places in by_size.items()]


def symbols(marker: dict[str, Any], size: float, places: list[tuple[float, float]]) -> str:
    """The marker's symbol at each place, all in px; shapes follow plotly's."""
    piece, stroke_px = _SYMBOLS[marker["symbol"]](size / 2)
    path = "".join(f"M{x:.1f},{y:.1f}{piece}" for x, y in places)
    return (
        f'<path d="{path}" fill="none" stroke="{marker["color"]}" '
        f'stroke-width="{stroke_px:.3g}" stroke-linecap="{"round" if piece == _DOT else "butt"}"/>'
    )


_DOT = "h0"  # a line without length: its round ends are the dot
_OPEN_PX = 2  # how thick open symbols are drawn


def _circle(r: float) -> tuple[str, float]:
    return _DOT, 2 * r


def _ring(r: float) -> tuple[str, float]:
    half = f"a{r:g},{r:g} 0 1,0"
    return f"m{-r:g},0{half} {2 * r:g},0{half} {-2 * r:g},0", _OPEN_PX


def _cross(r: float) -> tuple[str, float]:
    arm = round(1.2 * r / sqrt(2), 2)
    down, up = f"l{2 * arm:g},{2 * arm:g}", f"l{-2 * arm:g},{2 * arm:g}"
    return f"m{-arm:g},{-arm:g}{down}m0,{-2 * arm:g}{up}", 0.8 * r


def _diamond(r: float) -> tuple[str, float]:
    d = round(1.3 * r, 2)
    return f"m{-d:g},0l{d:g},{-d:g} {d:g},{d:g} {-d:g},{d:g}z", _OPEN_PX


def _filled_diamond(r: float) -> tuple[str, float]:
    """A square on its corner is a short thick line at 45 degrees."""
    d = round(1.3 * r, 2)
    return f"m{-d / 2:g},{-d / 2:g}l{d:g},{d:g}", d * sqrt(2)


_SYMBOLS = {
    "circle": _circle,
    "circle-open": _ring,
    "x": _cross,
    "diamond": _filled_diamond,
    "diamond-open": _diamond,
}


def shape(one: dict[str, Any], sheet: Sheet) -> str:
    """A rectangle or a line of `layout.shapes`."""
    x0, x1 = (sheet.x(one[key], one["xref"]) for key in ("x0", "x1"))
    y0, y1 = (sheet.y(one[key], one["yref"]) for key in ("y0", "y1"))
    if one["type"] == "rect":
        corners = f"M{x0:.1f},{y0:.1f}H{x1:.1f}V{y1:.1f}H{x0:.1f}z"
        return f'<path d="{corners}" fill="{one["fillcolor"]}"/>'
    line = one["line"]
    dash = DASHES.get(line["dash"], line["dash"])
    return (
        f'<path d="M{x0:.1f},{y0:.1f}L{x1:.1f},{y1:.1f}" stroke="{line["color"]}" '
        f'stroke-width="{line["width"]:g}" stroke-dasharray="{dash}" '
        f'opacity="{one.get("opacity", 1):g}"/>'
    )
