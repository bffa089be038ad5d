"""Target, 2018, as told in the lesson, not verified: a leak on 50 of 200 nodes, and the rest.

Source of the words: the lesson's "Real Incident - Target (2018)"; of the rules: FACTS 5, 6.4, 8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.cluster.fleet import EndlessError
from kubelet_lab.cluster.fleet_history import FleetHistory, FleetMark
from kubelet_lab.incidents.fleet_marks import fleet_marks
from kubelet_lab.incidents.target_fleet import EMERGENCY_S, FULL_S, PARTIAL_S, Story, build
from kubelet_lab.incidents.target_rows import CLOCK_ZERO, Played, clock_of, rows
from kubelet_lab.incidents.target_rows import TOLD as TOLD_AT
from kubelet_lab.incidents.told import Incident, Outcome, Unplayable
from kubelet_lab.sim.clock import seconds

TITLE = "Target 2018 (as told in the lesson, not verified)"
END_S = 5 * 3_600  # the story ends at 18:00; a slower recovery has an hour more
TOLD: dict[str, Any] = {
    "nodes": 200,
    "pods": 5_000,
    "leaking_nodes": 50,
    "leak_mib_per_s": 25.4,  # 24 GB in the quarter of an hour from 14:15 to 14:30
    "grace": 50,  # seconds of silence; 40 before v1.32
    "toleration": 300,  # seconds
    "emergency": 5_400,  # seconds from 14:00 until people act
    "eviction_rate": 0.1,  # nodes a second
    "kubelet_oom": "as told",  # the kernel kills the largest; "real": by oom_score_adj
    "restart_after_oom": 0,  # seconds until systemd has it back on a full node; 0: it has not
    "kubelet_limit_gib": 0,  # memory.max of the kubelet's own cgroup; 0: none
    "kube_reserved_gib": 0,
    "restart_at_gib": 0,  # monitoring restarts a kubelet that is larger; 0: nobody looks
    "zombie_cleanup": 0,  # seconds of Unknown until automation restarts a node; 0: never
    "spare_nodes": 0,
}
WORDS = {"kubelet_oom": ("as told", "real")}


def play(parameters: Mapping[str, Any], end_s: int = END_S) -> Story:
    """Play the fleet to its end: the engine's part of it all.

    Raises Unplayable if kubelets are started again and again, without end.
    """
    story = build({**TOLD, **parameters})
    try:
        story.fleet.clock.run(seconds(end_s))
    except EndlessError as error:
        raise Unplayable(
            f"by {clock_of(story.fleet.clock.now_ms)} {error}: kubelet_limit_gib or restart_at_gib "
            "has to be higher (0: none), or leak_mib_per_s lower"
        ) from None
    return story


def history(story: Story, end_s: int = END_S) -> FleetHistory:
    """What a figure draws of it."""
    return story.fleet.census.history(CLOCK_ZERO, seconds(end_s), list(_marks(story)))


def _marks(story: Story) -> Iterator[FleetMark]:
    for told_s, text in (
        (TOLD_AT["leak"], "leak discovered"),
        (TOLD_AT["killed"], "kubelets killed"),
        (TOLD_AT["unknown"], "Unknown"),
        (TOLD_AT["not ready"], "NotReady"),
        (TOLD_AT["evicted"], "evicted"),
        (TOLD_AT["replaced"], "replaced"),
        (TOLD_AT["cascade"], "cascade"),
        (EMERGENCY_S, "emergency"),
        (PARTIAL_S, "partial recovery"),
        (FULL_S, "full recovery"),
    ):
        yield FleetMark(seconds(told_s), text, "told")
    if story.repaired:
        yield FleetMark(story.repaired[-1], "all nodes back", "computed")


def _play(parameters: Mapping[str, Any]) -> Outcome:
    story = play(parameters)
    seen = history(story)
    told = rows(Played(story, seen))
    seen = replace(seen, marks=fleet_marks(told))
    return Outcome("target", parameters, told, story.fleet.trace, 0, seen)


def _fixes(parameters: Mapping[str, Any]) -> str:
    from kubelet_lab.incidents.target_fixes import fix_table, fixes_as_text  # noqa: PLC0415 (it plays this)

    return fixes_as_text(fix_table(parameters))


INCIDENTS = {"target": Incident(TITLE, TOLD, _play, WORDS, _fixes)}
