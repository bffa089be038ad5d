"""Each node over time: one row for a node, one colour and pattern for a state.

plotly's heatmap is not in the basic bundle that the course brings, and knows no patterns: a
reader who cannot tell the colours apart could not read it. So a row is bars, one trace for each
state, and neighbours that did the same at the same time share a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kubelet_lab.cluster.fleet_history import FleetHistory, NodeChange, NodeState
from kubelet_lab.figures.canvas import canvas
from kubelet_lab.figures.fleet import NODE_LOOKS
from kubelet_lab.figures.fleet_axis import FleetAxis, fleet_axis
from kubelet_lab.figures.fleet_words import readout
from kubelet_lab.figures.legends import pattern, swatch, top_legend
from kubelet_lab.figures.node_groups import Group, node_groups
from kubelet_lab.figures.palette import STATES, Figure, Theme, colour, in_theme
from kubelet_lab.figures.sizes import LEFT_PX, SMALL_PX, TEXT_PX
from kubelet_lab.figures.text import plain, width_px

_TITLE_PX, _GAP_PX = 62, 8
_ROWS_PX, _THICKEST_PX, _GROUP_PX = 360, 22, 50  # all rows at most, one row, a group at least
_NAME_PX, _MOST_LINES = LEFT_PX - 24, 3


class _Bar(NamedTuple):
    """A rectangle: a state over time, and the rows from one px to another that share it."""

    state: NodeState
    start_ms: int
    end_ms: int
    top_px: float
    bottom_px: float
    who: str


def heat_map(
    history: FleetHistory, *, title: str = "Each node over time", theme: Theme = "light"
) -> Figure:
    """A plotly figure, as a plain dictionary: nodes in groups that went through the same states.

    y is in px below the top of the plot. It takes widths as the fleet's timeline does.
    """
    axis = fleet_axis(history)
    groups = node_groups(history.nodes)
    row_px = min(_THICKEST_PX, _ROWS_PX / max(len(history.nodes), 1))
    heights = [max(row_px * len(group.nodes), _GROUP_PX) for group in groups]
    tops = [sum(heights[:i]) + _GAP_PX * i for i in range(len(groups))]
    alt = f"{readout(history)} {' '.join(f'{_sentence(group)}.' for group in groups)}"
    figure = canvas(title, tops[-1] + heights[-1], axis, alt, top_px=_TITLE_PX)
    bars = [
        bar
        for group, top, height in zip(groups, tops, heights, strict=True)
        for bar in _bars(group, top, height / len(group.nodes), history.end_ms)
    ]
    figure["data"] = _traces(bars, axis)
    figure["layout"]["legend"] = top_legend(figure["layout"]["height"])
    figure["layout"]["yaxis"] |= {
        "tickvals": [top + height / 2 for top, height in zip(tops, heights, strict=True)],
        "ticktext": [_name(group) for group in groups],
    }
    return in_theme(figure, theme)


def _bars(group: Group, top_px: float, row_px: float, end_ms: int) -> Iterator[_Bar]:
    """One bar for each state of each run of equal neighbours."""
    first = 0
    for index in range(1, len(group.nodes) + 1):
        if index == len(group.nodes) or group.changes[index] != group.changes[first]:
            place = (top_px + first * row_px, top_px + index * row_px)
            who = _who(group.nodes[first:index])
            yield from _row(group.changes[first], place, who, end_ms)
            first = index


def _row(
    changes: Sequence[NodeChange], place: tuple[float, float], who: str, end_ms: int
) -> Iterator[_Bar]:
    ends = [*(change.at_ms for change in changes[1:]), end_ms]
    for change, until_ms in zip(changes, ends, strict=True):
        start_ms, stop_ms = max(change.at_ms, 0), min(until_ms, end_ms)
        if start_ms < stop_ms:
            yield _Bar(change.state, start_ms, stop_ms, *place, who)


def _traces(bars: list[_Bar], axis: FleetAxis) -> list[dict[str, Any]]:
    seen = [state for state in NODE_LOOKS if any(bar.state == state for bar in bars)]
    traces = [_trace(state, [bar for bar in bars if bar.state == state], axis) for state in seen]
    return traces + [swatch(state, STATES[NODE_LOOKS[state]], "legend") for state in seen]


def _trace(state: NodeState, bars: list[_Bar], axis: FleetAxis) -> dict[str, Any]:
    look = STATES[NODE_LOOKS[state]]
    return {
        "type": "bar",
        "orientation": "h",
        "name": state,
        "showlegend": False,
        "y": [round((bar.top_px + bar.bottom_px) / 2, 2) for bar in bars],
        "base": [axis.value(bar.start_ms) for bar in bars],
        "x": [round(axis.value(bar.end_ms) - axis.value(bar.start_ms), 6) for bar in bars],
        "width": [round(bar.bottom_px - bar.top_px, 2) for bar in bars],
        "text": [""] * len(bars),
        "insidetextfont": {"color": look.ink, "size": TEXT_PX},
        "marker": {
            "color": look.fill,
            "line": {"color": look.edge, "width": 0},  # an edge would be thicker than a row
            "pattern": pattern(look),
        },
        "customdata": [_hover(bar, axis) for bar in bars],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(bar: _Bar, axis: FleetAxis) -> str:
    span = f"{axis.words(bar.start_ms)} → {axis.words(bar.end_ms)}"
    return f"<b>{bar.state}</b><br>{plain(bar.who)}<br>{span}"


def _who(nodes: Sequence[str]) -> str:
    """The nodes of a group or of a bar: one, or the first and the last."""
    return nodes[0] if len(nodes) == 1 else f"{nodes[0]} … {nodes[-1]}"


def _name(group: Group) -> str:
    """What stands beside a group: how many, who, and their way through the states."""
    style = f"font-size:{SMALL_PX}px;color:{colour('muted')}"
    count = "1 node" if len(group.nodes) == 1 else f"{len(group.nodes):,} nodes"
    lines = _way(group.states)
    small = [f"<span style='{style}'>{plain(line)}</span>" for line in lines]
    return "<br>".join([f"<b>{count}</b>", *small])


def _sentence(group: Group) -> str:
    count = "1 node" if len(group.nodes) == 1 else f"{len(group.nodes):,} nodes"
    return f"{count}, {_who(group.nodes)}: {', '.join(group.states)}"


def _way(states: Sequence[str]) -> list[str]:
    """`Ready → dead → Unknown` in lines that fit beside the plot; of a long way its ends."""
    lines = [states[0]]
    for state in states[1:]:
        longer = f"{lines[-1]} → {state}"
        if width_px(longer, SMALL_PX) <= _NAME_PX:
            lines[-1] = longer
        else:
            lines.append(f"→ {state}")
    return lines if len(lines) <= _MOST_LINES else [lines[0], "…", lines[-1]]
