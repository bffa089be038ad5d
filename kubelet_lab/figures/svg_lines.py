"""Lines and filled outlines of a figure as SVG: one path for each trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kubelet_lab.figures.svg_fills import filled, marker_of
from kubelet_lab.figures.svg_sheet import Sheet

DASHES = {"solid": "", "dot": "3,3", "dash": "9,9", "longdash": "15,15"}


def lines(trace: dict[str, Any], sheet: Sheet) -> list[str]:
    """A trace of mode "lines"; None lifts the pen."""
    outline = trace.get("fill") == "toself"
    path = "".join(_pieces(trace, sheet, "z" if outline else ""))
    if not path:
        return []
    return [filled(path, marker_of(trace)) if outline else stroke(path, trace["line"])]


def _pieces(trace: dict[str, Any], sheet: Sheet, end: str) -> Iterator[str]:
    pen = "M"
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None:
            yield end
            pen = "M"
        else:
            yield f"{pen}{sheet.x(x):.1f},{sheet.y(y):.1f}"
            pen = "L"
    yield end


def stroke(path: str, line: dict[str, Any]) -> str:
    """A path drawn with a line's colour, width and dashes."""
    named = line.get("dash", "solid")
    dash = DASHES.get(named, named)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="none" stroke="{line["color"]}" '
        f'stroke-width="{line["width"]:g}"{dashes}/>'
    )
