"""One visual language: a colour means one thing, and a pattern or a symbol says it again.

Hues are Okabe and Ito's (2008), tinted until words on them can be read; `tests/figures` holds
every pair to WCAG AA. A figure is always built in the light theme; `in_theme` translates it
with a table of colours, and the browser uses the same table, so a change of theme costs no
second simulation. There is no third theme for an unknown page: no grey can be read on both
white and near-black, so a figure brings its own paper.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

Figure = dict[str, Any]
Theme = Literal["light", "dark"]
Pair = tuple[str, str]  # the colour in the light theme, and in the dark one


class State(NamedTuple):
    """How a band is drawn: its fill, the pattern's lines, the edge, the words on it."""

    fill: str
    lines: str
    edge: str
    ink: str
    pattern: str  # plotly's pattern shape; "" is plain


class Outcome(NamedTuple):
    """How one look of a probe is drawn."""

    colour: str
    symbol: str  # plotly's marker symbol
    words: str  # in the legend


_ROLES: dict[str, Pair] = {
    "paper": ("#ffffff", "#111111"),
    "track": ("#f5f6f7", "#1b1c1e"),
    "grid": ("#e3e5e8", "#2c2e32"),
    "ink": ("#1f2329", "#e8eaed"),
    "reversed": ("#fffffe", "#16181a"),  # words on a band that is darker than its page
    "muted": ("#59616b", "#a9b0b8"),
    "success": ("#0072b2", "#56b4e9"),
    "failure": ("#b84500", "#ff8f4d"),
    "guess": ("#a3296f", "#f08cc6"),
}
_GREY_EDGE = ("#767e87", "#858d96")
_BANDS: dict[str, tuple[Pair, Pair, Pair, str]] = {  # fill, lines, edge, pattern
    "Ready": (("#56b4e9", "#1f5f8b"), ("#56b4e9", "#1f5f8b"), _ROLES["success"], ""),
    "NotReady": (("#f2cda8", "#57391f"), ("#d8a878", "#7d5833"), ("#b06a00", "#e69f00"), "/"),
    "waiting": (("#f0f0f0", "#232528"), ("#b3b8be", "#555a61"), _GREY_EDGE, "."),
    "starting": (("#d9dadc", "#3b3e44"), ("#c2c5c9", "#50545b"), _GREY_EDGE, "-"),
    "running": (("#9ad3bf", "#1d5c4b"), ("#9ad3bf", "#1d5c4b"), ("#00805d", "#2fb58c"), ""),
    "throttled": (("#f0e0ee", "#4a2342"), ("#cfa3c6", "#7d4a72"), ("#a3568f", "#d98cc4"), "/"),
    "stuck": (("#eba068", "#78380f"), ("#cd8248", "#9a5527"), _ROLES["failure"], "x"),
    "terminating": (("#d2bfdf", "#4b3964"), ("#b39bc6", "#6d5a88"), ("#7d55a0", "#b596d6"), "\\"),
    "killed": (("#4d545c", "#b4bac1"), ("#626a73", "#9aa1a9"), ("#2b3036", "#dde1e5"), "+"),
    "on the path": (("#2a2f37", "#d5d9de"), ("#2a2f37", "#d5d9de"), _ROLES["ink"], ""),
    "beside it": (("#e9ebee", "#2a2c31"), ("#c9cdd3", "#4a4f56"), _GREY_EDGE, "."),
    "walking": (("#dbe4f0", "#28374a"), ("#dbe4f0", "#28374a"), ("#4f6b8f", "#8ba6c9"), ""),
    "unknown": (("#f3e77a", "#574e0b"), ("#d3c44c", "#6f6519"), ("#857300", "#f0e442"), "|"),
}
_REVERSED = {"killed", "on the path"}

DARK_OF_LIGHT: dict[str, str] = dict(_ROLES.values()) | {
    light: dark for *pairs, _ in _BANDS.values() for light, dark in pairs
}
_HEX = re.compile("#[0-9a-f]{6}")


def colour(role: str) -> str:
    """The light theme's colour of a role ("paper", "ink", "failure", …); KeyError if unknown."""
    return _ROLES[role][0]


def _state(name: str) -> State:
    fill, lines, edge, pattern = _BANDS[name]
    ink = colour("reversed" if name in _REVERSED else "ink")
    return State(fill[0], lines[0], edge[0], ink, pattern)


STATES: dict[str, State] = {name: _state(name) for name in _BANDS}
OUTCOMES: dict[str, Outcome] = {
    "success": Outcome(colour("success"), "circle", "probe succeeded"),
    "failure": Outcome(colour("failure"), "x", "probe failed"),
    "discarded": Outcome(colour("muted"), "diamond-open", "probe error, not counted"),
}


def in_theme(figure: Figure, theme: Theme) -> Figure:
    """The figure with every colour of the light theme replaced; in "light" the figure itself."""
    return figure if theme == "light" else {k: _translated(v) for k, v in figure.items()}


def _translated(value: Any) -> Any:  # noqa: ANN401 - a figure is JSON: any value may hold a colour
    if isinstance(value, str):
        return _HEX.sub(lambda hit: DARK_OF_LIGHT.get(hit[0], hit[0]), value)
    if isinstance(value, dict):
        return {key: _translated(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_translated(inner) for inner in value]
    return value
