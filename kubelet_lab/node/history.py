"""One pod's run as a reader sees it: bands, looks, decisions and marks, all in milliseconds.

Figures draw it and rubrics judge it. It is derived from the engine's records after a run;
nothing in the engine reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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
