"""The timeline of a run: what it says, where it says it, and that words never collide."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from checkout_story import checkout
from long_runs import crash_loop, never_up, quiet_month

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.palette import DARK_OF_LIGHT
from kubelet_lab.figures.sizes import LANE_PX, NARROW_PLOT_PX, PLOT_PX
from kubelet_lab.figures.text import width_px
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.node.history import Decision, Mark, PodHistory, ProbeHistory
from kubelet_lab.sim.sampler import LookRun

RUNS = {
    "deadlock": checkout(),
    "every second": checkout(readiness={"periodSeconds": 1, "failureThreshold": 1}),
    "slow probes": checkout(
        readiness={"periodSeconds": 30, "failureThreshold": 4},
        liveness={"periodSeconds": 20, "failureThreshold": 1, "timeoutSeconds": 10},
    ),
    "crash loop": crash_loop(),
    "quiet month": quiet_month(),
    "never up": never_up(),
}
Figure = dict[str, Any]


def _texts(figure: Figure) -> list[str]:
    return [one["text"] for one in figure["layout"]["annotations"]]


def _traces(figure: Figure, kind: str) -> dict[str, Figure]:
    """The traces of a type that have points."""
    found = [one for one in figure["data"] if one["type"] == kind and one["x"] != [None]]
    return {one["name"]: one for one in found}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_knows_every_property(run: str, theme: Any) -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    figure = timeline(RUNS[run], theme=theme, prediction=Prediction(50_000))
    assert graph_objects.Figure(figure).to_plotly_json()["layout"]["height"] > 0


def test_figures_need_no_plotly() -> None:
    code = (
        "import sys, checkout_story as c; from kubelet_lab.figures.svg import still;"
        "still(c.checkout()); print('plotly' in sys.modules, 'ipywidgets' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("run", RUNS)
def test_same_run_same_bytes(run: str) -> None:
    assert json.dumps(timeline(RUNS[run])) == json.dumps(timeline(RUNS[run]))


def test_a_figure_of_three_probes_is_900_by_420() -> None:
    layout = timeline(checkout())["layout"]
    assert layout["height"] == 420
    assert layout["margin"]["l"] + PLOT_PX + layout["margin"]["r"] == 900


def test_fewer_probes_make_a_lower_figure() -> None:
    assert timeline(quiet_month())["layout"]["height"] == 420 - 2 * LANE_PX


def test_lanes_carry_the_settings_of_their_probe() -> None:
    names = timeline(checkout(liveness={"timeoutSeconds": 7}))["layout"]["yaxis"]["ticktext"]
    assert [name.partition("<br>")[0] for name in names] == [
        "Pod condition", "Container", "Startup probe", "Readiness probe", "Liveness probe",
    ]  # fmt: skip
    assert "every 5 s, threshold 10, timeout 1 s" in names[2]
    assert "every 10 s, threshold 3, timeout 7 s" in names[4]


def test_delay_and_success_threshold_are_named_when_they_matter() -> None:
    run = quiet_month()
    probe = replace(run.probes["readiness"].probe, initial_delay_s=15, success_threshold=2)
    run = replace(run, probes={"readiness": ProbeHistory(probe)})
    lane = timeline(run)["layout"]["yaxis"]["ticktext"][2]
    assert "delay 15 s, every 3 s" in lane
    assert "success threshold 2" in lane


def test_one_trace_for_each_state_and_outcome() -> None:
    figure = timeline(crash_loop())
    assert list(_traces(figure, "bar")) == [
        "Ready", "NotReady", "starting", "running", "stuck", "terminating",
    ]  # fmt: skip
    assert list(_traces(figure, "scatter")) == [
        "probe succeeded", "probe failed", "failure threshold reached", "events",
    ]  # fmt: skip
    assert len(figure["data"]) <= 12


def test_zoom_is_kept_and_only_time_zooms() -> None:
    one, other = (timeline(run)["layout"] for run in (checkout(), crash_loop()))
    assert one["uirevision"] == other["uirevision"]
    assert one["yaxis"]["fixedrange"]


def test_thresholds_are_written_where_they_bite() -> None:
    texts = _texts(timeline(checkout()))
    assert "<b>2 of 2</b> failed → NotReady" in texts
    assert "<b>3 of 3</b> failed → kill" in texts
    assert "6 of 10 failures used (45 s from first to last)" in texts


def test_a_startup_probe_that_gives_up_kills() -> None:
    assert "<b>10 of 10</b> failed → kill" in _texts(timeline(never_up()))


def test_a_success_threshold_above_one_is_ringed_too() -> None:
    run = quiet_month()
    probe = replace(run.probes["readiness"].probe, success_threshold=2)
    decided = [Decision(36_020, 36_000, "success", 2, 2)]
    history = ProbeHistory(probe, run.probes["readiness"].runs, decided)
    figure = timeline(replace(run, probes={"readiness": history}))
    assert "<b>2 of 2</b> succeeded → Ready" in _texts(figure)
    assert "success threshold reached" in _traces(figure, "scatter")


def test_a_count_carried_over_from_the_last_container_is_not_said_as_a_fraction() -> None:
    run = checkout()
    live = run.probes["liveness"]
    decided = [live.decisions[0]._replace(run=4)]
    probes = {**run.probes, "liveness": ProbeHistory(live.probe, live.runs, decided)}
    texts = _texts(timeline(replace(run, probes=probes)))
    assert "<b>4 (threshold 3)</b> failed → kill" in texts


def test_rings_stand_on_their_looks() -> None:
    figure = timeline(checkout())
    rings = _traces(figure, "scatter")["failure threshold reached"]
    failed = _traces(figure, "scatter")["probe failed"]
    looks = set(zip(failed["x"], failed["y"], strict=True))
    assert {(123, 3), (140, 4)} == set(zip(rings["x"], rings["y"], strict=True)) <= looks


def test_thinned_looks_keep_every_ringed_one() -> None:
    scatter = _traces(timeline(crash_loop()), "scatter")
    looks = set(zip(scatter["probe failed"]["x"], scatter["probe failed"]["y"], strict=True))
    rings = scatter["failure threshold reached"]
    assert set(zip(rings["x"], rings["y"], strict=True)) <= looks


def test_labels_say_the_length_and_vanish_when_narrow() -> None:
    bars = _traces(timeline(checkout()), "bar")
    assert bars["Ready"]["text"] == ["<b>Ready</b>\u200294 s", "<b>Ready</b>\u200239 s"]
    assert bars["stuck"]["text"] == ["stuck"]
    assert set(_traces(timeline(crash_loop()), "bar")["stuck"]["text"]) == {""}


def test_markers_shrink_with_density() -> None:
    def size_px(period_s: int) -> float:
        figure = timeline(checkout(readiness={"periodSeconds": period_s}))
        looks = _traces(figure, "scatter")["probe succeeded"]
        return dict(zip(looks["y"], looks["marker"]["size"], strict=True))[3]  # type: ignore[no-any-return]

    assert size_px(1) < size_px(3) < size_px(10)


def test_all_looks_are_drawn_while_there_is_room() -> None:
    run = checkout()
    drawn = sum(
        len(trace["x"])
        for name, trace in _traces(timeline(run), "scatter").items()
        if name.startswith("probe")
    )
    assert drawn == sum(len(list(probe.looks())) for probe in run.probes.values())


@pytest.mark.parametrize("run", ["crash loop", "quiet month"])
def test_a_long_run_is_thinned_and_says_so(run: str) -> None:
    figure = timeline(RUNS[run])
    readiness = next(i for i, kind in enumerate(RUNS[run].probes) if kind == "readiness")
    assert "drawn" in figure["layout"]["yaxis"]["ticktext"][2 + readiness]
    drawn = sum(len(trace["x"]) for trace in _traces(figure, "scatter").values())
    assert drawn < 4 * PLOT_PX


def test_thinning_keeps_the_share_of_each_outcome() -> None:
    flapping = [
        LookRun(at, 1_000, 1, 20, outcome)
        for at, outcome in zip(
            range(0, 4_000_000, 1_000), ["success", "failure"] * 2_000, strict=True
        )
    ]
    run = quiet_month()
    probe = ProbeHistory(run.probes["readiness"].probe, flapping)
    scatter = _traces(
        timeline(replace(run, end_ms=4_000_000, probes={"readiness": probe})), "scatter"
    )
    assert len(scatter["probe succeeded"]["x"]) == len(scatter["probe failed"]["x"])


@pytest.mark.parametrize(
    ("end_s", "unit", "step"),
    [(40, "seconds", 5), (240, "seconds", 30), (600, "seconds", 60), (3_600, "minutes", 10),
     (14_400, "hours", 1), (86_400 * 3, "hours", 12), (86_400 * 30, "days", 5)],
)  # fmt: skip
def test_time_is_in_the_unit_a_reader_would_use(end_s: int, unit: str, step: int) -> None:
    axis = timeline(replace(checkout(), end_ms=end_s * 1_000))["layout"]["xaxis"]
    assert axis["title"]["text"].startswith(unit)
    assert axis["dtick"] == step


def test_names_in_a_run_are_escaped() -> None:
    run = replace(checkout(), marks=[Mark(120_000, "<img onerror=x>&", "world")])
    assert "&lt;img onerror=x&gt;&amp;<br>120 s" in _texts(timeline(run, title="a<b>"))
    assert timeline(run, title="a<b>")["layout"]["title"]["text"] == "<b>a&lt;b&gt;</b>"


def test_marks_of_one_instant_share_a_line() -> None:
    marks = [Mark(60_000, "kill", "kubelet"), Mark(60_000, "SIGTERM", "runtime")]
    figure = timeline(replace(checkout(), marks=marks))
    assert "kill, SIGTERM<br>60 s" in _texts(figure)
    assert len(_lines(figure)) == 1


def test_a_guess_is_drawn_like_nothing_else() -> None:
    figure = timeline(checkout(), prediction=Prediction(36_000))
    guess = next(one for one in figure["layout"]["annotations"] if "your guess" in one["text"])
    assert guess["text"] == "&nbsp;your guess&nbsp;<br>36 s"
    assert guess["x"] == 36
    assert guess["bgcolor"] not in {
        one["bgcolor"] for one in figure["layout"]["annotations"] if one is not guess
    }
    line = next(one for one in _lines(figure) if one["x0"] == 36)
    assert line["line"]["dash"] == "solid"


def test_a_guess_far_out_stands_at_the_edge_with_an_arrow() -> None:
    figure = timeline(checkout(), prediction=Prediction(3_600_000, "you said"))
    assert "&nbsp;you said&nbsp;<br>1 h →" in _texts(figure)
    assert figure["layout"]["xaxis"]["range"] == [0, 300]


def test_a_guess_just_out_moves_the_edge() -> None:
    axis = timeline(checkout(), prediction=Prediction(250_000))["layout"]["xaxis"]
    assert axis["range"] == [0, 250]


def test_a_name_without_room_is_dropped_and_its_line_is_faint() -> None:
    marks = [Mark(120_000 + 500 * i, f"event number {i}", "kubelet") for i in range(8)]
    figure = timeline(replace(checkout(), marks=marks))
    lines = [line for line in _lines(figure) if line["layer"] == "between"]
    named = [text for text in _texts(figure) if text.startswith("event")]
    assert len(lines) == 8 > len(named) > 0
    assert sum("opacity" in line for line in lines) == 8 - len(named)


def test_a_crash_loop_names_each_kind_of_event_once() -> None:
    figure = timeline(crash_loop())
    assert len(_lines(figure)) <= 5
    assert len(_traces(figure, "scatter")["events"]["x"]) > 300
    assert "<b>3 of 3</b> failed → kill, 84 times" in _texts(figure)


def _lines(figure: Figure) -> list[Figure]:
    return [one for one in figure["layout"]["shapes"] if one["type"] == "line"]


def _boxes(figure: Figure, plot_px: float) -> Iterator[tuple[float, float, float, float]]:
    """Left, right, top and bottom of every annotation, in px."""
    layout = figure["layout"]
    end = layout["xaxis"]["range"][1]
    for one in layout["annotations"]:
        lines = one["text"].split("<br>")
        size = one["font"].get("size", layout["font"]["size"])
        width = max(width_px(line, size) for line in lines)
        x = (
            one["x"] / end * plot_px
            + one["xshift"]
            - (width / 2 if one["xanchor"] == "center" else 0)
        )
        middle = -len(lines) * 15 / 2 if one.get("yref") else LANE_PX * (one["y"] + 0.5)
        y = middle - one["yshift"]
        yield x, x + width, y - len(lines) * 7, y + len(lines) * 7


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("guess_s", [None, 0, 30, 119, 141, 180, 239, 240, 900])
@pytest.mark.parametrize("plot_px", [NARROW_PLOT_PX, PLOT_PX, 1_200])
def test_words_never_collide(run: str, guess_s: int | None, plot_px: int) -> None:
    guess = None if guess_s is None else Prediction(guess_s * 1_000)
    boxes = list(_boxes(timeline(RUNS[run], prediction=guess), plot_px))
    for (a, b, top, low), (c, d, other_top, other_low) in combinations(boxes, 2):
        assert b <= c or d <= a or low <= other_top or other_low <= top


@pytest.mark.parametrize("run", RUNS)
def test_dark_is_the_light_figure_in_other_colours(run: str) -> None:
    light, dark = (json.dumps(timeline(RUNS[run], theme=theme)) for theme in ("light", "dark"))
    for one, other in DARK_OF_LIGHT.items():
        light = light.replace(one, f"@{other[1:]}")
    assert light.replace("@", "#") == dark


def test_every_still_has_words() -> None:
    assert timeline(checkout())["layout"]["meta"]["alt"].startswith(
        "What the probes see, and what the kubelet does. Pod checkout over 240 s."
    )
    for run in RUNS.values():
        assert isinstance(run, PodHistory)
        assert 40 < len(timeline(run)["layout"]["meta"]["alt"]) < 500
