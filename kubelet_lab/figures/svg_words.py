"""What is written on a still: title, axes, annotations and the key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import ceil
from typing import Any

from kubelet_lab.cluster.story_clock import clock_text
from kubelet_lab.figures.svg_sheet import Sheet
from kubelet_lab.figures.svg_text import LINE_HEIGHT, Anchor, Font, Vertical, text_block
from kubelet_lab.figures.text import width_px

_ANCHOR: dict[str, Anchor] = {"left": "start", "center": "middle", "right": "end"}
_WORDS_AT: dict[str, tuple[Anchor, Vertical]] = {  # plotly's textposition
    "middle center": ("middle", "middle"),
    "bottom right": ("start", "top"),
}
_TICK_GAP_PX = 4
_ABOVE_CAPITALS = 0.28  # a line is that much higher than its capitals, in font sizes


def title(layout: dict[str, Any], sheet: Sheet) -> str:
    """The figure's title, top left."""
    one = layout["title"]
    font = Font(one["font"]["size"], layout["font"]["color"])
    top = one["pad"]["t"] - _ABOVE_CAPITALS * font.size
    return text_block(one["text"], (one["x"] * sheet.width, top), font, at="top")


def grid(layout: dict[str, Any], sheet: Sheet) -> Iterator[str]:
    """The vertical lines of the time axis."""
    if not layout["xaxis"].get("visible", True):
        return
    colour = layout["xaxis"]["gridcolor"]
    low, high = sheet.x_range
    for at in _ticks(layout):
        x = f"{sheet.x(at):.1f}"
        if low < at < high:
            yield f'<path d="M{x},{sheet.top}V{sheet.bottom}" stroke="{colour}"/>'


def axes(layout: dict[str, Any], sheet: Sheet) -> Iterator[str]:
    """Ticks, their numbers, the title of the time axis, and the names of the lanes."""
    if layout["xaxis"].get("visible", True):
        yield from _time_axis(layout, sheet)
    y_axis, font = layout["yaxis"], Font(layout["font"]["size"], layout["font"]["color"])
    if not y_axis.get("visible", True):
        return
    x = sheet.left - y_axis["ticklabelstandoff"]
    for row, name in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True):
        yield text_block(name, (x, sheet.y(row)), font, "end")


def _time_axis(layout: dict[str, Any], sheet: Sheet) -> Iterator[str]:
    x_axis, font = layout["xaxis"], Font(layout["font"]["size"], layout["font"]["color"])
    below = sheet.bottom + x_axis["ticklen"]
    for at in _ticks(layout):
        x = sheet.x(at)
        yield f'<path d="M{x:.1f},{sheet.bottom}V{below}" stroke="{x_axis["tickcolor"]}"/>'
        yield text_block(
            _tick_text(x_axis, at), (x, below + _TICK_GAP_PX / 2), font, "middle", "top"
        )
    middle = (sheet.left + sheet.right) / 2
    y = below + font.size + x_axis["title"]["standoff"]
    yield text_block(x_axis["title"]["text"], (middle, y), font, "middle", "top")


def _ticks(layout: dict[str, Any]) -> Iterator[float]:
    axis = layout["xaxis"]
    before = (axis["range"][0] - axis["tick0"]) / axis["dtick"]
    for index in count(ceil(before)):
        at = axis["tick0"] + index * axis["dtick"]
        if at > axis["range"][1]:
            return
        yield at


def _tick_text(axis: dict[str, Any], at: float) -> str:
    return clock_text(int(at)) if axis.get("type") == "date" else f"{at:g}"


def annotation(one: dict[str, Any], layout: dict[str, Any], sheet: Sheet) -> str:
    """Text at a place in the plot, shifted by some px, on a background of its own."""
    size = one["font"].get("size", layout["font"]["size"])
    x = sheet.x(one["x"], one.get("xref", "x")) + one.get("xshift", 0)
    y = sheet.y(one["y"], one.get("yref", "y")) - one.get("yshift", 0)
    anchor, pad = _ANCHOR[one["xanchor"]], one["borderpad"]
    lines = one["text"].split("<br>")
    width = one.get("width", max(width_px(line, size) for line in lines)) + 2 * pad
    height = len(lines) * size * LINE_HEIGHT + 2 * pad
    left = x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * width
    top = y - {"top": 0, "middle": 0.5, "bottom": 1}[one["yanchor"]] * height
    text_x = left + {"start": pad, "middle": width / 2, "end": width - pad}[anchor]
    font = Font(size, one["font"]["color"])
    words = text_block(one["text"], (text_x, top + pad), font, anchor, "top")
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{one["bgcolor"]}"{_border(one)}/>{words}'
    )


def _border(one: dict[str, Any]) -> str:
    if "bordercolor" not in one:
        return ""
    return f' stroke="{one["bordercolor"]}" stroke-width="{one["borderwidth"]:g}"'


def words(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """A trace of words, each at its place: in the middle, or from there to the lower right."""
    font = Font(trace["textfont"]["size"], trace["textfont"]["color"])
    anchor, at = _WORDS_AT[trace["textposition"]]
    placed = zip(trace["x"], trace["y"], trace["text"], strict=True)
    return [text_block(text, (sheet.x(x), sheet.y(y)), font, anchor, at) for x, y, text in placed]
