"""A trace in a notebook: what the browser gets, and what is there without it."""

from __future__ import annotations

import re

from kubelet_lab.incidents import run
from kubelet_lab.lab.story import Story, story
from kubelet_lab.panels.live_figure import WIDGET_VIEW
from kubelet_lab.panels.trace_viewer import MOST, MOST_FOLDS, TraceViewer
from kubelet_lab.sim.trace import Trace


def test_the_browser_gets_every_entry_with_its_cause() -> None:
    outcome = run("api-server-down")
    viewer = TraceViewer(outcome.trace, outcome.zero_ms)
    assert len(viewer.entries) == len(outcome.trace)
    assert [row[4] for row in viewer.entries] == [entry.because for entry in outcome.trace]
    assert viewer.entries[1][:3] == ["0.000", "kubelet", "api-server"]


def test_without_a_kernel_the_trace_is_text_and_folds() -> None:
    viewer = story("api-server-down").browse("Failed", open_at="Failed to update lease")
    data, _ = viewer._repr_mimebundle_()
    assert set(data) == {WIDGET_VIEW, "text/plain", "text/html"}
    assert all("Failed" in line for line in data["text/plain"].splitlines())
    folds = re.findall(
        "<details( open)?><summary>(.*?)</summary>(.*?)</details>", data["text/html"]
    )
    assert len(folds) == len(data["text/plain"].splitlines())
    assert next(words for opened, words, _ in folds if opened).endswith("Failed to update lease")
    assert all("because" in causes for _, _, causes in folds)


def test_the_same_viewer_shows_the_same_bytes() -> None:
    def shown() -> dict[str, object]:
        data, _ = story("checkout.deadlock").browse()._repr_mimebundle_()
        return {kind: text for kind, text in data.items() if kind != WIDGET_VIEW}

    assert shown() == shown()


def test_a_filter_that_finds_nothing_says_so() -> None:
    assert (
        story("checkout.deadlock").browse("the moon").inside.text() == "No entry says 'the moon'."
    )


def test_a_name_cannot_smuggle_markup_into_the_page() -> None:
    trace = Trace()
    trace.add(0, "world", "pod/x", "<script>alert(1)</script>")
    assert "<script>" not in TraceViewer(trace)._repr_mimebundle_()[0]["text/html"]


def test_a_long_trace_is_cut_and_says_so() -> None:
    trace = Trace()
    for at_ms in range(MOST + 5):
        trace.add(at_ms, "world", "x", "it ticks")
    viewer = TraceViewer(trace)
    assert len(viewer.entries) == MOST
    assert f"{MOST + 5 - MOST_FOLDS} more entries" in viewer._repr_mimebundle_()[0]["text/html"]


def test_a_story_draws_its_node_and_says_when_there_is_no_such_scene() -> None:
    told = story("daily-routine")
    assert isinstance(told, Story)
    data, _ = told.picture(shown=3)._repr_mimebundle_()
    assert "application/vnd.plotly.v1+json" in data
    assert repr(told.picture(shown=500)) == "There is no scene 500 from 0 s on."
