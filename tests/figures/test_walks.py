"""The figure of PLEG's walks, its words, and its still."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.walks import readout, walks
from kubelet_lab.incidents.busy_disk import Load, busy_disk

ILL, WELL = busy_disk(Load()).history, busy_disk(Load(logs=0), lasts_s=300).history


def test_each_walk_is_a_bar_and_one_without_an_answer_looks_otherwise() -> None:
    figure = walks(ILL, title="Why?")
    drawn = {trace["name"]: trace for trace in figure["data"] if trace["type"] == "bar"}
    walking = [row for row in drawn["walking"]["y"] if row == 2]
    stuck = [row for row in drawn["stuck"]["y"] if row == 2]
    assert len(walking) == sum(w.listed and w.takes_ms >= 1_000 for w in ILL.walks)
    assert len(stuck) == sum(not w.listed for w in ILL.walks)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_still_is_well_formed_and_says_what_it_shows(theme: str) -> None:
    text = to_svg(walks(ILL, title="Why?", prediction=Prediction(300_000), theme=theme))  # type: ignore[arg-type]
    svg = ET.fromstring(text)  # noqa: S314 - our own
    assert "NotReady at 10 min 40 s" in svg.attrib["aria-label"]
    assert "your guess" in text


def test_a_readout_names_the_worst_that_happened() -> None:
    assert readout(WELL) == "Ready all the time. The longest walk takes 25 ms."
    assert readout(ILL) == (
        "PLEG is unhealthy at 552.9 s, the node NotReady at 10 min 40 s. "
        "Walks get no answer within two minutes."
    )


def test_a_guess_beyond_the_run_widens_the_axis_a_little_only() -> None:
    far = walks(WELL, title="Why?", prediction=Prediction(10_000_000))
    assert far["layout"]["xaxis"]["range"] == [0, 375]


def test_an_unhealthy_moment_between_two_statuses_is_told_as_one() -> None:
    history = busy_disk(Load(), lasts_s=560).history
    assert (history.unhealthy_ms, history.not_ready_ms) == (552_869, None)
    assert "no status is due before it is well again" in readout(history)
