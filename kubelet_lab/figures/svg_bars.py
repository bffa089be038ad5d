"""Bar traces as SVG: one path for all bars of a state, and the texts that fit."""

from __future__ import annotations

from itertools import repeat
from typing import Any, NamedTuple

from kubelet_lab.figures.svg_fills import filled
from kubelet_lab.figures.svg_sheet import Sheet
from kubelet_lab.figures.svg_text import Font, text_block
from kubelet_lab.figures.text import width_px

_TEXT_PAD_PX = 3  # plotly's room on each side of a bar's text


class _Box(NamedTuple):
    left: float
    right: float
    middle: float
    half: float  # of its height


def bars(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """Horizontal bars with a base."""
    widths = trace["width"]
    boxes = [
        _Box(sheet.x(base), sheet.x(base + length), sheet.y(row), _half(width, sheet))
        for row, base, length, width in zip(
            trace["y"],
            trace["base"],
            trace["x"],
            widths if isinstance(widths, list) else repeat(widths, len(trace["y"])),
            strict=True,
        )
    ]
    return [_outlines(trace["marker"], boxes), *_texts(trace, boxes)]


def _half(width: float, sheet: Sheet) -> float:
    return abs(sheet.y(width) - sheet.y(0)) / 2


def _outlines(marker: dict[str, Any], boxes: list[_Box]) -> str:
    path = "".join(
        f"M{box.left:.1f},{box.middle - box.half:.1f}h{box.right - box.left:.1f}"
        f"v{2 * box.half:.1f}h{box.left - box.right:.1f}z"
        for box in boxes
    )
    return filled(path, marker)


def _texts(trace: dict[str, Any], boxes: list[_Box]) -> list[str]:
    font = Font(trace["insidetextfont"]["size"], trace["insidetextfont"]["color"])
    return [
        text_block(text, ((box.left + box.right) / 2, box.middle), font, "middle")
        for text, box in zip(trace["text"], boxes, strict=True)
        if text and width_px(text, font.size) + 2 * _TEXT_PAD_PX <= box.right - box.left
    ]
