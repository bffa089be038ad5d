"""Our Target and the one in SimPy come to the same transitions, in every millisecond.

Small ones: it is the bench that plays all 200 nodes look by look, and fails if they differ.
"""

from typing import NamedTuple

import pytest
from target_ours import ours
from target_simpy import Numbers, Target, Transition, settled

from kubelet_lab.cluster.site import KubeletProcess
from kubelet_lab.incidents.target_fleet import machines
from kubelet_lab.node.machine import MI

SEEN_S = 2_700  # death, Unknown, eviction, replacements, and the first kubelets that follow


class Case(NamedTuple):
    """A fleet; leaks in MiB a second, grace and toleration in seconds."""

    nodes: int
    pods: int
    leaking: int
    leak_mib: int = 25
    grace_s: int = 50
    toleration_s: int = 300


def both(until_s: int, case: Case) -> tuple[list[Transition], list[Transition]]:
    our = ours(
        until_s,
        nodes=case.nodes,
        pods=case.pods,
        leaking_nodes=case.leaking,
        leak_mib_per_s=case.leak_mib,
        grace=case.grace_s,
        toleration=case.toleration_s,
    )
    every = machines(case.nodes, 0, KubeletProcess())
    numbers = Numbers(
        tuple(machine.system_uses for machine, _ in every),
        case.pods,
        case.leaking,
        leak=case.leak_mib * MI,
        grace=case.grace_s * 1000,
        toleration=case.toleration_s * 1000,
    )
    return settled(our), settled(Target(numbers).run(until_s))


@pytest.mark.parametrize(
    "case",
    [
        Case(10, 250, 3),
        Case(8, 200, 2, leak_mib=40, grace_s=40),
        Case(6, 180, 1, leak_mib=90, toleration_s=60),
        Case(7, 231, 2, leak_mib=60, toleration_s=30),  # too full: pods wait for a node
        Case(5, 100, 0),
    ],
)
def test_small_fleets_are_the_same_look_by_look(case: Case) -> None:
    our, their = both(SEEN_S, case)
    assert our == their
    assert bool(our) == bool(case.leaking)


def test_so_is_what_people_repair() -> None:
    our, their = both(6_000, Case(6, 150, 2, leak_mib=60))
    assert our == their
    kinds = {what for _, what, _, _ in our}
    assert kinds >= {"dies", "node", "taints", "bound", "ready", "deleted", "gone"}
