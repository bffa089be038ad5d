"""A plain axis of numbers, with steps a reader would choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import TEXT_PX
from kubelet_lab.figures.text import plain

_MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class NumberAxis:
    """Spans the `values`, of which two differ, with some air; `name` is written below."""

    values: Sequence[float]
    name: str

    def layout(self) -> dict[str, Any]:
        """The `xaxis` of the layout."""
        low, high = min(self.values), max(self.values)
        air = (high - low) * 0.03
        return {
            "range": [low - air, high + air],
            "dtick": nice_step((high - low) / _MOST_TICKS),
            "tick0": 0,
            "title": {"text": plain(self.name), "standoff": 5, "font": {"size": TEXT_PX}},
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": colour("muted"),
            "gridcolor": colour("grid"),
            "zeroline": False,
        }


def nice_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least` (above 0)."""
    power = 10.0 ** floor(log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least * (1 - 1e-9))
