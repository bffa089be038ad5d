"""A panel in the kernel: sliders in, a figure and words out."""

from __future__ import annotations

import pytest
from checkout_story import checkout, simulate_readiness

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.figures.words import readout
from kubelet_lab.incidents.checkout_deadlock import NIGHT as DEADLOCK
from kubelet_lab.incidents.checkout_pod import CHECKOUT, play
from kubelet_lab.incidents.checkout_settings import with_settings
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.knobs import Knob
from kubelet_lab.panels.panel import Panel, View
from kubelet_lab.panels.probe_panel import probe_panel


def _panel(**more: object) -> Panel:
    return probe_panel(simulate_readiness, "readiness", title="When?", **more)  # type: ignore[arg-type]


def test_sliders_carry_real_field_names_and_units() -> None:
    assert [slider.description for slider in _panel().sliders.values()] == [
        "periodSeconds (s)",
        "failureThreshold (looks)",
        "timeoutSeconds (s)",
    ]


def test_it_starts_where_the_lesson_wants_it() -> None:
    panel = _panel(start={"periodSeconds": 3}, highest={"failureThreshold": 60})
    assert panel.values == {"periodSeconds": 3, "failureThreshold": 3, "timeoutSeconds": 1}
    assert panel.sliders["failureThreshold"].max == 60


def test_a_start_beyond_the_range_widens_it() -> None:
    assert _panel(start={"periodSeconds": 45}).sliders["periodSeconds"].max == 45


def test_a_move_changes_figure_words_and_snippet_in_place() -> None:
    panel = _panel()
    live = panel.live
    panel.sliders["periodSeconds"].value = 4
    expected = checkout(readiness=panel.values)
    assert panel.live is live
    assert live.figure == timeline(expected, title="When?")
    assert panel.readout.text == readout(expected)
    assert "periodSeconds: 4" in panel.snippet.text


def test_reset_looks_once() -> None:
    looks: list[dict[str, int]] = []

    def simulate(values: dict[str, int]) -> object:
        looks.append(dict(values))
        return checkout(readiness=values)

    panel = probe_panel(simulate, "readiness", title="When?")  # type: ignore[arg-type]
    panel.sliders["periodSeconds"].value = 4
    panel.sliders["timeoutSeconds"].value = 2
    panel.reset()
    assert looks[-1] == looks[0]
    assert len(looks) == 4
    assert panel.live.figure == timeline(checkout(readiness=looks[0]), title="When?")


def test_reset_without_a_move_changes_nothing() -> None:
    panel = _panel()
    before = panel.live.figure
    panel.reset()
    assert panel.live.figure == before


def test_a_prediction_stays_on_every_figure() -> None:
    panel = _panel(prediction=Prediction(36_000))
    for period in (5, 20):
        panel.sliders["periodSeconds"].value = period
        texts = [one["text"] for one in panel.live.figure["layout"]["annotations"]]
        assert "&nbsp;your guess&nbsp;<br>36 s" in texts


def test_a_failing_look_says_so_in_the_panel() -> None:
    def look(values: dict[str, int]) -> View:
        if values["x"] == 2:
            raise ValueError("no such world")
        return View(timeline(checkout()), "fine")

    panel = Panel([Knob("x", "s", 1, 9, 1)], look)
    with pytest.raises(ValueError, match="no such world"):
        panel.sliders["x"].value = 2
    assert panel.readout.text == "Not redrawn: ValueError: no such world"
    panel.sliders["x"].value = 3
    assert panel.readout.text == "fine"


@pytest.mark.parametrize("count", [0, 4])
def test_a_panel_has_one_to_three_knobs(count: int) -> None:
    knobs = [Knob(f"k{i}", "s", 1, 9, 1) for i in range(count)]
    with pytest.raises(ValueError, match="1 to 3 knobs"):
        Panel(knobs, lambda _: View(timeline(checkout()), ""))


def test_without_a_snippet_there_is_no_place_for_one() -> None:
    panel = Panel([Knob("x", "s", 1, 9, 1)], lambda _: View(timeline(checkout()), ""))
    assert panel.snippet not in panel.children
    assert len(_panel().children) == len(panel.children) + 1


def test_a_slow_simulation_waits_until_the_slider_is_let_go() -> None:
    assert not _panel(while_dragging=False).sliders["periodSeconds"].continuous_update


@pytest.mark.parametrize("while_dragging", [True, False])
def test_only_a_slow_simulation_says_that_it_is_under_way(while_dragging: bool) -> None:
    busy: list[bool] = []

    def look(values: dict[str, int]) -> View:
        if values["x"] > 1:
            busy.append(panel.readout.busy)
        if values["x"] > 2:
            raise ValueError("no such world")
        return View(timeline(checkout()), "fine")

    panel = Panel([Knob("x", "s", 1, 9, 1)], look, while_dragging=while_dragging)
    panel.sliders["x"].value = 2
    assert (busy, panel.readout.busy) == ([not while_dragging], False)
    with pytest.raises(ValueError, match="no such world"):
        panel.sliders["x"].value = 3
    assert not panel.readout.busy


def test_a_display_is_the_still_of_how_it_stands() -> None:
    panel = _panel()
    panel.sliders["periodSeconds"].value = 4
    data, _ = panel._repr_mimebundle_()
    assert "every 4 s" in data["image/svg+xml"]
    assert data["text/plain"].startswith("When? Pod checkout over 240 s.")
    assert data["text/plain"].endswith(panel.readout.text)


def test_a_panel_on_the_engine_itself() -> None:
    def simulate(values: dict[str, int]) -> PodHistory:
        settings = {f"liveness.{field}": value for field, value in values.items()}
        return play(with_settings(CHECKOUT, settings), DEADLOCK).history

    panel = probe_panel(simulate, "liveness", title="When is it killed?")
    assert "Killed at 151 s (deadlock + 28 s)." in panel.readout.text
    panel.sliders["failureThreshold"].value = 1
    assert "Killed at 131 s (deadlock + 8 s)." in panel.readout.text
