"""A fleet's story in a notebook: by the clock, as figures, and with sliders."""

from __future__ import annotations

import pytest

from kubelet_lab.lab.panels import fleet_panel
from kubelet_lab.lab.story import Story, story


@pytest.fixture(scope="module")
def target() -> Story:
    told = story("target", nodes=20, pods=500, leaking_nodes=5)
    assert isinstance(told, Story)
    return told


def test_the_table_shows_clock_times(target: Story) -> None:
    bundle = target._repr_mimebundle_()
    assert "target, by the story's clock" in bundle["text/html"]
    assert '<td class="kl-at">14:30</td>' in bundle["text/html"]
    assert " 14:30 " in bundle["text/plain"]


def test_each_figure_is_drawn_from_the_fleet(target: Story) -> None:
    drawn = {
        name: getattr(target, name)().figure["layout"]["meta"]["alt"]
        for name in ("timeline", "heat_map", "spread")
    }
    assert "20 nodes from 14:00" in drawn["timeline"]
    assert "Nodes start OOMKilling kubelet (told 14:30" in drawn["timeline"]
    assert "Ready, dead, Unknown, Ready" in drawn["heat_map"]
    assert "It begins at 14:15 with the kubelets of 5 nodes leak" in drawn["spread"]
    assert "My title" in target.timeline("My title", guess=1800).figure["layout"]["meta"]["alt"]
    assert "your guess 14:30" in str(target.timeline(guess=1800).figure).replace("&nbsp;", "")


def test_the_trace_is_by_the_clock(target: Story) -> None:
    assert "  14:15  world " in target.trace("leak")


def test_a_story_of_one_pod_has_causes_but_no_nodes() -> None:
    night = story("checkout.database")
    assert "is the story of one pod" in repr(night.heat_map())
    assert "database down" in night.spread().figure["layout"]["meta"]["alt"]
    nothing = story("checkout.databas")
    assert "did you mean" in repr(nothing.heat_map()) == repr(nothing.spread())


def test_a_panel_has_the_incidents_own_parameters_and_starts_as_told() -> None:
    panel = fleet_panel("target", {"spare_nodes": (0, 10), "kube_reserved_gib": (0, 4)}, "Enough?")
    assert panel.values == {"spare_nodes": 0, "kube_reserved_gib": 0}
    assert [slider.description for slider in panel.sliders.values()] == [
        "spare_nodes", "kube_reserved_gib (GiB)",
    ]  # fmt: skip
    before = panel.readout.text
    panel.sliders["kube_reserved_gib"].value = 4
    assert "of 200 nodes" in before
    assert panel.live.figure["layout"]["meta"]["title"] == "Enough?"


@pytest.mark.parametrize(
    ("name", "fields", "says"),
    [
        ("targe", {"nodes": (1, 2)}, "did you mean target"),
        ("target", {}, "1 to 3 sliders fit, not 0"),
        ("target", dict.fromkeys("abcd", (0, 1)), "1 to 3 sliders fit, not 4"),
        ("target", {"moon": (0, 1)}, "moon"),
        ("target", {"nodes": (-5, 1)}, "must be between"),
        ("target", {"kubelet_oom": (0, 1)}, "must be one of"),
        ("checkout.startup", {"lasts_s": (1, 2)}, "is the story of one pod"),
    ],
)
def test_a_slip_is_answered_with_a_sentence(
    name: str, fields: dict[str, tuple[int, int]], says: str
) -> None:
    assert says in repr(fleet_panel(name, fields, "?"))
