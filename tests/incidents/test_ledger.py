"""One pod, five faults, and where a healthy one starts."""

import pytest

from kubelet_lab import incidents
from kubelet_lab.incidents.ledger import FAULTS, REPAIRED, Place, play

STATUS = ["ImagePullBackOff", "ErrImageNeverPull", "OutOfcpu", "Init:0/1", "CrashLoopBackOff"]


@pytest.mark.parametrize(("fault", "status"), list(zip(FAULTS, STATUS, strict=True)))
def test_each_fault_has_its_own_word_under_status(fault: str, status: str) -> None:
    run = play(FAULTS[fault][0], Place())
    assert (run.status, run.ready_s) == (status, None)


@pytest.mark.parametrize(
    "place",
    [
        Place(),
        Place(has_images=True, registry_away=True),
        Place(mb_per_s=15),
        Place(cpu_m=4_000, taken_cpu_m=3_000, busy=True),
    ],
    ids=["empty node", "registry away", "slow line", "busy node"],
)
def test_without_a_fault_it_runs_and_the_agent_beside_it(place: Place) -> None:
    run = play(REPAIRED, place)
    assert (run.status, run.restarts, run.agent_runs) == ("Running", 0, True)
    assert run.ready_s


def test_the_table_says_what_kubectl_says() -> None:
    rows = incidents.run("never-starts").rows
    assert [row.computed.split("STATUS ")[1].split(",")[0] for row in rows] == STATUS
