"""Whole random nodes, look by look and by change: the traces are equal, entry by entry."""

import os

import pytest
from hypothesis import given, settings
from node_stories import ENDPOINTS, LASTS_MS, PORT, Change, Stage, Story, stories

from kubelet_lab.node.program import Program
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

# CI plays the same stories each time, so that it takes the same time. By hand, NODE_EXAMPLES in
# the thousands plays new ones.
EXAMPLES = int(os.environ.get("NODE_EXAMPLES", "25"))
BY_HAND = "NODE_EXAMPLES" in os.environ


@settings(max_examples=EXAMPLES, deadline=None, derandomize=not BY_HAND)
@given(stories)
def test_a_node_with_looks_skipped_is_the_node_look_by_look(story: Story) -> None:
    skipped, played = Stage(story, skip=True), Stage(story, skip=False)
    for skipped_entry, played_entry in zip(skipped.run(), played.run(), strict=True):
        assert skipped_entry == played_entry
    assert looks(skipped) == looks(played)
    assert (
        skipped.node.kubelet.node_status.lease_renewed_ms()
        == played.node.kubelet.node_status.lease_renewed_ms()
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(stories)
def test_every_entry_leads_back_to_a_change_of_the_world(story: Story) -> None:
    stage = Stage(story, skip=True)
    stage.run()
    trace = stage.node.trace
    for entry in trace:
        assert trace.why(entry.number)[-1].source == "world", entry


@pytest.mark.parametrize(
    "changes",
    [
        [Change(379_997, "disk", 0, 3)],  # late between a listing that failed and the next
        [Change(326_508, "disk", 0, 3), Change(386_508, "disk", 0, 0)],  # healed by a quick one
    ],
)
def test_pleg_is_late_and_healthy_again_at_the_same_instants(changes: list[Change]) -> None:
    story = Story([], changes, "containerd")
    assert Stage(story, skip=True).run() == Stage(story, skip=False).run()


@pytest.mark.parametrize("deleted_ms", [880_100, 880_400, 880_700, 880_800])
def test_a_look_under_way_when_its_worker_stops_is_among_the_looks(deleted_ms: int) -> None:
    """The pod is still on its way out when the story ends, and its stopped worker still there."""
    probe = Probe(HTTPGet("/health", PORT), period_s=1, failure_threshold=1)
    pod = Pod("pod0", (Container("c0", "shop:1", liveness=probe),), uid="u0")
    program = Program(port=PORT, stops_ms=60_000, endpoints=ENDPOINTS)
    changes = [Change(100_000, "slow", 0, 1), Change(deleted_ms, "delete", 0, 3)]
    story = Story([(0, pod, {"c0": program}, 0)], changes, "containerd")
    skipped, played = Stage(story, skip=True), Stage(story, skip=False)
    assert skipped.run() == played.run()
    assert looks(skipped) == looks(played)


def looks(stage: Stage) -> dict[object, list[object]]:
    """Every single look that had its answer in time, by pod, container and probe."""
    found: dict[object, list[object]] = {}
    for uid in stage.node.runtime.pods:
        for worker in stage.node.kubelet.prober.workers(uid):
            worker.sampler.settle()
            found[uid, worker.container.name, worker.kind] = [
                (run.first_ms + k * run.every_ms, run.duration_ms, run.outcome, run.detail)
                for run in worker.sampler.runs
                for k in range(run.times)
                if run.first_ms + k * run.every_ms + run.duration_ms < LASTS_MS
            ]
    return found
