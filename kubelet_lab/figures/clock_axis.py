"""Time as the story's clock shows it: an axis from 14:00 to 18:00, across midnight if need be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubelet_lab.cluster.story_clock import clock_text, of_day_ms
from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import NARROW_PLOT_PX, PLOT_PX, TEXT_PX

_SECOND, _MINUTE, _HOUR = 1_000, 60_000, 3_600_000
_STEPS = (
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12, 24)),
)
_MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class ClockAxis:
    """Maps [0, `end_ms`] to the clock, which shows `clock_zero` ("14:00" or "14:00:30") at 0.

    A value is in milliseconds since a midnight: plotly takes it for an instant of 1 January
    1970 and writes it as a time of day.
    """

    end_ms: int
    clock_zero: str

    @property
    def zero_ms(self) -> int:
        """What the clock shows at 0, in milliseconds since midnight."""
        return of_day_ms(self.clock_zero)

    def value(self, ms: float) -> float:
        """An instant as the axis has it."""
        return self.zero_ms + round(ms)

    def words(self, ms: float) -> str:
        """An instant as the clock shows it."""
        return clock_text(self.zero_ms + int(ms))

    def px(self, ms: float) -> float:
        """An instant as pixels from the left edge of the plot, in a still."""
        return ms / self.end_ms * PLOT_PX

    def narrow_px(self, ms: float) -> float:
        """The same in the narrowest live figure; what fits there fits at any width."""
        return ms / self.end_ms * NARROW_PLOT_PX

    def layout(self) -> dict[str, Any]:
        """The `xaxis` of the layout; zoomed in, it shows seconds too."""
        step = next((one for one in _STEPS if self.end_ms / one <= _MOST_TICKS), _STEPS[-1])
        return {
            "type": "date",
            "range": [self.zero_ms, self.zero_ms + self.end_ms],
            "dtick": step,
            "tick0": 0,
            "tickformatstops": [
                {"dtickrange": [None, _MINUTE - 1], "value": "%H:%M:%S"},
                {"dtickrange": [_MINUTE, None], "value": "%H:%M"},
            ],
            "title": {"text": "the story's clock", "standoff": 5, "font": {"size": TEXT_PX}},
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": colour("muted"),
            "gridcolor": colour("grid"),
            "zeroline": False,
        }
