"""What four faults do to a container: out of traffic, killed, or nothing, and how soon.

A manifest does not say what an endpoint stands on. So each reaction says under which condition
it holds: "if httpGet :8080/healthz needs the database".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from kubelet_lab.check.delays import (
    Span,
    always_an_error,
    start_budget,
    until_failed,
    until_gone,
    until_good_again,
    until_killed,
    until_timed_out,
)
from kubelet_lab.check.words import handler_words, span_words
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.spec.pod import Container, Exec, Pod, Probe, ProbeType, TCPSocket

Fault = Literal["database outage", "deadlock", "slow answers", "slow start"]
Action = Literal["out of traffic", "back in traffic", "killed", "gone", "survives", "none"]

ACTING: tuple[ProbeType, ...] = ("readiness", "liveness")  # what looks at a program that runs
CONDITIONS: dict[Fault, str] = {
    "database outage": "needs the database",
    "deadlock": "goes through what is stuck",
    "slow answers": "takes {timeout} s or more (a saturated disk, a throttled CPU)",
}
NO_RESTART = "; a restart brings no database back"
UNPROBED = {
    "readiness": "no readiness probe: it gets traffic as long as it runs",
    "liveness": "no liveness probe: nothing restarts it",
}
THROWN_AWAY = {
    "readiness": "the container is never Ready",
    "liveness": "it never restarts the container",
    "startup": "the container never counts as started, is never Ready and never killed",
}


class Reaction(NamedTuple):
    """What one probe makes of one fault; seconds from the fault, None if it does nothing.

    "survives" has the longest start that always passes (`shortest_s`) and the longest that ever
    does (`longest_s`). "back in traffic" counts from the end of the fault. "gone" is when a
    process that does not hear SIGTERM gets SIGKILL.
    """

    fault: Fault
    probe: ProbeType | None
    action: Action
    text: str
    shortest_s: int | None = None
    longest_s: int | None = None
    rule: str = ""


def reactions(pod: Pod, container: Container) -> Iterator[Reaction]:
    """All that the four faults do to a container, fault by fault."""
    for fault in CONDITIONS:
        for kind in ACTING:
            probe = container.probe(kind)
            deaf = UNPROBED[kind] if probe is None else _deaf(container, kind, probe)
            if probe is None or deaf:
                yield Reaction(fault, kind, "none", deaf)
            elif kind == "readiness":
                yield from _unready(fault, probe)
            else:
                yield from _killed(fault, pod, container, probe)
    yield _slow_start(container)


def _unready(fault: Fault, probe: Probe) -> Iterator[Reaction]:
    span = _until_decided(fault, probe)
    text = f"out of traffic {span_words(*span[:2])} later{_given(fault, probe)}"
    yield Reaction(fault, "readiness", "out of traffic", text, *span)
    if fault == "deadlock":
        return  # it does not end by itself
    back = until_good_again(probe)
    text = f"back in traffic {span_words(*back[:2])} after the end of it"
    yield Reaction(fault, "readiness", "back in traffic", text, *back)


def _killed(fault: Fault, pod: Pod, container: Container, probe: Probe) -> Iterator[Reaction]:
    killing = _until_decided(fault, probe).later(until_killed())
    text = f"killed {span_words(*killing[:2])} later{_given(fault, probe)}"
    stays_down = pod.restart_policy == "Never" and not is_sidecar(container)
    text += "; with restartPolicy Never it stays down" if stays_down else ""
    text += NO_RESTART if fault == "database outage" else ""
    yield Reaction(fault, "liveness", "killed", text, *killing)
    if fault == "deadlock":
        gone = killing.later(until_gone(pod, container, probe))
        text = f"gone {span_words(*gone[:2])} after the deadlock if it does not hear SIGTERM"
        yield Reaction(fault, "liveness", "gone", text, *gone)


def _until_decided(fault: Fault, probe: Probe) -> Span:
    # A command may have a time limit of its own, and fail before the probe's.
    own_limit = fault == "deadlock" and isinstance(probe.handler, Exec)
    at_once = fault == "database outage" or own_limit
    return until_failed(probe) if at_once else until_timed_out(probe)


def _slow_start(container: Container) -> Reaction:
    kind: ProbeType = "startup" if container.startup else "liveness"
    probe = container.startup or container.liveness
    if probe is None:
        text = "it may take as long as it likes: no startup or liveness probe kills it"
        return Reaction("slow start", None, "none", text)
    if error := always_an_error(container, probe):
        return Reaction("slow start", kind, "none", _thrown_away(kind, error))
    budget = start_budget(probe)
    text = (
        f"up to {budget.shortest_s} s it always passes, beyond {budget.longest_s} s it is always "
        f"killed ({kind} probe)"
    )
    return Reaction("slow start", kind, "survives", text, *budget)


def _given(fault: Fault, probe: Probe) -> str:
    """The condition that the manifest cannot tell."""
    whom = handler_words(probe.handler)
    whom = f"`{whom.removeprefix('exec ')}`" if isinstance(probe.handler, Exec) else whom
    return f" if {whom} {CONDITIONS[fault].format(timeout=probe.timeout_s)}"


def _deaf(container: Container, kind: ProbeType, probe: Probe) -> str:
    """Why a probe notices nothing of a program that runs; "" if it may notice."""
    if container.startup and always_an_error(container, container.startup):
        return f"the {kind} probe never looks: the startup probe never passes"
    if error := always_an_error(container, probe):
        return _thrown_away(kind, error)
    if isinstance(probe.handler, TCPSocket):
        whom = handler_words(probe.handler)
        return f"the {kind} probe passes: the kernel accepts {whom}"
    return ""


def _thrown_away(kind: ProbeType, error: str) -> str:
    return f"each look of the {kind} probe is an error, thrown away ({error}): {THROWN_AWAY[kind]}"
