"""A symptom says what happened: a kill on a good day is not blamed on a fault that came later."""

import pytest

from tests.exercises.proofs.probes import LIVE, OUTAGE, SLOW, model, orders
from tests.helpers.proof import check

TOO_EARLY = "The container was restarted before anything was wrong, at 30.0 s."


@pytest.mark.parametrize("criterion", [OUTAGE, SLOW])
def test_a_probe_that_never_passes_is_not_blamed_on_a_later_fault(criterion: str) -> None:
    report = check(orders("httpGet: {path: /pnig, port: 8080}"), None)
    reasons = {found.title: found.reason for found in report.criteria}
    assert reasons[criterion] == TOO_EARLY


def test_a_model_that_is_killed_after_its_load_is_not_said_to_be_loading() -> None:
    report = check(model(liveness=LIVE.replace("8080", "9090")), None)
    assert "was loaded at 60 s, and nothing was wrong with it" in report.text()
    assert "still loading" not in report.text()
