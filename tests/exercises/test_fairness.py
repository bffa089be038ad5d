"""Every rubric is fair: who gets full marks, and who loses what for what.

One `Proof` for each exercise that gives points. Run with SEEDS=1000 for the whole
proof of the right answers; CI tries a few seeds.
"""

import os
import re

import pytest

from kubelet_lab.exercises.catalogue import MODULES, find
from kubelet_lab.exercises.report import Criterion
from tests.exercises.proofs import PROOFS
from tests.helpers.proof import LEAST_RIGHT, LEAST_WRONG, Proof, check, lost

SEEDS = [f"seed-{number}" for number in range(int(os.environ.get("SEEDS", "12")))]
EACH = {proof.exercise: proof for proof in PROOFS}
RIGHT = [(proof, name) for proof in PROOFS for name in proof.right]
WRONG = [(proof, name) for proof in PROOFS for name in proof.wrong]
MALFORMED = [(proof, name) for proof in PROOFS for name in proof.malformed]


def called(parameter: object) -> str:
    return parameter.exercise if isinstance(parameter, Proof) else str(parameter)


def test_every_exercise_that_gives_points_has_its_proof() -> None:
    assert {name for name in MODULES if find(name).max_points} == EACH.keys()


@pytest.mark.parametrize("proof", PROOFS, ids=called)
def test_a_proof_has_enough_answers_or_says_why_not(proof: Proof) -> None:
    enough = len(proof.right) >= LEAST_RIGHT and len(proof.wrong) >= LEAST_WRONG
    assert enough != bool(proof.few)
    assert (proof.tuned is None) == bool(proof.nothing_hidden)
    assert find(proof.exercise).max_points == proof.points


@pytest.mark.parametrize(("proof", "name"), RIGHT, ids=called)
def test_an_answer_that_behaves_gets_full_marks_whatever_the_seed(proof: Proof, name: str) -> None:
    for seed in [None, *(SEEDS[:1] if proof.nothing_hidden else SEEDS)]:
        report = check(proof.right[name], seed)
        assert report.points == report.max_points, f"{seed}: {report.text()}"


@pytest.mark.parametrize(("proof", "name"), WRONG, ids=called)
def test_a_misconception_loses_points_on_the_criterion_it_violates(proof: Proof, name: str) -> None:
    answer, criterion = proof.wrong[name]
    for seed in SEEDS[:4]:
        report = check(answer, seed)
        assert not report.error, report.text()
        assert criterion in lost(report), f"{seed}: {report.text()}"
        assert report.points < report.max_points


@pytest.mark.parametrize("proof", [p for p in PROOFS if p.tuned], ids=called)
def test_an_answer_tuned_to_public_incidents_loses_on_the_hidden_ones(proof: Proof) -> None:
    assert proof.tuned is not None
    answer, criteria = proof.tuned
    assert check(answer, None).points == proof.points
    for seed in SEEDS:
        assert set(criteria) <= lost(check(answer, seed)).keys(), seed


@pytest.mark.parametrize(("proof", "name"), MALFORMED, ids=called)
def test_a_malformed_answer_gets_0_and_the_reason(proof: Proof, name: str) -> None:
    answer, says = proof.malformed[name]
    report = check(answer, SEEDS[0])
    assert (report.points, says in report.error) == (0, True), report.text()


@pytest.mark.parametrize("proof", PROOFS, ids=called)
def test_an_empty_answer_gets_0_and_a_friendly_sentence(proof: Proof) -> None:
    for cell in proof.empty:
        report = check(cell, SEEDS[0])
        assert (report.points, report.error.split(".")[0]) == (0, "No answer yet")


@pytest.mark.parametrize("proof", [p for p in PROOFS if p.tuned], ids=called)
def test_what_stays_hidden_is_not_told(proof: Proof) -> None:
    answers = [answer for answer, _ in (*proof.wrong.values(), proof.tuned or ("", ()))]
    for answer in answers:
        for criterion in check(answer, SEEDS[0]).criteria:
            assert not (criterion.hidden and has_a_measured_number(criterion)), criterion.reason


def has_a_measured_number(criterion: Criterion) -> bool:
    """A number with a fraction is one that a run gave: it would let the incident be rebuilt."""
    return any(re.match(r"\d+\.\d", word) for word in criterion.reason.split())


@pytest.mark.parametrize("proof", PROOFS, ids=called)
def test_the_table_of_the_proof(proof: Proof, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n\n{proof.exercise}, {proof.points:g} points, first hidden seed")  # noqa: T201
        for name, answer in proof.right.items():
            print(f"  {check(answer, SEEDS[0]).points:5.2f}  {name}")  # noqa: T201
        for name, (answer, _) in proof.wrong.items():
            report = check(answer, SEEDS[0])
            print(f"  {report.points:5.2f}  {name}")  # noqa: T201
            for title, points in lost(report).items():
                print(f"         -{points:<5g} {title}")  # noqa: T201
