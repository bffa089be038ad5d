"""How a failure spreads: kinds, arrows, and the way back up."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from fleet_stories import BAD, snowball

from kubelet_lab.figures.causes import Kind, kind_of, spread_of
from kubelet_lab.figures.causes_layout import BOX_PX, ROW_BOXES, plan
from kubelet_lab.figures.spread import spread
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.sim.trace import Entry, Trace


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Normal Scheduled Successfully assigned default/a to node-1", "Scheduled"),
        ("Warning SystemOOM System OOM encountered, victim process: kubelet", "SystemOOM"),
        ("kubelet is OOM-killed", "kubelet is OOM-killed"),
        ("evicted from node-17", "evicted from …"),
        ("web-1 web-2 went to node-3", "went to …"),
    ],
)
def test_what_differs_from_node_to_node_is_left_out_of_a_kind(text: str, kind: str) -> None:
    assert kind_of(Entry(0, 0, "kubelet", "node/a", text, None)) == Kind("kubelet", kind)


def test_nodes_that_did_the_same_are_one_box() -> None:
    found = spread_of(snowball(), 12)
    dead = next(did for did in found.kinds if "OOM-killed" in did.words)
    assert (dead.times, len(dead.subjects)) == (BAD + 3, BAD + 3)
    assert len(found.kinds) == 7


def test_what_starts_over_leads_back_up_and_nothing_else_does() -> None:
    found = spread_of(snowball(), 12)
    placed = plan(found, 700)
    assert [(a.text, b.text) for a, b in placed.again] == [
        ("scheduled on …", "GiB of memory are used")
    ]
    for cause, effect in found.led_to:
        if (cause, effect) not in placed.again:
            assert placed.places[cause][1] < placed.places[effect][1]
    names = [one["name"] for one in spread(snowball())["data"]]
    assert names == ["up to 99 times", "100 times or more", "and it starts over"]


def test_boxes_never_overlap() -> None:
    trace = Trace()
    for root in range(2):
        cause = trace.add(0, "world", f"w{root}", f"cause {'ab'[root]}")
        for kind in "cdefgh":
            trace.add(1, "kubelet", "node/a", f"effect {kind}", cause)
    placed = plan(spread_of(trace, 12), 712)
    rows: dict[float, list[float]] = {}
    for x, y in placed.places.values():
        rows.setdefault(y, []).append(x)
    for xs in rows.values():
        assert len(xs) <= ROW_BOXES
        assert all(b - a >= BOX_PX for a, b in zip(sorted(xs), sorted(xs)[1:], strict=False))


def test_kinds_left_out_are_bridged() -> None:
    trace = Trace()
    first = trace.add(0, "world", "w", "first")
    for n in range(3):
        small = trace.add(1, "kubelet", f"n/{n}", "small", first)
        trace.add(2, "kubelet", f"n/{n}", "large", small)
        trace.add(2, "kubelet", f"n/{n}", "large", small)
    trace.add(3, "kubelet", "n/0", "rare", first)
    found = spread_of(trace, 3)
    kept = {did.words for did in found.kinds}
    assert kept == {"first", "small", "large"}
    assert spread_of(trace, 2).led_to


def test_what_began_before_the_story_spreads_nothing() -> None:
    trace = Trace()
    early = trace.add(-5, "world", "w", "the pods are wanted")
    trace.add(1, "kubelet", "pod/a", "Started", early)
    late = trace.add(10, "world", "w", "the disk fills")
    trace.add(11, "kubelet", "pod/a", "slow", late)
    assert [did.words for did in spread_of(trace, 9).kinds] == ["the disk fills", "slow"]
    assert len(spread_of(trace, 9, from_ms=-5).kinds) == 4


def test_a_still_by_the_storys_clock_always_the_same_in_every_process() -> None:
    code = (
        "from fleet_stories import snowball; from kubelet_lab.figures.spread import spread;"
        "from kubelet_lab.figures.svg import to_svg;"
        "print(to_svg(spread(snowball(), clock_zero='14:00')))"
    )
    stills = {
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(stills) == 1
    svg = stills.pop()
    assert "53 nodes, 14:30" in svg
    assert ET.fromstring(svg).attrib["role"] == "img"  # noqa: S314 - we have just made it


def test_a_trace_in_which_nothing_leads_to_anything_says_so() -> None:
    assert "Nothing led to anything" in spread(Trace())["layout"]["meta"]["alt"]
    assert to_svg(spread(Trace())).startswith("<svg")


def test_plotly_knows_every_property() -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    assert graph_objects.Figure(spread(snowball(), theme="dark")).data


def test_networkx_is_loaded_only_to_draw() -> None:
    code = (
        "import sys, kubelet_lab.lab, kubelet_lab.figures.spread; print('networkx' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False"]
