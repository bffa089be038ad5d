"""An empty figure: title, paper, axes, and the manners that all of ours share."""

from __future__ import annotations

from typing import Any, Protocol

from kubelet_lab.figures.palette import Figure, colour
from kubelet_lab.figures.sizes import BOTTOM_PX, LEFT_PX, RIGHT_PX, TEXT_PX, TOP_PX
from kubelet_lab.figures.text import FONT, plain

BESIDE_PX = 14  # between words in the left margin and the plot
_TITLE_PX = 16


class Axis(Protocol):
    """What knows the `xaxis` of a layout."""

    def layout(self) -> dict[str, Any]:
        """Range, ticks and title, as plotly takes them."""


def canvas(title: str, plot_px: float, axis: Axis, alt: str, *, top_px: int = TOP_PX) -> Figure:
    """An empty figure without lanes; a y value is in px below the top edge of the plot."""
    height = top_px + round(plot_px) + BOTTOM_PX
    layout = page(title, alt, height) | {
        "margin": {"l": LEFT_PX, "r": RIGHT_PX, "t": top_px, "b": BOTTOM_PX},
        "dragmode": "zoom",
        "xaxis": axis.layout(),
        "yaxis": y_axis([round(plot_px), 0], [], []),
        "shapes": [],
    }
    return {"data": [], "layout": layout}


def page(title: str, alt: str, height: int) -> dict[str, Any]:
    """The layout that every figure shares: title, alternative text, paper; no axes."""
    paper, ink = colour("paper"), colour("ink")
    return {
        "title": {
            "text": f"<b>{plain(title)}</b>",
            "font": {"size": _TITLE_PX},
            "x": 0.012,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 12},
        },
        "meta": {"title": title, "alt": f"{_sentence(title)} {alt}"},
        "height": height,
        "autosize": True,
        "font": {"family": FONT, "size": TEXT_PX, "color": ink},
        "paper_bgcolor": paper,
        "plot_bgcolor": paper,
        "hoverlabel": {"bgcolor": paper, "bordercolor": colour("muted"), "font": {"color": ink}},
        "hovermode": "closest",
        "modebar": {
            "bgcolor": paper,
            "color": colour("muted"),
            "activecolor": ink,
        },
        "uirevision": "kubelet-lab",
        "barmode": "overlay",
        "bargap": 0,
        "uniformtext": {"mode": "hide", "minsize": TEXT_PX},
        "annotations": [],
    }


def y_axis(ends: list[float], at: list[int], names: list[str]) -> dict[str, Any]:
    """The `yaxis` of the layout: bottom and top value, and what stands beside which values."""
    return {
        "range": ends,
        "fixedrange": True,
        "tickvals": at,
        "ticktext": names,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": BESIDE_PX,
    }


def _sentence(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."
