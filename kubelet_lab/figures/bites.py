"""Where a threshold bites: a ring around the deciding look, and what it decided in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kubelet_lab.figures.palette import colour
from kubelet_lab.figures.sizes import LANE_PX, NARROW_PLOT_PX, TEXT_PX
from kubelet_lab.figures.text import duration, width_px
from kubelet_lab.figures.time_axis import TimeAxis
from kubelet_lab.figures.words import tally
from kubelet_lab.node.history import Decision, ProbeHistory
from kubelet_lab.spec.pod import ProbeType

_RING_PX = 19
_MOST_REPEATS = 3
_CONSEQUENCE = {
    ("startup", "failure"): "kill",
    ("readiness", "failure"): "NotReady",
    ("liveness", "failure"): "kill",
    ("startup", "success"): "started",
    ("readiness", "success"): "Ready",
    ("liveness", "success"): "healthy",
}
_VERB = {"failure": "failed", "success": "succeeded"}


class Note(NamedTuple):
    """Words beside a lane: `above` it, or to the right of a look inside it."""

    at_ms: int
    text: str
    role: str
    above: bool


def ringed(probe: ProbeHistory, axis: TimeAxis) -> list[Decision]:
    """The decisions worth a ring; one that would overlap the ring before it is left out."""
    rings: list[Decision] = []
    for decision in probe.decisions:
        if _telling(decision) and (not rings or _apart_px(rings[-1], decision, axis) > _RING_PX):
            rings.append(decision)
    return rings


def _telling(decision: Decision) -> bool:
    """One success that is enough needs no ring: the lane above shows it."""
    return decision.result == "failure" or decision.threshold > 1


def _apart_px(one: Decision, other: Decision, axis: TimeAxis) -> float:
    return axis.px(other.look_at_ms - one.look_at_ms)


def ring_traces(lanes: Mapping[int, ProbeHistory], axis: TimeAxis) -> list[dict[str, Any]]:
    """One trace of rings for each result that was decided; `lanes` is probes by row."""
    rings = [(row, one) for row, probe in lanes.items() for one in ringed(probe, axis)]
    return [
        _ring_trace(result, [(row, one) for row, one in rings if one.result == result], axis)
        for result in ("failure", "success")
        if any(one.result == result for _, one in rings)
    ]


def _ring_trace(result: str, rings: list[tuple[int, Decision]], axis: TimeAxis) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{result} threshold reached",
        "x": [axis.value(one.look_at_ms) for _, one in rings],
        "y": [row for row, _ in rings],
        "marker": {
            "symbol": "circle-open",
            "size": _RING_PX,
            "color": colour(result),
            "line": {"width": 2, "color": colour(result)},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def note_annotations(
    lanes: Mapping[int, tuple[ProbeType, ProbeHistory]], axis: TimeAxis
) -> list[dict[str, Any]]:
    """What the thresholds decided, as plotly annotations; a note without room is left out."""
    found: list[dict[str, Any]] = []
    for row, (probe_type, probe) in lanes.items():
        free_from = 0.0
        for note in _without_repeats(list(_notes(probe_type, probe))):
            left_px, right_px = _extent(note, axis)
            free_to = NARROW_PLOT_PX if note.above else _next_look_px(probe, note.at_ms, axis)
            if right_px <= free_to and (left_px >= free_from or not note.above):
                free_from = right_px + 8 if note.above else free_from
                found.append(_annotation(row, note, left_px, axis))
    return found


def _next_look_px(probe: ProbeHistory, at_ms: int, axis: TimeAxis) -> float:
    after = (run.first_ms for run in probe.runs if run.first_ms > at_ms)
    return min(NARROW_PLOT_PX, axis.narrow_px(min(after, default=axis.end_ms)) - _RING_PX / 2)


def _without_repeats(notes: list[Note]) -> list[Note]:
    """In order of time; words that come often are written once, with their number."""
    times = Counter(note.text for note in notes)
    often = {text for text, count in times.items() if count > _MOST_REPEATS}
    first = {note.text: note for note in sorted(notes, reverse=True) if note.text in often}
    kept = [note for note in notes if note.text not in often]
    kept += [n._replace(text=f"{text}, {times[text]} times") for text, n in first.items()]
    return sorted(kept)


def _notes(probe_type: ProbeType, probe: ProbeHistory) -> Iterator[Note]:
    for one in filter(_telling, probe.decisions):
        count = f"<b>{tally(one)}</b> {_VERB[one.result]}"
        consequence = _CONSEQUENCE[probe_type, one.result]
        yield Note(one.look_at_ms, f"{count} → {consequence}", one.result, above=True)
    if probe_type == "startup":
        yield from _budget_notes(probe)


def _budget_notes(probe: ProbeHistory) -> Iterator[Note]:
    """How much of the startup probe's budget each start used: n looks span n - 1 periods."""
    settings = probe.probe
    span = duration((settings.failure_threshold - 1) * settings.period_s * 1_000)
    used = 0
    for run in probe.runs:
        if run.outcome == "failure":
            used = (used + run.times) % settings.failure_threshold
        elif run.outcome == "success" and used:
            text = (
                f"{used} of {settings.failure_threshold} failures used ({span} from first to last)"
            )
            yield Note(run.first_ms, text, "ink", above=False)
            used = 0


def _extent(note: Note, axis: TimeAxis) -> tuple[float, float]:
    """Left and right edge in px; a note that would leave the plot on the right is moved back."""
    width = width_px(note.text, TEXT_PX) + 6
    left = axis.narrow_px(note.at_ms) + (-8 if note.above else 12)
    if note.above:
        left = max(0, min(left, NARROW_PLOT_PX - width))
    return left, left + width


def _annotation(row: int, note: Note, left_px: float, axis: TimeAxis) -> dict[str, Any]:
    return {
        "x": axis.value(note.at_ms),
        "xanchor": "left",
        "xshift": round(left_px - axis.narrow_px(note.at_ms)),
        "y": row,
        "yanchor": "middle",
        "yshift": LANE_PX / 2 if note.above else 0,
        "text": note.text,
        "font": {"color": colour(note.role)},
        "bgcolor": colour("paper" if note.above else "track"),
        "borderpad": 1,
        "showarrow": False,
    }
