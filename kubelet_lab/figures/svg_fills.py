"""Fills as SVG: a path in its colour, its pattern over it, its edge around it."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

_LINES = {  # of one tile of a pattern, in fractions of its side: x0, y0, x1, y1
    "/": ((-0.25, 0.25, 0.25, -0.25), (0, 1, 1, 0), (0.75, 1.25, 1.25, 0.75)),
    "\\": ((-0.25, 0.75, 0.25, 1.25), (0, 0, 1, 1), (0.75, -0.25, 1.25, 0.25)),
    "-": ((0, 0.5, 1, 0.5),),
    "|": ((0.5, 0, 0.5, 1),),
}
_LINES["x"] = _LINES["/"] + _LINES["\\"]
_LINES["+"] = _LINES["-"] + _LINES["|"]


def filled(path: str, marker: dict[str, Any]) -> str:
    """A path with a bar marker's colour, edge and pattern."""
    line = marker["line"]
    edge = f'stroke="{line["color"]}" stroke-width="{line["width"]:g}"'
    plain = f'<path d="{path}" fill="{marker["color"]}" {edge}/>'
    if not marker["pattern"]["shape"]:
        return plain
    return f'{plain}\n<path d="{path}" fill="url(#{_pattern_id(marker)})"/>'


def marker_of(trace: dict[str, Any]) -> dict[str, Any]:
    """A filled line as a bar's marker: plotly names the same three things differently."""
    return {
        "color": trace["fillcolor"],
        "pattern": trace["fillpattern"],
        "line": trace["line"],
    }


def pattern_def(marker: dict[str, Any]) -> str:
    """The `<pattern>` of a bar trace; line widths and tiles follow plotly's drawing."""
    pattern = marker["pattern"]
    shape, size, solidity = pattern["shape"], pattern["size"], pattern["solidity"]
    tile = size * sqrt(2) if shape in "/\\x" else size
    if shape == ".":
        radius = sqrt(solidity * size**2 / pi)
        inner = f'<circle cx="{tile / 2}" cy="{tile / 2}" r="{radius:.2f}" stroke="none"/>'
    else:
        inner = f'<path d="{_tile_path(shape, tile)}"/>'
    width = size - size * sqrt(1 - solidity) if shape in "x+" else solidity * size
    return (
        f'<pattern id="{_pattern_id(marker)}" width="{tile:.2f}" height="{tile:.2f}" '
        f'patternUnits="userSpaceOnUse" stroke="{pattern["fgcolor"]}" '
        f'fill="{pattern["fgcolor"]}" stroke-width="{width:.2f}">{inner}</pattern>'
    )


def _pattern_id(marker: dict[str, Any]) -> str:
    """Made of what the pattern looks like: where two stills share a page, equal ids are equal."""
    pattern = marker["pattern"]
    return f"pattern-{ord(pattern['shape']):x}-{pattern['fgcolor'].lstrip('#')}"


def _tile_path(shape: str, tile: float) -> str:
    lines = ([round(tile * part, 2) for part in line] for line in _LINES[shape])
    return "".join(f"M{x0:g},{y0:g}L{x1:g},{y1:g}" for x0, y0, x1, y1 in lines)
