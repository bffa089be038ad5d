"""One pod, `payments`, put through every family of incidents, and what that costs its customers.

A customer who is sent to a pod that cannot serve is failed. While the pod is out of the Service
its colleagues carry its load, and one customer in five gives up in the queue: `QUEUE` is a choice
of this game, not a rule of Kubernetes. All else is what the engine does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import NamedTuple

from kubelet_lab.incidents import peak_day, service, silence
from kubelet_lab.incidents.checkout_pod import ENDPOINTS, PORT
from kubelet_lab.incidents.service import Night
from kubelet_lab.incidents.silence import Silence
from kubelet_lab.node.history import Band, PodHistory
from kubelet_lab.node.machine import MI
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.spec.pod import Pod

NAME = "payments"
QUEUE = 0.2
LOADS_S, SLOW_LOADS_S, CONNECTS_S = 30, 75, 2
STEADY_S = 120
HICCUPS = tuple((130 + 17.0 * n, 132.5 + 17 * n, 3.0) for n in range(7))  # at every phase of 10 s

Span = tuple[int, int]  # from, to, in milliseconds


class Loss(NamedTuple):
    """What one night cost: failed seconds, restarts, and the run if it was one of probes."""

    seconds: float
    restarts: int = 0
    history: PodHistory | None = None


class Trial(NamedTuple):
    """One night. `family` is the state in whose colour it is drawn, `lesson` where it was met."""

    name: str
    family: str
    lesson: str
    play: Callable[[Pod], Loss]


@cache
def losses(pod: Pod) -> tuple[Loss, ...]:
    """Play every night; in the order of `TRIALS`."""
    return tuple(trial.play(pod) for trial in TRIALS)


def _probed(night: Night, pod: Pod, *, loads_s: float = LOADS_S) -> Loss:
    """A night of the service with the pod's probes."""
    program = Program(PORT, seconds(loads_s), connects_ms=seconds(CONNECTS_S), endpoints=ENDPOINTS)
    run = service.play(pod, program, night, name=NAME)
    away = [(seconds(from_s), seconds(to_s)) for from_s, to_s in night.outages]
    can = _without(_serving(run.history.container, seconds(CONNECTS_S)), away)
    return Loss(_failed_s(run.history, can), run.restarts, run.history)


def _shared(kind: peak_day.Kind, amount: int, pod: Pod) -> Loss:
    """A day of memory on a node with neighbours; a pod that finds no room is away all day."""
    if _finds_no_room(pod):
        return Loss(QUEUE * peak_day.LASTS_S)
    run = peak_day.play(pod, peak_day.Day(kind, amount))
    if run.history is None:
        raise ValueError(f"a day of {kind!r} has no run to count")
    restarts = sum(mark.text == "restart" for mark in run.history.marks)
    return Loss(_failed_s(run.history, _serving(run.history.container, 0)), restarts)


def _slowed(others_m: int, pod: Pod) -> Loss:
    """A noon of busy neighbours: of the work, the share that was not granted is too late."""
    if _finds_no_room(pod):
        return Loss(QUEUE * peak_day.LASTS_S)
    granted_m = peak_day.play(pod, peak_day.Day("busy", others_m)).granted_m
    from_s, to_s = peak_day.PEAK_S
    return Loss((to_s - from_s) * (1 - granted_m / peak_day.PEAK_CPU_M))


def _finds_no_room(pod: Pod) -> bool:
    return peak_day.play(pod, peak_day.Day("room")).rejected is not None


def _silent(what: Silence, watched_s: float, pod: Pod) -> Loss:
    """Trouble with the node: the time without a pod in the Service; a new one has to load."""
    fate = silence.play(pod, what, watched_s=watched_s)
    loads_s = 0 if fate.replaced_s is None else LOADS_S + CONNECTS_S
    return Loss(QUEUE * (fate.without_s + loads_s))


def _serving(container: Iterable[Band], connects_ms: int) -> list[Span]:
    """When the process could serve, as far as it goes by the process."""
    return [
        (band.start_ms + connects_ms, band.end_ms)
        for band in container
        if band.state == "running" and band.start_ms + connects_ms < band.end_ms
    ]


def _without(spans: list[Span], holes: list[Span]) -> list[Span]:
    for hole_from, hole_to in holes:
        cut = [((a, min(b, hole_from)), (max(a, hole_to), b)) for a, b in spans]
        spans = [(a, b) for pair in cut for a, b in pair if a < b]
    return spans


def _failed_s(history: PodHistory, can: list[Span]) -> float:
    """All of the time in the Service in which it cannot serve; `QUEUE` of that outside."""
    ready = [(band.start_ms, band.end_ms) for band in history.ready if band.state == "Ready"]
    inside = sum(b - a for a, b in ready)
    served = sum(max(min(b, d) - max(a, c), 0) for a, b in ready for c, d in can)
    return (inside - served + QUEUE * (history.end_ms - inside)) / 1000


def _night(name: str, family: str, lesson: str, night: Night, loads_s: float = LOADS_S) -> Trial:
    return Trial(name, family, lesson, partial(_probed, night, loads_s=loads_s))


def _noon(name: str, play: Callable[[Pod], Loss]) -> Trial:
    return Trial(name, "killed", "08_resources", play)


def _node(name: str, lesson: str, what: Silence, watched_s: float) -> Trial:
    return Trial(name, "unknown", lesson, partial(_silent, what, watched_s))


_PROBES, _CHECKOUT, _SILENCE = "04_probes", "05_checkout", "06_when_the_kubelet_dies"
_DOWN = Night(outages=((121, 180),))
_HANGS = Night(outages=((STEADY_S, 300),), outage="hangs", lasts_s=340)
TRIALS = (
    _night("a slow start", "starting", _PROBES, Night(lasts_s=240), SLOW_LOADS_S),
    _night("a start that hangs", "starting", _PROBES, Night(deadlock_s=10, lasts_s=300)),
    _night("the database is down", "NotReady", _CHECKOUT, _DOWN),
    _night("the database hangs", "NotReady", _CHECKOUT, _HANGS),
    _night("a deadlock", "stuck", _CHECKOUT, Night(deadlock_s=123)),
    _night("hiccups", "stuck", _PROBES, Night(slow=HICCUPS, lasts_s=280)),
    _night("a crash", "stuck", _PROBES, Night(crash_s=123)),
    _noon("the memory of noon", partial(_shared, "peak", peak_day.PEAK)),
    _noon("a greedy neighbour", partial(_shared, "neighbour", 100 * MI)),
    _noon("a noon of little CPU", partial(_slowed, 2_600)),
    _node("the kubelet restarts", _SILENCE, Silence("kubelet dies", 60), 300),
    _node("the kubelet never returns", _SILENCE, Silence("kubelet dies"), 900),
    _node("NotReady by PLEG", "03_pleg", Silence("not ready", 400), 900),
)
