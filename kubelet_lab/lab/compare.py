"""Runs beside each other: one setting with several values, or one fault at two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kubelet_lab import incidents
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.side_by_side import side_by_side as _side_by_side
from kubelet_lab.incidents.one_fault import Fault
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.text import FRIENDLY, NotPlayed
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.reaction_panel import FAULTS
from kubelet_lab.panels.reaction_panel import reaction_panel as _reaction_panel
from kubelet_lab.spec.pod import ProbeType

MOST = 6  # runs in one figure
LOOKING: tuple[ProbeType, ...] = ("readiness", "liveness")


def side_by_side(
    name: str, probe: ProbeType, title: str = "", **each: Sequence[object]
) -> LiveFigure | NotPlayed:
    """Play an incident once for each value of one setting: `handler=("httpGet", "grpc")`."""
    if len(each) != 1 or not 0 < len(next(iter(each.values()))) <= MOST:
        return NotPlayed(FRIENDLY.format(f"one setting with 1 to {MOST} values is compared"))
    ((setting, values),) = each.items()
    try:
        played = {str(value): incidents.run(name, {setting: value}) for value in values}
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))
    runs = {v: o.history for v, o in played.items() if isinstance(o.history, PodHistory)}
    if len(runs) < len(played) or not all(probe in run.probes for run in runs.values()):
        return NotPlayed(FRIENDLY.format(f"{name} has no {probe} probe to compare"))
    since = next(iter(played.values())).since
    figure = _side_by_side(runs, probe, title=title or f"{name}, by {setting}", since=since)
    return LiveFigure(figure)


def reaction_panel(
    probe: ProbeType,
    fault: Fault,
    question: str,
    *,
    guess: Mapping[str, object] | None = None,
    **start: int,
) -> Panel | NotPlayed:
    """Show three sliders on one probe, and how soon and how late it acts on a fault.

    `guess` is in seconds, by the words that stand beside it on the figure; `start` is where
    sliders stand at first: `periodSeconds=5`.
    """
    if probe not in LOOKING or fault not in FAULTS:
        asked = f"a {' or a '.join(LOOKING)} probe, and {' or '.join(FAULTS)}, can be asked for"
        return NotPlayed(FRIENDLY.format(asked))
    guesses = {word: s for word, s in (guess or {}).items() if isinstance(s, int | float)}
    predictions = [Prediction(round(s * 1000), f"your {word}") for word, s in guesses.items()]
    call = Call(
        "lab.reaction_panel", (probe, fault, question), {"guess": guesses} if guesses else {}
    )
    return shared(
        call,
        lambda: _reaction_panel(probe, fault, title=question, start=start, predictions=predictions),
    )
