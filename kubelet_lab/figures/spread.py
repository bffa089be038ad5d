"""How a failure spreads: boxes of what happened, arrows from causes to what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kubelet_lab.figures.canvas import canvas
from kubelet_lab.figures.causes import Did, Kind, Spread, spread_of
from kubelet_lab.figures.causes_layout import BOX_PX, Plan, plan
from kubelet_lab.figures.clock_axis import ClockAxis
from kubelet_lab.figures.legends import top_legend
from kubelet_lab.figures.palette import Figure, Theme, colour, in_theme
from kubelet_lab.figures.sizes import BOTTOM_PX, NARROW_PX, RIGHT_PX, SMALL_PX, TEXT_PX
from kubelet_lab.figures.story_rows import shortened
from kubelet_lab.figures.text import duration, plain
from kubelet_lab.sim.trace import Trace

MOST_KINDS = 14
_LEFT_PX, _TITLE_PX, _AGAIN_PX = 16, 62, 40  # _AGAIN_PX: room on the right for what starts over
_PLOT_PX = NARROW_PX - _LEFT_PX - RIGHT_PX
_HALF_BOX_PX, _HEAD_PX, _FOOT_PX = 21, 6, 12
_WIDTHS = (("once", 1, 1.0), ("up to 99 times", 99, 2.5), ("100 times or more", 10**9, 5.0))
Point = tuple[float, float]
Line = list[Point]


def spread(
    trace: Trace,
    *,
    title: str = "What caused what",
    clock_zero: str = "",
    zero_ms: int = 0,
    theme: Theme = "light",
) -> Figure:
    """A plotly figure, as a plain dictionary: causes on top, what came of them below.

    Entries that say the same of many nodes or pods are one box. `clock_zero` is what the story's
    clock shows at `zero_ms` of the trace; without it instants are lengths of time since then.
    """
    found = spread_of(trace, MOST_KINDS)
    when = _clock(clock_zero, zero_ms)
    placed = plan(found, _PLOT_PX - _AGAIN_PX)
    figure = canvas(title, placed.height_px, ClockAxis(1, "0"), _alt(found, when), top_px=_TITLE_PX)
    layout = figure["layout"]
    layout["margin"] |= {"l": _LEFT_PX, "b": _FOOT_PX}
    layout["height"] += _FOOT_PX - BOTTOM_PX
    layout["xaxis"] = {"range": [0, _PLOT_PX], "visible": False, "fixedrange": True}
    layout["legend"] = top_legend(layout["height"])
    layout["dragmode"] = False
    figure["data"] = [*_down_traces(found, placed), *_again_traces(placed)]
    layout["annotations"] = [_head(placed.places[effect]) for _, effect in placed.again]
    layout["annotations"] += [_box(did, placed.places[did.kind], when) for did in found.kinds]
    return in_theme(figure, theme)


def _clock(clock_zero: str, zero_ms: int) -> Callable[[int], str]:
    if not clock_zero:
        return lambda at_ms: duration(at_ms - zero_ms)
    axis = ClockAxis(1, clock_zero)
    return lambda at_ms: axis.words(at_ms - zero_ms)


def _down_traces(found: Spread, placed: Plan) -> list[dict[str, Any]]:
    """One trace for each width: the thicker, the more often."""
    by_width: dict[str, list[Line]] = {}
    for edge, times in found.led_to.items():
        if edge not in placed.again:
            name = next(name for name, most, _ in _WIDTHS if times <= most)
            by_width.setdefault(name, []).extend(_arrow(edge, placed))
    return [
        _trace(name, by_width[name], {"color": colour("muted"), "width": width, "dash": "solid"})
        for name, _, width in _WIDTHS
        if name in by_width
    ]


def _arrow(edge: tuple[Kind, Kind], placed: Plan) -> list[Line]:
    (x0, y0), (x1, y1) = placed.places[edge[0]], placed.places[edge[1]]
    tip = (x1, y1 - _HALF_BOX_PX)
    head = [(x1 - _HEAD_PX, tip[1] - _HEAD_PX), tip, (x1 + _HEAD_PX, tip[1] - _HEAD_PX)]
    return [[(x0, y0 + _HALF_BOX_PX), tip], head]


def _again_traces(placed: Plan) -> list[dict[str, Any]]:
    """What leads back up goes along the right edge, each on a line of its own.

    The ends lie under the boxes, whose edges are elsewhere at each width.
    """
    lines: list[Line] = []
    for number, (cause, effect) in enumerate(placed.again):
        right = _PLOT_PX - 4 - number % 4 * 8
        (x0, y0), (x1, y1) = placed.places[cause], placed.places[effect]
        lines.append([(x0, y0), (right, y0), (right, y1), (x1, y1)])
    look = {"color": colour("failure"), "width": 2.5, "dash": "9px,5px"}
    return [_trace("and it starts over", lines, look)] if lines else []


def _head(place: Point) -> dict[str, Any]:
    """The head of an arrow that leads back up, at its box's right edge."""
    return {
        "x": place[0],
        "xanchor": "left",
        "xshift": BOX_PX // 2 - 4,
        "y": place[1],
        "yanchor": "middle",
        "text": "◀",
        "font": {"size": TEXT_PX, "color": colour("failure")},
        "bgcolor": colour("paper"),
        "borderpad": 0,
        "showarrow": False,
    }


def _trace(name: str, lines: Iterable[Line], look: dict[str, Any]) -> dict[str, Any]:
    points = [point for line in lines for point in (*line, (None, None))]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": look,
        "hoverinfo": "skip",
    }


def _box(did: Did, place: Point, when: Callable[[int], str]) -> dict[str, Any]:
    world = did.kind.source == "world"
    small = f"font-size:{SMALL_PX}px;color:{colour('muted')}"
    text = plain(shortened(did.kind.text, BOX_PX - 24))
    line = plain(shortened(f"{did.kind.source}: {_who(did)}, {when(did.first_ms)}", BOX_PX))
    return {
        "x": place[0],
        "xanchor": "center",
        "y": place[1],
        "yanchor": "middle",
        "width": BOX_PX - 12,
        "text": f"<b>{text}</b><br><span style='{small}'>{line}</span>",
        "hovertext": plain(f"{did.kind.text}: {', '.join(did.subjects[:20])}"),
        "font": {"size": TEXT_PX, "color": colour("ink")},
        "bgcolor": colour("track"),
        "bordercolor": colour("ink" if world else "muted"),
        "borderwidth": 2 if world else 1,
        "borderpad": 4,
        "showarrow": False,
    }


def _who(did: Did) -> str:
    """`50 nodes`, or the name of the only one."""
    if len(did.subjects) == 1:
        return did.subjects[0] if did.times == 1 else f"{did.subjects[0]}, {did.times:,} times"
    kinds = {subject.partition("/")[0] for subject in did.subjects}
    noun = f"{kinds.pop()}s" if len(kinds) == 1 else "objects"
    return f"{len(did.subjects):,} {noun}"


def _alt(found: Spread, when: Callable[[int], str]) -> str:
    if not found.kinds:
        return "Nothing led to anything."
    names = {did.kind: f"{did.kind.text} ({_who(did)})" for did in found.kinds}
    first = found.kinds[0]
    led = [
        f"{names[cause]} leads to {names[effect]}, {times:,} times."
        for (cause, effect), times in found.led_to.items()
    ]
    return f"It begins at {when(first.first_ms)} with {names[first.kind]}. {' '.join(led)}"
