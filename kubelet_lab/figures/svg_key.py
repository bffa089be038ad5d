"""The keys of a still: what its markers, lines and fills mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.svg_fills import filled
from kubelet_lab.figures.svg_lines import stroke
from kubelet_lab.figures.svg_marks import symbols
from kubelet_lab.figures.svg_sheet import Sheet
from kubelet_lab.figures.svg_text import LINE_HEIGHT, Font, text_block
from kubelet_lab.figures.text import width_px

_ICON_PX, _PITCH_PX, _END_PX, _MIDDLE_PX = 21, 45.6, 4, 15
_TEXT_LEFT_PX, _ICON_MIDDLE_PX, _LINE_GAP_PX = 40, 20, 3  # as plotly has them
_SWATCH = "M{x:.1f},{y:.1f}h16v12h-16z"


def keys(figure: Figure, sheet: Sheet) -> Iterator[str]:
    """Every key of the layout, with the traces that are in it."""
    for name, legend in figure["layout"].items():
        if name.startswith("legend"):
            shown = [
                one
                for one in figure["data"]
                if one.get("showlegend", True) and one.get("legend", "legend") == name
            ]
            font = Font(legend["font"]["size"], figure["layout"]["font"]["color"])
            draw = _column if legend["orientation"] == "v" else _line
            yield from draw(shown, legend, font, sheet)


def _line(
    shown: list[dict[str, Any]], legend: dict[str, Any], font: Font, sheet: Sheet
) -> Iterator[str]:
    """One line that ends at the right edge of the plot."""
    y = (1 - legend["y"]) * sheet.height + _MIDDLE_PX
    right = sheet.right
    for trace in reversed(shown):
        left = right - _END_PX - width_px(trace["name"], font.size)
        yield text_block(trace["name"], (left, y), font)
        yield _icon(trace, left - _ICON_PX, y)
        right = left - _PITCH_PX + _END_PX


def _column(
    shown: list[dict[str, Any]], legend: dict[str, Any], font: Font, sheet: Sheet
) -> Iterator[str]:
    """A title, and below it a line for each trace, the last trace on top."""
    x, y = legend["x"] * sheet.width, (1 - legend["y"]) * sheet.height
    step = font.size * LINE_HEIGHT + _LINE_GAP_PX
    yield text_block(legend["title"]["text"], (x, y + step / 2), font)
    for number, trace in enumerate(reversed(shown), 1):
        middle = y + step * (number + 0.5)
        yield _icon(trace, x + _ICON_MIDDLE_PX, middle)
        yield text_block(trace["name"], (x + _TEXT_LEFT_PX, middle), font)


def _icon(trace: dict[str, Any], x: float, y: float) -> str:
    if trace["type"] == "bar":
        return filled(_SWATCH.format(x=x - 8, y=y - 6), trace["marker"])
    if trace["mode"] == "markers":
        return symbols(trace["marker"], trace["marker"]["size"], [(x, y)])
    return stroke(f"M{x - 15:.1f},{y:.1f}h30", trace["line"])
