"""Runs that strain a figure: a crash loop of four hours, and a month in which nothing happens."""

from __future__ import annotations

from checkout_story import LIVENESS, READINESS, STARTUP, checkout

from kubelet_lab.node.history import Band, Decision, Mark, PodHistory, ProbeHistory
from kubelet_lab.sim.sampler import LookRun
from kubelet_lab.spec.pod import ProbeType

LOOP_MS = 171_000  # from a start to the restart, in the checkout story
MONTH_MS = 30 * 86_400_000


def crash_loop(end_ms: int = 14_400_000) -> PodHistory:
    """The checkout story's first 171 s, over and over."""
    one = checkout()
    starts = range(0, end_ms, LOOP_MS)
    return PodHistory(
        pod="checkout",
        end_ms=end_ms,
        ready=[band for at in starts for band in _moved(one.ready, at, end_ms)],
        container=[band for at in starts for band in _moved(one.container, at, end_ms)],
        probes={
            kind: ProbeHistory(
                probe.probe,
                [
                    run._replace(first_ms=run.first_ms + at)
                    for at in starts
                    for run in probe.runs
                    if run.first_ms < LOOP_MS and run.first_ms + at < end_ms
                ],
                [
                    one._replace(at_ms=one.at_ms + at, look_at_ms=one.look_at_ms + at)
                    for at in starts
                    for one in probe.decisions
                    if one.at_ms + at < end_ms
                ],
            )
            for kind, probe in one.probes.items()
        },
        marks=[
            mark._replace(at_ms=mark.at_ms + at)
            for at in starts
            for mark in one.marks
            if mark.at_ms + at < end_ms
        ],
    )


def _moved(bands: list[Band], at_ms: int, end_ms: int) -> list[Band]:
    cut = min(LOOP_MS, end_ms - at_ms)
    return [
        Band(at_ms + band.start_ms, at_ms + min(band.end_ms, cut), band.state)
        for band in bands
        if band.start_ms < cut
    ]


def quiet_month() -> PodHistory:
    """One start, and then 864,000 looks that all succeed."""
    ready: ProbeType = "readiness"
    return PodHistory(
        pod="quiet",
        end_ms=MONTH_MS,
        ready=[Band(0, 33_000, "NotReady"), Band(33_000, MONTH_MS, "Ready")],
        container=[Band(0, 30_000, "starting"), Band(30_000, MONTH_MS, "running")],
        probes={
            ready: ProbeHistory(
                READINESS,
                [LookRun(33_000, 3_000, 863_989, 20, "success")],
                [Decision(33_020, 33_000, "success", 1, 1)],
            )
        },
        marks=[Mark(30_000, "app ready", "world")],
    )


def never_up() -> PodHistory:
    """A startup probe that gives up, and a container that is killed before it was ready."""
    end_ms = 60_000
    return PodHistory(
        pod="slow",
        end_ms=end_ms,
        ready=[Band(0, end_ms, "NotReady")],
        container=[Band(0, 46_000, "starting"), Band(46_000, end_ms, "terminating")],
        probes={
            "startup": ProbeHistory(
                STARTUP,
                [LookRun(0, 5_000, 10, 20, "failure")],
                [Decision(46_000, 45_000, "failure", 10, 10)],
            ),
            "liveness": ProbeHistory(LIVENESS, []),
        },
        marks=[Mark(46_000, "SIGTERM", "kubelet")],
    )
