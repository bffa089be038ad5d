"""The memory leak: 47 restarts in three days, told beside what a three-hour leak comes to.

Source of the words: the lesson's "Real Example - Memory Leak"; of the rules: FACTS 4.5, 6.2, 6.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.machine import MI
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Ramp, Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

PORT = 8080
START, LIMIT = 100 * MI, 2048 * MI
HOUR_S, DAY_S = 3_600, 86_400
AN_AGE_S = HOUR_S - 60  # kubectl says "3d" until the next hour is full
TOLD_RESTARTS = 47
TOLD = {"leak_minutes": 180, "days": 3}
MOST_RESTARTS = 2_000


class Run(NamedTuple):
    """A leak, played to its end. `per_s` and `limit` are bytes a second, and bytes."""

    trace: Trace
    history: PodHistory
    restarts: int
    first_start_ms: int
    per_s: int
    limit: int

    def levels(self) -> Iterator[tuple[Ramp, int]]:
        """The memory in use in each run of the container, and when that run ended."""
        for band in self.history.container:
            if band.state == "running":
                yield Ramp(START, self.per_s, band.start_ms), band.end_ms


def leak(minutes: float, days: float) -> Run:
    """A program that reaches 2Gi after so many minutes, watched for so many days."""
    full_s = max(round(minutes * 60), 1)
    return leaking(max((LIMIT - START) // full_s, 1), LIMIT, days)


def leaking(per_s: int, limit: int, days: float, *, probed: bool = True) -> Run:
    """A program that starts with 100Mi and leaks `per_s` bytes a second up to `limit` bytes.

    Its probes notice nothing; without them a run costs a third.
    """
    full_s = max((limit - START) // per_s, 1)
    container = Container(
        "app",
        "leaky-app:1",
        readiness=Probe(HTTPGet("/", PORT), period_s=5) if probed else None,
        liveness=Probe(HTTPGet("/", PORT)) if probed else None,
        resources=Resources({"memory": min(1024 * MI, limit)}, {"memory": limit}),
    )
    pod = Pod("leaky-app", (container,), uid="leaky-1")
    clock = Clock()
    node = Node(clock)
    quiet = World({}, Signal("slowness", 0, node.trace), Signal("deadlock", 0, node.trace))
    program = Program(PORT, memory=START, leaks_per_s=per_s, endpoints={"/": Endpoint()})
    node.add_pod(pod, {"app": (program, quiet)})
    end_ms = seconds(min(days * DAY_S + AN_AGE_S, MOST_RESTARTS * full_s))
    clock.run(end_ms)
    history = pod_history(node, pod.uid, origin_ms=0, end_ms=end_ms)
    newest = node.runtime.newest(pod.uid, "app")
    began = next(node.trace.find("StartContainer"), None)
    restarts = newest.restart_count if newest else 0
    return Run(node.trace, history, restarts, began.at_ms if began else 0, per_s, limit)


def _play(parameters: Mapping[str, Any]) -> Outcome:
    minutes, days = parameters["leak_minutes"], parameters["days"]
    run = leak(minutes, days)
    zero_ms = run.first_start_ms
    killed = next(run.trace.find("OOMKilled"), None)
    killed_ms = killed.at_ms - zero_ms if killed else None
    again = (e.at_ms for e in run.trace.find("StartContainer", from_ms=zero_ms + 1))
    again_ms = next(again, None)
    backed_off = sum(1 for _ in run.trace.find("Warning BackOff"))
    rows = [
        *[_level(minutes, at_s, told) for at_s, told in ((0, 100), (HOUR_S, 500), (7_200, 1024))],
        row(3 * HOUR_S, "After 3 hours: 2Gi (limit!)", killed_ms, "memory.max is reached"),
        row(
            3 * HOUR_S,
            "Linux OOM Killer: Kills container process",
            killed_ms,
            "OOMKilled, exit code 137",
            "The kernel tries to reclaim first; this memory cannot be. On cgroup v2 all processes "
            "of the container end together.",
        ),
        row(
            None,
            "kubelet: Restart container (restart policy)",
            None if again_ms is None else again_ms - zero_ms,
            "StartContainer: heard at the next relist, restarted at once",
            "A run of more than ten minutes resets the back-off: the restart is immediate.",
        ),
        _restarts(run, minutes, days),
        _every_92_minutes(days),
        row(
            None,
            "1/1",
            None,
            f"Running almost all the time; {backed_off} back-offs, no CrashLoopBackOff to be seen"
            if not backed_off
            else f"{backed_off} back-offs: it shows CrashLoopBackOff",
            "Each run that is shorter than ten minutes doubles the wait before the next start.",
            holds=not backed_off,
        ),
        row(
            None,
            "Or set restart policy: Never (let it die)",
            None,
            "a bare pod stays Failed; a Deployment does not allow it",
            "The fix is the leak, or a limit that the program needs.",
            holds=False,
        ),
    ]
    return Outcome("memory-leak", parameters, rows, run.trace, zero_ms, run.history)


def _level(minutes: float, at_s: int, told_mi: int) -> Row:
    full_s = max(round(minutes * 60), 1)
    used_mi = (START + (LIMIT - START) * (at_s % full_s) // full_s) // MI
    fits = abs(used_mi - told_mi) <= 1
    words = {0: "Start: 100Mi memory", HOUR_S: "After 1 hour: 500Mi"}
    return row(
        at_s,
        words.get(at_s, "After 2 hours: 1Gi"),
        at_s * 1000,
        f"{used_mi}Mi",
        "" if fits else "A leak that fills 2Gi in a straight line is elsewhere in between.",
        holds=fits,
    )


def _restarts(run: Run, minutes: float, days: float) -> Row:
    return row(
        None,
        "RESTARTS 47, AGE 3d",
        None,
        f"RESTARTS {run.restarts}",
        f"{days:g} days have {days * 24:g} hours; one restart every {minutes:g} minutes makes "
        f"{run.restarts}. {TOLD_RESTARTS} restarts are not this leak.",
        holds=run.restarts == TOLD_RESTARTS,
    )


def _every_92_minutes(days: float) -> Row:
    """The leak that fits the told count."""
    minutes = round(days * DAY_S / 60 / TOLD_RESTARTS, 1)
    fits = leak(minutes, days).restarts if minutes else 0
    return row(
        None,
        "47 restarts = leaking 47 times!",
        None,
        f"a leak that fills the limit in {minutes:g} minutes: RESTARTS {fits}",
        f"Counted backwards: {days * 24:g} hours over {TOLD_RESTARTS}.",
        holds=fits == TOLD_RESTARTS,
    )


INCIDENTS = {"memory-leak": Incident("A memory leak", TOLD, _play)}
