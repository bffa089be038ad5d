"""The game day: who ranks where, what a slip is told, and that a night is a night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from kubelet_lab import lab
from kubelet_lab.exercises.check import check
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.incidents.game_day import TRIALS, losses
from kubelet_lab.incidents.game_rivals import RIVALS
from kubelet_lab.spec.pod import Container, Pod, Resources

SOLUTION = Path(__file__).parents[2] / "solutions" / "day05" / "10_game_day.ipynb"
BARE = """%%manifest payments
apiVersion: v1
kind: Pod
metadata: {name: payments}
spec:
  containers:
  - {name: payments, image: payments:v7}
"""
RANKED = ["the restless", "the patient", "the lesson's checkout", "the copy-paste", "the defaults"]


def total(pod: Pod) -> float:
    return sum(loss.seconds for loss in losses(pod))


def lost(pod: Pod) -> dict[str, float]:
    return {t.name: one.seconds for t, one in zip(TRIALS, losses(pod), strict=True)}


def solution() -> str:
    cells = nbformat.read(SOLUTION, as_version=4).cells
    return str(next(c.source for c in cells if c.source.startswith("%%manifest payments")))


def test_the_five_rank_as_the_lesson_says() -> None:
    assert sorted(RIVALS, key=lambda name: total(RIVALS[name])) == RANKED


def test_the_solution_is_first_and_no_worse_than_the_best_in_any_night() -> None:
    report = check(solution())
    assert "Rank 1 of 6" in report.notes[-2]
    assert all(criterion.full for criterion in report.criteria)


def test_what_was_inherited_is_last_and_gets_no_points_either_way() -> None:
    report = check(BARE, "a seed")
    assert "Rank 5 of 6: 1272 s" in report.notes[-2]  # side by side with the defaults
    assert (report.points, report.max_points) == (0, 0)
    assert "✗ a deadlock" in report.text()


@pytest.mark.parametrize(
    ("night", "better", "worse"),
    [
        ("a slow start", "the patient", "the lesson's checkout"),
        ("a start that hangs", "the lesson's checkout", "the patient"),
        ("the database is down", "the lesson's checkout", "the copy-paste"),
        ("the database hangs", "the restless", "the patient"),
        ("a deadlock", "the restless", "the patient"),
        ("hiccups", "the lesson's checkout", "the restless"),
        ("a crash", "the lesson's checkout", "the defaults"),
        ("the memory of noon", "the defaults", "the restless"),
        ("a greedy neighbour", "the patient", "the lesson's checkout"),
        ("a noon of little CPU", "the patient", "the restless"),
        ("the kubelet restarts", "the patient", "the restless"),
        ("the kubelet never returns", "the restless", "the patient"),
        ("NotReady by PLEG", "the patient", "the defaults"),
    ],
)
def test_in_each_night_it_matters_what_was_set(night: str, better: str, worse: str) -> None:
    assert lost(RIVALS[better])[night] < lost(RIVALS[worse])[night]


def test_a_pod_that_finds_no_room_is_away_all_day() -> None:
    greedy = Container("payments", "payments:v7", resources=Resources({"cpu": 3_000}))
    asked = lost(replace(RIVALS["the defaults"], containers=(greedy,)))
    assert asked["a noon of little CPU"] == asked["the memory of noon"] == pytest.approx(120)


def test_the_same_answer_gets_the_same_words() -> None:
    first = check(solution()).text()
    losses.cache_clear()
    assert check(solution()).text() == first


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (("apiVersion: v1\n", ""), "Object 'apiVersion' is missing"),
        (("image:", "imag:"), 'unknown field "spec.containers[0].imag"'),
        (("kind: Pod", "kind: Pd"), "Pd"),
        (("- {name", "- {name: [}"), "line 7"),
    ],
)
def test_a_slip_is_told_in_the_words_of_the_api_server(slip: tuple[str, str], words: str) -> None:
    report = check(BARE.replace(*slip))
    assert words in report.error
    assert not report.guesses


def test_the_figure_has_a_lane_for_each_and_yours_only_once_there_is_one() -> None:
    alone, beside = (lab.ranking("Who?", yours=y) for y in ({}, check(BARE).guesses))
    assert list(alone.figure["layout"]["yaxis"]["tickvals"]) == list(range(5))
    assert list(beside.figure["layout"]["yaxis"]["tickvals"]) == list(range(6))
    assert to_svg(beside.figure).count("database") == 1
    assert "yours" in repr(lab.nights(yours=check(BARE).guesses))
    assert "yours" not in repr(lab.nights())


def test_a_guess_is_marked_on_the_ranking_in_words() -> None:
    guess = check("%%answers guess_favourite\nfewest_lost: The  Patient\n").guesses["fewest_lost"]
    marked, bare = (lab.ranking("Who?", guess=g).figure["layout"] for g in (guess, None))
    lanes = marked["yaxis"]["ticktext"]
    assert [lane for lane in lanes if "your guess" in lane] == [
        lane for lane in lanes if "the patient" in lane
    ]
    assert "Your guess: the patient." in marked["meta"]["alt"]
    assert "guess" not in repr(bare)


def test_one_thing_mended_shows_the_nights_that_it_changes_and_the_sum() -> None:
    told, mended = (
        lost(RIVALS["the lesson's checkout"]),
        lab.mend(startupProbe={"failureThreshold": 20}),
    )
    names = [row[0] for row in mended.rows]
    assert names[:-1] == ["a slow start", "a start that hangs"]
    assert mended.rows[-1][1].endswith(str(round(sum(told.values()))))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"livenessProbe": {"period": 5}},
            'unknown field "spec.containers[0].livenessProbe.period"',
        ),
        ({"livenessProbe": 5}, "livenessProbe"),
        ({"requests": {"cpu": "1"}}, 'unknown field "spec.containers[0].requests"'),
        ({"resources": {"limits": {"memory": "lots"}}}, "lots"),
        ({"livenessProbe": {"httpGet": {8080}}}, "httpGet"),
    ],
)
def test_a_slip_in_what_is_mended_is_told_and_plays_nothing(
    change: dict[str, object], says: str
) -> None:
    said = lab.mend(**change)
    assert repr(said).startswith("Nothing was played")
    assert says in repr(said)
