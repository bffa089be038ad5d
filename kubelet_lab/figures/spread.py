"""How a failure spreads: boxes of what happened, arrows from causes to what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kubelet_lab.figures.canvas import canvas
from kubelet_lab.figures.causes import Did, Spread, spread_of
from kubelet_lab.figures.causes_layout import BOX_PX, ROW_PX, Arrow, Plan, plan
from kubelet_lab.figures.clock_axis import ClockAxis
from kubelet_lab.figures.legends import top_legend
from kubelet_lab.figures.palette import Figure, Theme, colour, in_theme
from kubelet_lab.figures.sizes import BOTTOM_PX, NARROW_PX, RIGHT_PX, SMALL_PX, TEXT_PX
from kubelet_lab.figures.story_rows import shortened
from kubelet_lab.figures.text import duration, plain, width_px
from kubelet_lab.sim.trace import Trace

MOST_KINDS = 12
_LEFT_PX, _TITLE_PX, _AGAIN_PX = 16, 62, 40  # _AGAIN_PX: room on the right for what starts over
_PLOT_PX = NARROW_PX - _LEFT_PX - RIGHT_PX
_HALF_BOX_PX, _HEAD_PX, _FOOT_PX, _ASIDE_PX = 21, 6, 12, 40
_WIDTHS = (("once", 1, 1.0), ("up to 99 times", 99, 2.5), ("100 times or more", 10**9, 5.0))
_PREFIX, _BOLDER = "node.kubernetes.io/", 0.93  # of taints; room that bold words leave
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
    found = spread_of(trace, MOST_KINDS, from_ms=zero_ms)
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
    layout["annotations"] = [_box(did, placed.places[did.kind], when) for did in found.kinds]
    return in_theme(figure, theme)


def _clock(clock_zero: str, zero_ms: int) -> Callable[[int], str]:
    if not clock_zero:
        return lambda at_ms: duration(at_ms - zero_ms)
    axis = ClockAxis(1, clock_zero)
    return lambda at_ms: axis.words(at_ms - zero_ms)


def _down_traces(found: Spread, placed: Plan) -> list[dict[str, Any]]:
    """One trace for each width: the thicker, the more often."""
    by_width: dict[str, list[Line]] = {}
    for arrow, times in found.led_to.items():
        if arrow not in placed.again:
            name = next(name for name, most, _ in _WIDTHS if times <= most)
            by_width.setdefault(name, []).extend(_arrow(arrow, placed))
    return [
        _trace(name, by_width[name], {"color": colour("muted"), "width": width, "dash": "solid"})
        for name, _, width in _WIDTHS
        if name in by_width
    ]


def _arrow(arrow: Arrow, placed: Plan) -> list[Line]:
    """Straight down, or around the boxes that stand in between."""
    (x0, y0), (x1, y1) = placed.places[arrow[0]], placed.places[arrow[1]]
    if any(y0 < y < y1 and abs(x - (x0 + x1) / 2) < BOX_PX / 2 for x, y in placed.places.values()):
        x0, x1 = x0 - _ASIDE_PX, x1 - _ASIDE_PX
        return _around((x0, y0), (x1, y1), min(x0, x1) - BOX_PX / 2 + 16, 0)
    tip = (x1, y1 - _HALF_BOX_PX)
    return [[(x0, y0 + _HALF_BOX_PX), tip], _head(tip)]


def _around(start: Point, end: Point, x: float, lane_px: float) -> list[Line]:
    """Out into the gap below a box, along a line at `x`, and in from the gap above another."""
    (x0, y0), (x1, y1) = start, end
    low, high = y0 + ROW_PX / 2 - lane_px, y1 - ROW_PX / 2 - 4 + lane_px
    tip = (x1, y1 - _HALF_BOX_PX)
    return [[(x0, y0 + _HALF_BOX_PX), (x0, low), (x, low), (x, high), (x1, high), tip], _head(tip)]


def _again_traces(placed: Plan) -> list[dict[str, Any]]:
    """What leads back up runs between the rows and along the right edge, each on its own line."""
    lines: list[Line] = []
    for number, arrow in enumerate(placed.again):
        aside, lane = _ASIDE_PX + number % 4 * 12, number % 4
        (x0, y0), (x1, y1) = (placed.places[kind] for kind in arrow)
        right = _PLOT_PX - 4 - lane * 8
        lines += _around((x0 + aside, y0), (x1 + aside, y1), right, lane * 3)
    look = {"color": colour("failure"), "width": 2, "dash": "9px,5px"}
    return [_trace("and it starts over", lines, look)] if lines else []


def _head(tip: Point) -> Line:
    x, y = tip
    return [(x - _HEAD_PX, y - _HEAD_PX), tip, (x + _HEAD_PX, y - _HEAD_PX)]


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
    text = plain(_label(did.words))
    line = plain(shortened(f"{did.kind.source}: {_who(did)}, {when(did.first_ms)}", BOX_PX))
    return {
        "x": place[0],
        "xanchor": "center",
        "y": place[1],
        "yanchor": "middle",
        "width": BOX_PX - 12,
        "text": f"<b>{text}</b><br><span style='{small}'>{line}</span>",
        "hovertext": plain(f"{did.words}: {', '.join(did.subjects[:20])}"),
        "font": {"size": TEXT_PX, "color": colour("ink")},
        "bgcolor": colour("track"),
        "bordercolor": colour("ink" if world else "muted"),
        "borderwidth": 2 if world else 1,
        "borderpad": 4,
        "showarrow": False,
    }


def _label(words: str) -> str:
    """As much as fits: all, what stands before a colon, or the beginning."""
    all_of_it, room_px = words.replace(_PREFIX, ""), BOX_PX - 24
    before = all_of_it.partition(": ")[0]
    fits = width_px(f"<b>{plain(all_of_it)}</b>", TEXT_PX) <= room_px
    return all_of_it if fits else shortened(before, room_px * _BOLDER)


def _who(did: Did) -> str:
    """`50 nodes`, or the name of the only one; how often, if that is more."""
    if len(did.subjects) == 1:
        who = did.subjects[0]
    else:
        kinds = {subject.partition("/")[0] for subject in did.subjects}
        noun = f"{kinds.pop()}s" if len(kinds) == 1 else "objects"
        who = f"{len(did.subjects):,} {noun}"
    return who if did.times == len(did.subjects) else f"{did.times:,} times, {who}"


def _alt(found: Spread, when: Callable[[int], str]) -> str:
    if not found.kinds:
        return "Nothing led to anything."
    names = {did.kind: f"{did.words} ({_who(did)})" for did in found.kinds}
    first = found.kinds[0]
    led = [
        f"{names[cause]} leads to {names[effect]}, {times:,} times."
        for (cause, effect), times in found.led_to.items()
    ]
    return f"It begins at {when(first.first_ms)} with {names[first.kind]}. {' '.join(led)}"
