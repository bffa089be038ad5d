"""Every word and every mark can be read, on light and on dark, also without seeing colour."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from kubelet_lab.figures.palette import DARK_OF_LIGHT, OUTCOMES, STATES, colour, in_theme

WORDS, MARKS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
LANES = {
    "Pod condition": ["Ready", "NotReady", "unknown"],
    "CPU": ["running", "throttled"],
    "Container": ["waiting", "starting", "running", "stuck", "terminating", "killed", "unknown"],
}


def _luminance(hex_colour: str) -> float:
    channels = (int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _shown(light: str, theme: str) -> str:
    return light if theme == "light" else DARK_OF_LIGHT[light]


def _pairs() -> list[tuple[str, str, str, float]]:
    words = [
        (role, page, colour(role), colour(page))
        for page in ("paper", "track")
        for role in ("ink", "muted", "success", "failure", "guess")
    ]
    words += [("words on a guess", "guess", colour("reversed"), colour("guess"))]
    words += [(name, "its fill", state.ink, state.fill) for name, state in STATES.items()]
    words += [(name, "its pattern", state.ink, state.lines) for name, state in STATES.items()]
    marks = [(f"edge of {name}", "paper", s.edge, colour("paper")) for name, s in STATES.items()]
    marks += [(name, "track", one.colour, colour("track")) for name, one in OUTCOMES.items()]
    return [(f"{a} on {b}", x, y, WORDS) for a, b, x, y in words] + [
        (f"{a} on {b}", x, y, MARKS) for a, b, x, y in marks
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("what", "one", "other", "least"), _pairs(), ids=str)
def test_contrast_is_enough(theme: str, what: str, one: str, other: str, least: float) -> None:
    assert contrast(_shown(one, theme), _shown(other, theme)) >= least, what


@pytest.mark.parametrize("lane", LANES)
def test_states_of_one_lane_differ_in_their_pattern(lane: str) -> None:
    patterns = [STATES[name].pattern for name in LANES[lane]]
    assert len(set(patterns)) == len(patterns)


def test_outcomes_differ_in_their_symbol() -> None:
    assert len({outcome.symbol for outcome in OUTCOMES.values()}) == len(OUTCOMES)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_two_states_share_a_fill(theme: str) -> None:
    for one, other in combinations(STATES.values(), 2):
        assert _shown(one.fill, theme) != _shown(other.fill, theme)


def test_dark_theme_replaces_every_colour_wherever_it_stands() -> None:
    figure = {"data": [{"marker": {"color": "#ffffff"}, "x": [1, 2]}], "layout": {"a": "b"}}
    figure["layout"] = {"text": "<span style='color:#59616b'>x</span>", "hidden": None}
    dark = in_theme(figure, "dark")
    assert dark["data"] == [{"marker": {"color": "#111111"}, "x": [1, 2]}]
    assert dark["layout"] == {"text": "<span style='color:#a9b0b8'>x</span>", "hidden": None}


def test_light_theme_is_the_figure_itself() -> None:
    figure = {"data": []}
    assert in_theme(figure, "light") is figure


def test_table_for_the_browser_holds_plain_hex_colours() -> None:
    hexes = re.compile("#[0-9a-f]{6}")
    assert all(hexes.fullmatch(c) for pair in DARK_OF_LIGHT.items() for c in pair)
