"""A trace as scenes of the node picture: who talks to whom, and what has become of each pod."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kubelet_lab.figures.node_wiring import DISK, FOLDER, KUBELET, MOST_PODS, OFFICE, RUNTIME
from kubelet_lab.sim.trace import Entry, Trace

ABSENT = ""  # the state of a pod that is not there yet, or no longer
_BECOMES = {  # words of an entry: what the pod is from then on, in the palette's words
    "is assigned to this node": "waiting",
    "SyncLoop ADD": "waiting",
    "RunPodSandbox": "starting",
    "StartContainer": "running",
    "StopContainer: SIGTERM": "terminating",
    "has ended with exit code": "killed",
    "StopPodSandbox": "killed",
    "all of the pod has ended": ABSENT,
}
_UNANSWERED = ("Failed", "Unable", "Unhealthy", "has broken", "is down", "now failure")
_ORDERS = ("Created", "Started", "Killing")  # events about what the workers were told to do


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment: the entry, who is involved in order, whether it got through, the cause's place.

    `pods` is the state of each pod by name, `ready` those that get traffic, `away` says that the
    API server does not answer.
    """

    entry: Entry
    stops: tuple[str, ...]
    through: bool
    cause: Entry | None
    cause_at: str
    pods: dict[str, str] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()
    away: bool = False


def pods_of(trace: Trace) -> list[str]:
    """The pods of a trace, in the order in which they turn up."""
    found = (_pod(entry) for entry in trace)
    return list(dict.fromkeys(name for name in found if name))


def scenes(trace: Trace, from_ms: int, to_ms: int, most: int) -> list[Scene]:
    """The scenes in [from_ms, to_ms), `most` of them at most.

    Entries of one instant about the same places are one scene, with the first one's words.
    """
    found: list[Scene] = []
    stage = _Stage(pods_of(trace)[:MOST_PODS])
    for entry in trace:
        stage.play(entry)
        scene = stage.scene(entry, trace)
        if entry.at_ms < from_ms or not scene.stops:
            continue
        if entry.at_ms >= to_ms or len(found) == most:
            break
        last = found[-1] if found else None
        if last and (last.entry.at_ms, last.stops) == (entry.at_ms, scene.stops):
            continue
        found.append(scene)
    return found


class _Stage:
    """What stands on the site while the trace is read."""

    def __init__(self, pods: Iterable[str]) -> None:
        self._pods = dict.fromkeys(pods, ABSENT)
        self._ready: set[str] = set()
        self._away = False

    def play(self, entry: Entry) -> None:
        """Take over what the entry changes."""
        if entry.subject == "api-server" and entry.source == "world":
            self._away = "is down" in entry.text
        pod = _pod(entry)
        if pod not in self._pods:
            return
        for words, state in _BECOMES.items():
            if words in entry.text:
                self._pods[pod] = state
        if "condition Ready True" in entry.text:
            self._ready.add(pod)
        elif "condition Ready False" in entry.text:
            self._ready.discard(pod)

    def scene(self, entry: Entry, trace: Trace) -> Scene:
        """The stage as it is, with this entry in the light."""
        stops = _stops(entry)
        unheard = self._away and stops == (KUBELET, OFFICE)
        cause = None if entry.because is None else trace[entry.because]
        cause_at = _stops(cause)[-1:] if cause else ()
        return Scene(
            entry,
            stops,
            not unheard and not any(word in entry.text for word in _UNANSWERED),
            cause,
            cause_at[0] if cause_at else "",
            dict(self._pods),
            frozenset(self._ready),
            self._away,
        )


def _pod(entry: Entry) -> str:
    kind, _, rest = entry.subject.partition("/")
    return rest.partition("/")[0] if kind == "pod" else ""


def _stops(entry: Entry) -> tuple[str, ...]:
    """The places an entry leads along, first who speaks."""
    told = _WAYS.get(entry.source)
    return told(entry) if told else ()


def _world(entry: Entry) -> tuple[str, ...]:
    if entry.subject == "api-server":
        return (OFFICE,)
    if entry.subject.startswith("file"):
        return (FOLDER,)
    if entry.subject == "disk":
        return (DISK,)
    pod = _pod(entry)
    sent = "assigned" in entry.text or "deleted" in entry.text
    return (OFFICE, KUBELET) if pod and sent else (pod,) if pod else ()


def _kubelet(entry: Entry) -> tuple[str, ...]:
    pod = _pod(entry)
    if "source file" in entry.text or entry.subject == "files":
        return FOLDER, KUBELET
    if not pod:
        return KUBELET, OFFICE
    if "Pull" in entry.text:
        return KUBELET, RUNTIME, DISK
    return (KUBELET, RUNTIME, pod) if any(word in entry.text for word in _ORDERS) else (KUBELET,)


def _report(_: Entry) -> tuple[str, ...]:
    return KUBELET, OFFICE


_WAYS: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "world": _world,
    "kubelet": _kubelet,
    "runtime": lambda entry: (RUNTIME, _pod(entry)),
    "pleg": lambda _: (KUBELET, RUNTIME),
    "prober": lambda entry: (KUBELET, _pod(entry)),
    "process": lambda entry: (_pod(entry),) if _pod(entry) else (),
    "status": _report,
}
