from __future__ import annotations

import pytest

from kubelet_lab.figures.text import duration, plain, width_px


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 s"),
        (20, "20 ms"),
        (999, "999 ms"),
        (1_000, "1 s"),
        (3_250, "3.2 s"),
        (124_000, "124 s"),
        (599_999, "600 s"),
        (600_000, "10 min"),
        (754_000, "12 min 34 s"),
        (3_600_000, "1 h"),
        (7_199_999, "2 h"),
        (187_200_000, "2 d 4 h"),
    ],
)
def test_a_duration_is_said_in_the_units_a_reader_uses(ms: int, words: str) -> None:
    assert duration(ms) == words


def test_tags_in_a_name_are_shown_and_not_obeyed() -> None:
    assert plain("<b>&co") == "&lt;b&gt;&amp;co"
    assert width_px(plain("<i>"), 10) == width_px("&lt;i&gt;", 10) > width_px("<i>", 10) == 0


@pytest.mark.parametrize(
    ("text", "px"),  # measured in Chromium, Liberation Sans 12 px
    [("SIGTERM", 54.67), ("every 10 s, threshold 3, timeout 1 s", 186.76), ("120 s", 29.36)],
)
def test_width_is_near_what_a_browser_measures(text: str, px: float) -> None:
    assert width_px(text, 12) == pytest.approx(px, abs=0.01)


def test_bold_text_is_a_little_wider() -> None:
    assert width_px("<b>Ready</b> 4 s", 12) > width_px("Ready 4 s", 12)
