"""A still is well-formed, always the same, and carries its words."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from checkout_story import checkout
from long_runs import crash_loop, never_up, quiet_month

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.svg import still, to_svg
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.node.history import Mark

SVG = "{http://www.w3.org/2000/svg}"
RUNS = {"deadlock": checkout(), "loop": crash_loop(), "month": quiet_month(), "slow": never_up()}


def _words(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - we have just made it
    return ["".join(line.itertext()) for line in root.iterfind(f"{SVG}text/{SVG}tspan")]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_still_is_well_formed_and_always_the_same(run: str, theme: str) -> None:
    svg = still(RUNS[run], theme=theme)  # type: ignore[arg-type]
    assert ET.fromstring(svg).tag == f"{SVG}svg"  # noqa: S314
    assert svg == still(RUNS[run], theme=theme)  # type: ignore[arg-type]


def test_a_still_has_a_role_a_title_and_a_description() -> None:
    run = checkout()
    alt = timeline(run, title="Deadlock")["layout"]["meta"]["alt"]
    root = ET.fromstring(to_svg(timeline(run, title="Deadlock")))  # noqa: S314
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == alt
    assert root.findtext(f"{SVG}title") == "Deadlock"
    assert root.findtext(f"{SVG}desc") == alt


def test_a_still_says_what_the_figure_says() -> None:
    words = _words(to_svg(timeline(checkout(), prediction=Prediction(132_000))))
    for expected in [
        "What the probes see, and what the kubelet does", "Pod condition", "gets traffic?",
        "every 3 s, threshold 2, timeout 1 s", "2 of 2 failed → NotReady", "Ready\u200294 s",
        "stuck", "deadlock", "\xa0your guess\xa0", "132 s", "probe failed", "240",
        "failure threshold reached", "seconds since the container first started",
    ]:  # fmt: skip
        assert expected in words


def test_hostile_names_are_text() -> None:
    name = "</text><script>alert(1)</script>\x00\x1b&\"'"
    run = replace(checkout(), pod=name, marks=[Mark(120_000, name, "world")])
    svg = to_svg(timeline(run, title=name, since=name))
    assert "<script" not in svg
    assert "</text><script>alert(1)</script>&\"'" in _words(svg)
    assert f"Pod {name}".replace("\x00", "").replace("\x1b", "") in svg.replace(
        "&lt;", "<"
    ).replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def test_hostile_style_does_not_reach_the_page() -> None:
    figure = timeline(checkout())
    figure["layout"]["annotations"][0]["text"] = "<span style='x:url(//e);color:#123456'>y</span>"
    svg = to_svg(figure)
    assert 'fill="#123456">y<' in svg
    assert "url(//e)" not in svg


def test_a_still_is_small() -> None:
    assert len(still(checkout())) < 16_000
    assert len(still(crash_loop())) < 120_000


def test_patterns_are_defined_once_and_used() -> None:
    svg = still(checkout())
    assert svg.count("<pattern ") == 4  # NotReady, starting, stuck, terminating
    assert svg.count("url(#pattern-") == 4


def test_what_is_not_drawn_is_an_error() -> None:
    figure = timeline(checkout())
    figure["data"].append({"type": "pie"})
    with pytest.raises(ValueError, match="pie"):
        to_svg(figure)
