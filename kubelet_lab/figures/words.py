"""A pod's run in one or two sentences: the alternative text, and the readout under a panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from kubelet_lab.figures.text import duration
from kubelet_lab.node.history import Band, Decision, Mark, PodHistory

_MOST = 3  # stretches named one by one
_TELLING_MS = 1_000  # the kubelet itself needs about that long to notice an end


def alt_text(history: PodHistory) -> str:
    """What the timeline shows, for a reader who cannot see it."""
    parts = [f"Pod {history.pod} over {duration(history.end_ms)}", _traffic(history)]
    parts += [_decided(history), _happened(history.marks)]
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


def readout(history: PodHistory) -> str:
    """What came of it, in at most three short sentences."""
    parts = [_service(history), _blind_traffic(history), _kills(history)]
    return " ".join(f"{part}." for part in parts if part)


def tally(decision: Decision) -> str:
    """`3 of 3`; more than that where the count went on from the container before (FACTS 1.3)."""
    if decision.run > decision.threshold:
        return f"{decision.run} (threshold {decision.threshold})"
    return f"{decision.run} of {decision.threshold}"


def _traffic(history: PodHistory) -> str:
    ready = [band for band in history.ready if band.state == "Ready"]
    if not ready:
        return "It never gets traffic"
    if len(ready) > _MOST:
        total = duration(sum(band.end_ms - band.start_ms for band in ready))
        return f"It gets traffic in {len(ready)} stretches, {total} in all"
    spans = [_span(band, history.end_ms) for band in ready]
    return f"It gets traffic {_listed(spans)}"


def _span(band: Band, end_ms: int) -> str:
    until = "to the end" if band.end_ms >= end_ms else f"to {duration(band.end_ms)}"
    return f"from {duration(band.start_ms)} {until}"


def _decided(history: PodHistory) -> str:
    return "; ".join(_first_failure(history))


def _first_failure(history: PodHistory) -> Iterator[str]:
    for probe_type, probe in history.probes.items():
        failures = [one for one in probe.decisions if one.result == "failure"]
        if failures:
            first = failures[0]
            again = f", and {len(failures) - 1} times more" if len(failures) > 1 else ""
            when = duration(first.at_ms)
            yield f"the {probe_type} probe has failed {tally(first)} at {when}{again}"


def _happened(marks: list[Mark]) -> str:
    """The first event of each kind, and how many more there are."""
    first = {mark.text: mark for mark in reversed(marks)}.values()
    named = [f"{mark.text} at {duration(mark.at_ms)}" for mark in sorted(first)]
    rest = len(marks) - len(named)
    return _listed(named + ([f"{rest} more events"] if rest else []))


def _service(history: PodHistory) -> str:
    leaves = [b for a, b in pairwise(history.ready) if (a.state, b.state) == ("Ready", "NotReady")]
    if not leaves:
        ready = [band for band in history.ready if band.state == "Ready"]
        return f"Stays in the Service {_span(ready[0], history.end_ms)}" if ready else "Never Ready"
    first = leaves[0]
    when = f"at {_since_world(first.start_ms, history)}"
    if len(leaves) > 1:
        out = duration(sum(band.end_ms - band.start_ms for band in leaves))
        return f"Leaves the Service {len(leaves)} times, first {when}, {out} out in all"
    back = "not back" if first.end_ms >= history.end_ms else f"back at {duration(first.end_ms)}"
    return f"Leaves the Service {when}, {back}"


def _blind_traffic(history: PodHistory) -> str:
    """Requests sent to a process that is not there for them: the time that costs customers."""
    ready = [band for band in history.ready if band.state == "Ready"]
    lost = Counter[str]()
    for band in history.container:
        if band.state != "running":
            lost[band.state] += sum(_overlap_ms(band, one) for one in ready)
    told = [f"{state} ({duration(ms)})" for state, ms in lost.items() if ms >= _TELLING_MS]
    return f"Gets traffic while {_listed(told)}" if told else ""


def _overlap_ms(one: Band, other: Band) -> int:
    return max(0, min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms))


def _kills(history: PodHistory) -> str:
    kills = [band for band in history.container if band.state == "terminating"]
    if not kills:
        return "Never killed"
    when = f"at {_since_world(kills[0].start_ms, history)}"
    return f"Killed {when}" if len(kills) == 1 else f"Killed {len(kills)} times, first {when}"


def _since_world(at_ms: int, history: PodHistory) -> str:
    """`124 s (deadlock + 4 s)`: the instant, and how long after the last change of the world."""
    before = [mark for mark in history.marks if mark.source == "world" and mark.at_ms <= at_ms]
    if not before:
        return duration(at_ms)
    cause = max(before, key=lambda mark: mark.at_ms)
    return f"{duration(at_ms)} ({cause.text} + {duration(at_ms - cause.at_ms)})"


def _listed(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
