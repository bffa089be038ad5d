"""The critical path: every step begins where its cause ends, and the dark ones add up."""

from itertools import pairwise

import pytest

from kubelet_lab import incidents
from kubelet_lab.figures.critical_path import critical_path, path_readout, path_words
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.steps import Step, steps_to_ready
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.sim.trace import Trace


def steps(**changes: object) -> list[Step]:
    return steps_to_ready(incidents.run("pod-start", changes).trace)


def on_the_path(found: list[Step]) -> list[Step]:
    return [step for step in found if not step.spare_ms]


@pytest.mark.parametrize(
    "changes",
    [{}, {"image": "cached"}, {"runtime": "kata"}, {"disk_latency": 25}, {"loads_s": 0}],
)
def test_the_path_runs_without_a_gap_from_the_arrival_to_ready(changes: dict[str, object]) -> None:
    path = on_the_path(steps(**changes))
    assert path[0].start_ms == 0
    for early, late in pairwise(path):
        assert (late.after, late.start_ms) == (early.number, early.end_ms)
    ready = next(incidents.run("pod-start", changes).trace.find("condition Ready True"))
    assert path[-1].end_ms == ready.at_ms


def test_the_second_container_waits_for_the_first_and_has_time_to_spare() -> None:
    by_name = {step.name: step for step in steps()}
    assert by_name["pull log-agent:1"].after == by_name["create, start web"].number
    assert by_name["pull log-agent:1"].spare_ms == 41_010 - 28_320


def test_a_start_without_probes_ends_with_a_relist() -> None:
    trace = Trace()
    began = trace.add(0, "world", "pod/a", "pod a is assigned to this node")
    runs = trace.add(500, "runtime", "pod/a/a", "StartContainer: a runs", began)
    heard = trace.add(1_000, "pleg", "pod/a", "ContainerStarted c1", runs)
    trace.add(1_000, "status", "pod/a", "condition Ready True", heard)
    assert [step.name for step in steps_to_ready(trace)] == ["create, start a", "the next relist"]


def test_a_start_that_never_comes_to_ready_says_so() -> None:
    figure = critical_path(Trace(), title="Why?")
    assert path_readout([]) in figure["layout"]["meta"]["alt"]
    assert "not Ready" in to_svg(figure)


def test_the_path_is_told_by_more_than_colour() -> None:
    figure = critical_path(incidents.run("pod-start").trace)
    names = figure["layout"]["yaxis"]["ticktext"]
    assert sum("◆" in name for name in names) == len(on_the_path(steps()))
    assert sum("to spare" in name for name in names) == 2
    widths = {shape["line"]["width"] for shape in figure["layout"]["shapes"]}
    assert {3, 1.5} <= widths
    patterns = {one["name"]: one["marker"]["pattern"]["shape"] for one in figure["data"][:2]}
    assert patterns == {"on the path": "", "beside it": "."}


def test_a_guess_far_off_does_not_squeeze_the_figure() -> None:
    trace = incidents.run("pod-start").trace
    figure = critical_path(trace, prediction=Prediction(3_600_000))
    assert figure["layout"]["xaxis"]["range"][1] < 80


def test_words_name_every_step_of_the_path() -> None:
    words = path_words(steps())
    assert all(step.name in words for step in steps())
