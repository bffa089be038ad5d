"""The checkout pod's deadlock, as a stand-in for the engine: ideal ticks, a fixed 30 s stop."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.node.history import Band, Decision, Mark, PodHistory, ProbeHistory
from kubelet_lab.sim.sampler import LookRun
from kubelet_lab.spec.pod import HTTPGet, Probe

END_MS = 240_000
START_MS, DEADLOCK_MS, STOP_MS, LOAD_MS = 30_000, 120_000, 30_000, 30_000
STARTUP = Probe(HTTPGet("/health", 8080), period_s=5, failure_threshold=10)
READINESS = Probe(HTTPGet("/ready", 8080), period_s=3, failure_threshold=2)
LIVENESS = Probe(HTTPGet("/health", 8080), period_s=10, failure_threshold=3)


def checkout(
    readiness: Mapping[str, int] | None = None, liveness: Mapping[str, int] | None = None
) -> PodHistory:
    """The story, with some fields of the readiness or liveness probe set by their API names."""
    ready_probe, live_probe = _with(READINESS, readiness), _with(LIVENESS, liveness)
    ready_decides, live_decides = _decides(ready_probe), _decides(live_probe)
    kill_ms = live_decides.at_ms
    restart_ms = kill_ms + STOP_MS
    up_ms = min(restart_ms + LOAD_MS, END_MS)
    out_ms = min(ready_decides.at_ms, restart_ms)
    return PodHistory(
        pod="checkout",
        end_ms=END_MS,
        ready=_bands("NotReady", START_MS, "Ready", out_ms, "NotReady", up_ms, "Ready"),
        container=_bands(
            "starting", START_MS, "running", DEADLOCK_MS, "stuck", kill_ms,
            "terminating", restart_ms, "starting", up_ms, "running",
        ),
        probes={
            "startup": ProbeHistory(STARTUP, _startup_runs(restart_ms, up_ms)),
            "readiness": ProbeHistory(
                ready_probe, _runs(ready_probe, restart_ms, up_ms), [ready_decides]
            ),
            "liveness": ProbeHistory(
                live_probe, _runs(live_probe, kill_ms, up_ms), [live_decides]
            ),
        },
        marks=[
            Mark(START_MS, "app ready", "world"),
            Mark(DEADLOCK_MS, "deadlock", "world"),
            Mark(kill_ms, "SIGTERM", "kubelet"),
            Mark(restart_ms, "restart", "kubelet"),
        ],
    )  # fmt: skip


def simulate_readiness(values: Mapping[str, int]) -> PodHistory:
    """What a panel on the readiness probe asks for."""
    return checkout(readiness=values)


def _with(probe: Probe, values: Mapping[str, int] | None) -> Probe:
    names = {
        "periodSeconds": "period_s",
        "failureThreshold": "failure_threshold",
        "timeoutSeconds": "timeout_s",
    }
    fields = {slot: getattr(probe, slot) for slot in Probe.__slots__}
    return Probe(**fields | {names[key]: value for key, value in (values or {}).items()})


def _ticks_until(probe: Probe, from_ms: int, to_ms: int) -> int:
    return max(0, -(-(to_ms - from_ms) // (probe.period_s * 1_000)))


def _decides(probe: Probe) -> Decision:
    """Looks come every period from START_MS; the first at or after the deadlock fails."""
    ok = _ticks_until(probe, START_MS, DEADLOCK_MS)
    last = ok + probe.failure_threshold - 1
    look_ms = min(START_MS + last * probe.period_s * 1_000, END_MS - 40_000)
    at_ms = look_ms + probe.timeout_s * 1_000
    return Decision(at_ms, look_ms, "failure", probe.failure_threshold, probe.failure_threshold)


def _runs(probe: Probe, until_ms: int, up_ms: int) -> list[LookRun]:
    every = probe.period_s * 1_000
    ok = _ticks_until(probe, START_MS, DEADLOCK_MS)
    first_bad = START_MS + ok * every
    return [
        LookRun(START_MS, every, ok, 20, "success"),
        LookRun(first_bad, every, _ticks_until(probe, first_bad, until_ms), 1_000, "failure"),
        LookRun(up_ms, every, _ticks_until(probe, up_ms, END_MS), 20, "success"),
    ]


def _startup_runs(restart_ms: int, up_ms: int) -> list[LookRun]:
    bad = _ticks_until(STARTUP, restart_ms, up_ms)
    return [
        LookRun(0, 5_000, 6, 20, "failure"),
        LookRun(START_MS, 5_000, 1, 20, "success"),
        LookRun(restart_ms, 5_000, bad, 20, "failure"),
        LookRun(up_ms, 5_000, 1 if up_ms < END_MS else 0, 20, "success"),
    ]


def _bands(*parts: str | int) -> list[Band]:
    """`_bands("a", 5, "b")`: a until 5 ms, then b until the end; empty ones are dropped."""
    ends = [*parts[1::2], END_MS]
    starts = [0, *parts[1::2]]
    bands = [Band(a, b, s) for s, a, b in zip(parts[::2], starts, ends, strict=True)]
    return [band for band in bands if band.end_ms > band.start_ms]
