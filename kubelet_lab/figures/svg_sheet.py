"""Where things go on the sheet of a still: from data and paper coordinates to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.sizes import WIDTH_PX


@dataclass(frozen=True, slots=True)
class Sheet:
    """The plot's rectangle in px, and the ranges of its two axes."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float, ref: str = "x") -> float:
        """Pixels of an x in data ("x") or in fractions of the plot ("paper")."""
        low, high = self.x_range if ref == "x" else (0.0, 1.0)
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float, ref: str = "y") -> float:
        """Pixels of a y in data ("y") or in fractions of the plot ("paper"), which point up."""
        low, high = self.y_range if ref == "y" else (0.0, 1.0)
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


def sheet_of(figure: Figure) -> Sheet:
    """The sheet of a figure; as wide as a still if the layout leaves the width open."""
    layout: dict[str, Any] = figure["layout"]
    width, height, margin = layout.get("width", WIDTH_PX), layout["height"], layout["margin"]
    return Sheet(
        width=width,
        height=height,
        left=margin["l"],
        right=width - margin["r"],
        top=margin["t"],
        bottom=height - margin["b"],
        x_range=tuple(layout["xaxis"]["range"]),
        y_range=tuple(layout["yaxis"]["range"]),
    )
