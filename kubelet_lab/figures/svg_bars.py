"""Bar traces as SVG: one path for all bars of a state, its pattern, and the texts that fit."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any, NamedTuple

from kubelet_lab.figures.svg_sheet import Sheet
from kubelet_lab.figures.svg_text import Font, text_block
from kubelet_lab.figures.text import width_px

_TEXT_PAD_PX = 3  # plotly's room on each side of a bar's text
_LINES = {  # of one tile of a pattern, in fractions of its side: x0, y0, x1, y1
    "/": ((-0.25, 0.25, 0.25, -0.25), (0, 1, 1, 0), (0.75, 1.25, 1.25, 0.75)),
    "\\": ((-0.25, 0.75, 0.25, 1.25), (0, 0, 1, 1), (0.75, -0.25, 1.25, 0.25)),
    "-": ((0, 0.5, 1, 0.5),),
    "|": ((0.5, 0, 0.5, 1),),
}
_LINES["x"] = _LINES["/"] + _LINES["\\"]
_LINES["+"] = _LINES["-"] + _LINES["|"]


class _Box(NamedTuple):
    left: float
    right: float
    middle: float


def bars(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """Horizontal bars with a base."""
    half = abs(sheet.y(trace["width"]) - sheet.y(0)) / 2
    boxes = [
        _Box(sheet.x(base), sheet.x(base + length), sheet.y(row))
        for row, base, length in zip(trace["y"], trace["base"], trace["x"], strict=True)
    ]
    return _outlines(trace["marker"], boxes, half) + _texts(trace, boxes)


def _outlines(marker: dict[str, Any], boxes: list[_Box], half: float) -> list[str]:
    path = "".join(
        f"M{box.left:.1f},{box.middle - half:.1f}h{box.right - box.left:.1f}"
        f"v{2 * half:.1f}h{box.left - box.right:.1f}z"
        for box in boxes
    )
    line = marker["line"]
    edge = f'stroke="{line["color"]}" stroke-width="{line["width"]:g}"'
    plain = f'<path d="{path}" fill="{marker["color"]}" {edge}/>'
    if not marker["pattern"]["shape"]:
        return [plain]
    return [plain, f'<path d="{path}" fill="url(#{_pattern_id(marker)})"/>']


def _texts(trace: dict[str, Any], boxes: list[_Box]) -> list[str]:
    font = Font(trace["insidetextfont"]["size"], trace["insidetextfont"]["color"])
    return [
        text_block(text, ((box.left + box.right) / 2, box.middle), font, "middle")
        for text, box in zip(trace["text"], boxes, strict=True)
        if text and width_px(text, font.size) + 2 * _TEXT_PAD_PX <= box.right - box.left
    ]


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
