"""One pod's run as a reader sees it: bands, looks, decisions and marks, all in milliseconds.

Figures draw it and rubrics judge it. It is derived from the engine's records after a run;
nothing in the engine reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kubelet_lab.node.node import Node
from kubelet_lab.node.probe_worker import Decided, ProbeWorker
from kubelet_lab.sim.sampler import LookRun
from kubelet_lab.spec.pod import Probe, ProbeType


class Band(NamedTuple):
    """A state that held from `start_ms` (inclusive) to `end_ms` (exclusive)."""

    start_ms: int
    end_ms: int
    state: str


class Look(NamedTuple):
    """One probe attempt: it started at `at_ms` and answered `duration_ms` later."""

    at_ms: int
    duration_ms: int
    outcome: str  # "success", "failure" or "discarded" (an error: not counted)
    detail: str = ""  # the event's words, "" for a success


class Decision(NamedTuple):
    """The look that reached a threshold and changed the stored result."""

    at_ms: int  # when the deciding look had its answer
    look_at_ms: int  # when the deciding look started
    result: str  # "success" or "failure"
    run: int  # equal looks in a row, this one included
    threshold: int


class Mark(NamedTuple):
    """An instant worth a line across all lanes."""

    at_ms: int
    text: str  # "deadlock", "SIGTERM", "restart"
    source: str  # "world" for a change of the world, else who did it ("kubelet", "runtime")


@dataclass(frozen=True, slots=True)
class ProbeHistory:
    """All looks of one probe, compressed, and what they decided."""

    probe: Probe
    runs: list[LookRun] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def looks(self, from_ms: int = 0, to_ms: int | None = None) -> Iterator[Look]:
        """The single looks that start in [from_ms, to_ms), in order."""
        for run in self.runs:
            step = max(run.every_ms, 1)
            start = max(0, -(-(from_ms - run.first_ms) // step))
            for k in range(start, run.times):
                at_ms = run.first_ms + k * run.every_ms
                if to_ms is not None and at_ms >= to_ms:
                    break
                yield Look(at_ms, run.duration_ms, run.outcome, run.detail)


@dataclass(frozen=True, slots=True)
class PodHistory:
    """One pod with one container, from 0 to `end_ms`.

    `ready` has states "Ready" and "NotReady" (the pod's condition: does it get traffic?).
    `container` has "waiting", "starting", "running", "stuck" and "terminating".
    `probes` holds the probes the container has, in the order startup, readiness, liveness.
    """

    pod: str
    end_ms: int
    ready: list[Band]
    container: list[Band]
    probes: dict[ProbeType, ProbeHistory]
    marks: list[Mark]


def pod_history(
    node: Node, uid: str, *, origin_ms: int, end_ms: int, container: str = ""
) -> PodHistory:
    """Read the history of a pod's container (or its first) from a node that has been run.

    All instants are counted from `origin_ms`; what lies before it, or after `end_ms` (counted
    from `origin_ms` too), is cut off.
    """
    record = node.runtime.pods[uid]
    pod = record.pod
    name = container or pod.containers[0].name

    def shifted(changes: list[tuple[int, str]]) -> list[Band]:
        return _bands([(at_ms - origin_ms, state) for at_ms, state in changes], end_ms)

    ready = [(0, "NotReady")] + [
        (at_ms, "Ready" if value else "NotReady")
        for at_ms, value in node.kubelet.status.pods[uid].ready_changes
    ]
    instances = reversed(record.containers.get(name, []))
    states = [change for found in instances if found.process for change in found.process.states]
    return PodHistory(
        pod.name,
        end_ms,
        shifted(ready),
        shifted([(0, "waiting"), *record.past.get(name, []), *states]),
        _probes(node, uid, name, origin_ms),
        [mark for mark in _marks(node, pod.name, name, origin_ms) if 0 <= mark.at_ms < end_ms],
    )


def _bands(changes: list[tuple[int, str]], end_ms: int) -> list[Band]:
    """The states that held between changes, from 0 to `end_ms`."""
    ends = [at_ms for at_ms, _ in changes[1:]] + [end_ms]
    return [
        Band(max(start_ms, 0), min(stop_ms, end_ms), state)
        for (start_ms, state), stop_ms in zip(changes, ends, strict=True)
        if min(stop_ms, end_ms) > max(start_ms, 0)
    ]


def _probes(node: Node, uid: str, container: str, origin_ms: int) -> dict[ProbeType, ProbeHistory]:
    found: dict[ProbeType, ProbeHistory] = {}
    for worker in node.kubelet.prober.workers(uid):
        if worker.container.name != container:
            continue
        worker.sampler.settle()
        found[worker.kind] = ProbeHistory(
            worker.spec,
            [
                ended._replace(first_ms=ended.first_ms - origin_ms)
                for run in worker.sampler.runs
                for ended in _ended(run, node.clock.now_ms)
            ],
            [_decision(worker, decided, origin_ms) for decided in worker.decisions],
        )
    return found


def _ended(run: LookRun, now_ms: int) -> Iterator[LookRun]:
    """The looks of a run that have had their answer by now."""
    late_ms = now_ms - run.duration_ms - run.first_ms  # the first of these has not
    times = min(run.times, -(-late_ms // max(run.every_ms, 1)))
    if times > 0:
        yield run._replace(times=times)


def _decision(worker: ProbeWorker, decided: Decided, origin_ms: int) -> Decision:
    spec = worker.spec
    threshold = spec.success_threshold if decided.result == "success" else spec.failure_threshold
    at_ms, look_ms = decided.at_ms - origin_ms, decided.look_ms - origin_ms
    return Decision(at_ms, look_ms, decided.result, decided.run, threshold)


def _marks(node: Node, pod: str, container: str, origin_ms: int) -> Iterator[Mark]:
    """The instants a reader looks for: the world's changes, SIGTERM and SIGKILL, restarts."""
    starts = 0
    for entry in node.trace:
        at_ms = entry.at_ms - origin_ms
        if entry.source == "world" and entry.subject != f"pod/{pod}":
            yield Mark(at_ms, entry.text, "world")
        elif entry.source == "runtime" and entry.subject == f"pod/{pod}/{container}":
            starts += entry.text.startswith("StartContainer")
            if entry.text.startswith("StopContainer: "):
                yield Mark(at_ms, entry.text.split()[1].strip(","), "kubelet")
            elif entry.text.startswith("StartContainer") and starts > 1:
                yield Mark(at_ms, "restart", "kubelet")
