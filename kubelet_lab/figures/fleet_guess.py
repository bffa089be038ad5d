"""What a learner expected, as a line through a fleet's figure with its words on top."""

from __future__ import annotations

from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.fleet_axis import FleetAxis
from kubelet_lab.figures.palette import Figure, colour
from kubelet_lab.figures.sizes import NARROW_PLOT_PX, TEXT_PX
from kubelet_lab.figures.story_rows import upright
from kubelet_lab.figures.text import plain, width_px

GUESS_PX = 24  # above the strips, for its words
_LATEST = 1.25  # how far, in lengths of the run, the axis follows a guess


def fleet_end_ms(history: FleetHistory, prediction: Prediction | None) -> int:
    """Where the axis ends: with the run, or with a guess that is not much later."""
    if prediction is None:
        return history.end_ms
    return max(history.end_ms, min(prediction.at_ms, round(history.end_ms * _LATEST)))


def add_guess(figure: Figure, prediction: Prediction, axis: FleetAxis) -> None:
    """A guess beyond the axis stands at its end, with an arrow."""
    at_ms = min(max(prediction.at_ms, 0), axis.end_ms)
    arrow = " →" if prediction.at_ms > axis.end_ms else ""
    text = f"&nbsp;{plain(prediction.label)} {axis.words(prediction.at_ms)}{arrow}&nbsp;"
    half = width_px(text, TEXT_PX) / 2
    middle = min(max(axis.narrow_px(at_ms), half), NARROW_PLOT_PX - half)
    layout = figure["layout"]
    bottom = layout["yaxis"]["range"][0]
    layout["shapes"].append(upright(axis.value(at_ms), (GUESS_PX - 4, bottom), "guess", "solid", 2))
    layout["annotations"].append(
        {
            "x": axis.value(at_ms),
            "xanchor": "center",
            "xshift": round(middle - axis.narrow_px(at_ms)),
            "y": GUESS_PX - 4,
            "yanchor": "bottom",
            "text": text,
            "font": {"size": TEXT_PX, "color": colour("reversed")},
            "bgcolor": colour("guess"),
            "borderpad": 0,
            "showarrow": False,
        }
    )
