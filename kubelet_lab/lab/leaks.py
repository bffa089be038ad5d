"""A leaking container in a notebook: its memory over days, and each time it was killed."""

from __future__ import annotations

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.memory import memory_figure
from kubelet_lab.incidents import memory_leak
from kubelet_lab.lab.text import FRIENDLY, NotPlayed
from kubelet_lab.panels.leak_panel import drawn
from kubelet_lab.panels.live_figure import LiveFigure

LEAST_H, MOST_H, MOST_DAYS = 0.25, 1_000, 14
HOUR_MS = 3_600_000


def leak(
    full_after_h: float, days: float, *, title: str = "", guess: object = None
) -> LiveFigure | NotPlayed:
    """Draw a leak that fills 2Gi after so many hours, watched for so many days.

    `guess` is in hours from the pod's start.
    """
    numbers = [number for number in (full_after_h, days) if isinstance(number, int | float)]
    if len(numbers) < 2 or not (LEAST_H <= full_after_h <= MOST_H and 0 < days <= MOST_DAYS):  # noqa: PLR2004
        asked = f"a leak takes {LEAST_H} to {MOST_H} hours, for up to {MOST_DAYS} days"
        return NotPlayed(FRIENDLY.format(asked))
    run = memory_leak.leak(full_after_h * 60, days)
    end_ms, since = drawn(run)
    hours = guess if isinstance(guess, int | float) else None
    figure = memory_figure(
        run.levels(),
        run.history.container,
        run.limit,
        end_ms=end_ms,
        title=title or f"A leak that fills 2Gi in {full_after_h:g} h",
        since=since,
        prediction=None if hours is None else Prediction(round(hours * HOUR_MS)),
    )
    return LiveFigure(figure)
