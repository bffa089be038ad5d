"""The kubelet dies: what runs on, what stops, who notices when, and what a new one finds.

Source of the rules: FACTS 5; of the words: the lesson's "What Happens When kubelet Dies?". Every
node is a whole `node.Node`, the control plane is the cluster's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kubelet_lab.incidents.kubelet_crash_played import (
    CRASHES_S,
    FIVE_MINUTES_S,
    NODE,
    SENT_S,
    SINCE_1_32_S,
    TOLD,
    Run,
    given_up_within,
    play,
)
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.node_status import LEASE_RENEW_MS
from kubelet_lab.sim.clock import seconds


def _at_once(run: Run) -> Iterator[Row]:
    story = run.story
    ended = story.at("has ended", subject="web")
    yield row(0, "kubelet crashes on node", 0, "the process is gone; its containers are not")
    yield row(
        None,
        "✓ Containers keep running (Container runtime independent)",
        0,
        f"the first of the Service's containers here ends at {_s(ended)}",
        holds=ended is None or ended >= min(run.returns_ms, run.end_ms),
    )
    yield row(
        None,
        "✓ Services keep working (kube-proxy still routing)",
        0,
        f"{story.count('serving', 0)} pods are served to as before; so is a worker "
        f"that crashed at {CRASHES_S} s, until the node is given up",
        "A Service believes the last status posted. Nobody looks any more whether a pod answers.",
        holds=False,
    )
    yield row(
        None,
        "✗ Can't start new pods (No kubelet to talk to runtime)",
        story.at("StartContainer", subject="late"),
        f"a pod sent there at {SENT_S} s starts then: with the next kubelet",
        holds=_waits(story.at("StartContainer", subject="late"), run),
    )
    again = story.at("StartContainer", subject="agent", from_ms=seconds(CRASHES_S))
    yield row(
        None,
        "✗ Can't restart crashed containers (No health monitoring)",
        again,
        f"the agent crashed at {CRASHES_S} s and starts again then; no probe has looked since 0 s",
        holds=_waits(again, run),
    )
    renewed_ms = (story.zero_ms - 1) // LEASE_RENEW_MS * LEASE_RENEW_MS
    yield row(
        None,
        "✗ Can't report status (API Server doesn't know pod state)",
        renewed_ms - story.zero_ms,
        f"the last lease was renewed then; {NODE} counts as Ready until somebody misses it",
    )


def _given_up(run: Run, parameters: Mapping[str, Any]) -> Iterator[Row]:
    story, grace_s = run.story, parameters["grace_s"]
    given_up = story.at("condition Ready Unknown")
    earliest, latest = given_up_within(grace_s)
    now = given_up_within(SINCE_1_32_S)
    yield row(
        40,
        'AFTER 40 SECONDS: Node Controller notices "Node hasn\'t reported in 40 seconds"',
        given_up,
        "Ready Unknown: Kubelet stopped posting node status. "
        f"From {earliest:.0f} to {latest:.0f} s, by the instant of the crash",
        f"It looks every 5 s, and counts {grace_s:g} s from when it saw the last renewal. Since "
        f"v1.32 the grace is {SINCE_1_32_S} s: {now[0]:.0f} to {now[1]:.0f} s.",
    )
    out = 0 if given_up is None else story.count("serving", -1) - story.count("serving", given_up)
    yield row(
        None,
        "Node marked: Ready → NotReady",
        given_up,
        f"kubectl shows NotReady; its pods turn not ready in the same look: {out} leave their "
        "Service",
    )
    yield row(
        None,
        "Scheduler: Don't send new pods there",
        story.at("unreachable:NoSchedule"),
        "taint node.kubernetes.io/unreachable:NoSchedule",
    )


def _evicted(run: Run, parameters: Mapping[str, Any]) -> Iterator[Row]:
    story, tolerated_s = run.story, parameters["toleration_s"]
    tainted = story.at("unreachable:NoExecute")
    marked = story.at("Marking for deletion")
    replaced = story.at("Created pod")
    counted = [*story.fleet.trace.find("Marking for deletion")]
    zombies = 0 if marked is None else story.count("zombie", marked)
    yield row(
        FIVE_MINUTES_S,
        "AFTER 5 MINUTES: Node Controller evicts pods",
        marked,
        f"NoExecute at {_s(tainted)}, and {tolerated_s:g} s later the taint eviction controller",
        "The five minutes are each pod's own toleration, and they count from the taint. Who "
        "tolerates it for ever stays: DaemonSet and static pods.",
    )
    yield row(
        None,
        "Pods marked: Terminating",
        marked,
        f"{len(counted)} objects; no kubelet is there to end them",
    )
    yield row(
        None,
        'ReplicaSet Controller: "Create replacement pods on other nodes"',
        replaced,
        f"{story.count('replaced', run.end_ms)} pods, in the same moment",
    )
    yield row(
        None,
        'But! Containers still running on dead node! "zombie pods" - unknown to cluster',
        marked,
        f"{zombies} pods have containers that run without a kubelet",
        "The cluster knows them: their objects stay Terminating until a kubelet says that all has "
        "ended, or somebody deletes the node or forces it.",
        holds=False,
    )


def _returned(run: Run) -> Iterator[Row]:
    story, returns_ms = run.story, run.returns_ms
    quiet = "(not told) "
    yield row(
        None,
        quiet + "A kubelet starts again",
        story.at("Starting kubelet", from_ms=returns_ms),
        "it handles nothing before the first relist: PLEG has yet to be successful",
    )
    yield row(
        None,
        quiet + "The node is Ready",
        story.at("condition Ready True", subject=f"{NODE}/", from_ms=returns_ms),
        "its first good status, within 100 ms of the relist; the taints go",
    )
    yield row(
        None,
        quiet + "Zombies end",
        story.at("Killing", from_ms=returns_ms),
        f"SIGTERM for what was deleted meanwhile; the last object goes at "
        f"{_s(_last(run, 'all of the pod has ended'))}",
    )
    kept = run.site.real.runtime
    found = [kept.newest(f"{name}-{NODE}", name) for name in ("agent", "etcd")]
    lives = [f"{known.name} has RESTARTS {known.restart_count}" for known in found if known]
    yield row(
        None,
        quiet + "What nobody evicted goes on",
        None,
        "of a DaemonSet, or static: " + ", ".join(lives),
        holds=all(known and known.state == "running" for known in found),
    )


def _waits(at_ms: int | None, run: Run) -> bool:
    return at_ms is None or at_ms >= run.returns_ms


def _last(run: Run, text: str) -> int | None:
    found = [e.at_ms - run.story.zero_ms for e in run.story.fleet.trace.find(text)]
    return max(found, default=None)


def _s(at_ms: int | None) -> str:
    return "no time" if at_ms is None else f"{at_ms / 1000:g} s"


def _play(parameters: Mapping[str, Any]) -> Outcome:
    run = play(parameters)
    rows = [
        *_at_once(run),
        *_given_up(run, parameters),
        *_evicted(run, parameters),
        *_returned(run),
    ]
    history = run.story.history("", run.end_ms, rows)
    trace, zero_ms = run.story.fleet.trace, run.story.zero_ms
    return Outcome("kubelet-crash", parameters, rows, trace, zero_ms, history)


INCIDENTS = {"kubelet-crash": Incident("When the kubelet dies", TOLD, _play)}
