"""Keys: one line at the top, or in the left margin beside what they explain."""

from __future__ import annotations

from typing import Any

from kubelet_lab.figures.palette import State, colour
from kubelet_lab.figures.sizes import TEXT_PX, WIDTH_PX
from kubelet_lab.figures.text import plain

_TOP_PX = 21  # below plotly's row of buttons


def top_legend(height: int) -> dict[str, Any]:
    """One line at the top right, for a figure of that height in px."""
    return {
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": round(1 - _TOP_PX / height, 4),
        "yref": "container",
        "yanchor": "top",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": TEXT_PX},
        "bgcolor": colour("paper"),
    }


def legend(title: str, top_px: float, layout: dict[str, Any]) -> dict[str, Any]:
    """A vertical legend whose top is `top_px` below the plot's top edge."""
    from_top = layout["margin"]["t"] + top_px
    return {
        "title": {"text": f"<b>{plain(title)}</b>", "font": {"size": TEXT_PX}},
        "orientation": "v",
        "x": round(10 / WIDTH_PX, 4),
        "xref": "container",
        "xanchor": "left",
        "y": round(1 - from_top / layout["height"], 4),
        "yref": "container",
        "yanchor": "top",
        "traceorder": "reversed",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": TEXT_PX},
        "bgcolor": colour("paper"),
    }


def swatch(name: str, look: State, legend: str) -> dict[str, Any]:
    """A trace without data whose line in the key shows a state's fill and pattern."""
    return {
        "type": "bar",
        "name": name,
        "legend": legend,
        "x": [None],
        "y": [None],
        "marker": {
            "color": look.fill,
            "line": {"color": look.edge, "width": 1},
            "pattern": pattern(look),
        },
        "hoverinfo": "skip",
    }


def pattern(look: State) -> dict[str, Any]:
    """The pattern of a state, laid over its fill."""
    if not look.pattern:
        return {"shape": ""}
    shape = {"shape": look.pattern, "fgcolor": look.lines, "fillmode": "overlay"}
    return shape | {"size": 9, "solidity": 0.2}
