"""What reports say of answers that go wrong in a way of their own: the true cause, no other."""

from __future__ import annotations

import pytest

from tests.exercises.proofs.checkout import pod
from tests.exercises.proofs.silent_nodes import UNREACHABLE, one
from tests.exercises.proofs.silent_nodes import pod as tolerating
from tests.helpers.proof import check

WRONG_PORT = pod().replace("8080}, periodSeconds: 10", "80}, periodSeconds: 10")


@pytest.mark.parametrize("night", ["a database outage", "one slow answer"])
def test_a_container_killed_on_a_calm_minute_is_not_said_to_suffer_from_the_night(
    night: str,
) -> None:
    (found,) = (one for one in check(WRONG_PORT).criteria if one.title.startswith(night))
    assert found.reason.startswith("The container was killed before anything was wrong, at ")
    assert found.points < found.max_points


def test_what_had_not_happened_when_the_night_ended_is_not_called_never() -> None:
    slow = pod(liveness="httpGet: {path: /health, port: 8080}, periodSeconds: 30")
    (found,) = (one for one in check(slow).criteria if one.title.startswith("a deadlock"))
    assert "SIGTERM had not come by 200.0 s" in found.reason


def test_a_pod_that_bears_it_for_two_hours_is_not_said_to_stay_for_ever() -> None:
    report = check(tolerating("ledger", one(UNREACHABLE, 7_200)))
    (found,) = (one for one in report.criteria if one.title.startswith("when its node dies"))
    assert "still there after 100 minutes; no other was ready" in found.reason


def test_every_criterion_that_lost_points_has_three_hints_even_if_nothing_was_set() -> None:
    report = check("%%answers stop_the_cascade\nspare_nodes: 0\n")
    assert [len(criterion.hints) for criterion in report.criteria] == [3, 3, 3]
