"""Time along a figure: the unit a reader would use, nice steps, and pixels for placing words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import NARROW_PLOT_PX, PLOT_PX, TEXT_PX
from kubelet_lab.figures.text import duration, plain

_NICE = {  # steps between ticks, in the axis's own unit
    "milliseconds": (10, 20, 50, 100, 200, 500),
    "seconds": (1, 2, 5, 10, 15, 30, 60),
    "minutes": (1, 2, 5, 10, 15, 30),
    "hours": (1, 2, 3, 6, 12),
    "days": (1, 2, 5, 7, 14, 30),
}
_MOST_TICKS = 10
_MS = {
    "milliseconds": 1,
    "seconds": 1_000,
    "minutes": 60_000,
    "hours": 3_600_000,
    "days": 86_400_000,
}


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Maps [0, `end_ms`] to the unit a reader would use, and to pixels of the still."""

    end_ms: int
    since: str

    @property
    def unit(self) -> str:
        """From `milliseconds` (up to 2 s) over `seconds` (10 minutes) to `days` (over 3 days)."""
        limits = (
            ("milliseconds", 2_000),
            ("seconds", 600_000),
            ("minutes", 10_800_000),
            ("hours", 259_200_000),
        )
        return next((unit for unit, most_ms in limits if self.end_ms <= most_ms), "days")

    def value(self, ms: float) -> float:
        """An instant or a length in the axis's unit."""
        return round(ms / _MS[self.unit], 6)

    def words(self, ms: float) -> str:
        """An instant as one would say it."""
        return duration(ms)

    def px(self, ms: float) -> float:
        """An instant as pixels from the left edge of the plot, in a still."""
        return ms / self.end_ms * PLOT_PX

    def narrow_px(self, ms: float) -> float:
        """The same in the narrowest live figure; what fits there fits at any width."""
        return ms / self.end_ms * NARROW_PLOT_PX

    def layout(self) -> dict[str, Any]:
        """The `xaxis` of the layout."""
        end = self.value(self.end_ms)
        steps = _NICE[self.unit]
        step = next((s for s in steps if end / s <= _MOST_TICKS), steps[-1])
        return {
            "range": [0, end],
            "dtick": step,
            "tick0": 0,
            "title": {
                "text": plain(f"{self.unit} since {self.since}"),
                "standoff": 5,
                "font": {"size": TEXT_PX},
            },
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": colour("muted"),
            "gridcolor": colour("grid"),
            "zeroline": False,
        }
