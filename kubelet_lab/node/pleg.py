"""pkg/kubelet/pleg/generic.go: once a second, what has changed in the runtime.

The pod lifecycle event generator keeps a record of each pod as it last saw it. A relist
compares the record with today's list and writes down the differences. Source: FACTS 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kubelet_lab.node.go_text import go_duration
from kubelet_lab.node.runtime_status import ContainerState

PlegState = Literal["running", "exited", "unknown", "non-existent"]
EventType = Literal["ContainerStarted", "ContainerDied", "ContainerChanged", "ContainerRemoved"]

RELIST_PERIOD_MS = 1_000  # from the end of one relist to the start of the next
RELIST_THRESHOLD_MS = 180_000  # kubelet.go: genericPlegRelistThreshold
EVENT_CHANNEL_CAPACITY = 1_000  # kubelet.go: plegChannelCapacity


@dataclass(frozen=True, slots=True)
class RuntimePod:
    """One pod as the runtime lists it: state by container id, in the order of the list.

    Sandboxes stand behind the containers as if they were containers: READY is "running",
    NOTREADY is "exited". Hand in the same object again for a pod that did not change: that
    comparison is free.
    """

    uid: str
    states: Mapping[str, ContainerState]


class PodLifecycleEvent(NamedTuple):
    """What happened to one container (or sandbox) of a pod since the last relist."""

    pod_uid: str
    type: EventType
    container_id: str


def generate_events(old: PlegState, new: PlegState) -> tuple[EventType, ...]:
    """The events of one container that went from `old` to `new` (FACTS 3.3)."""
    if new == old:
        return ()
    if new == "running":
        return ("ContainerStarted",)
    if new == "exited":
        return ("ContainerDied",)
    if new == "unknown":
        return ("ContainerChanged",)
    # gone; that an exited container died has been said before
    return ("ContainerRemoved",) if old == "exited" else ("ContainerDied", "ContainerRemoved")


@dataclass(slots=True)
class GenericPLEG:
    """The walk over the node's pods, as a step: the caller decides when, and how long it takes."""

    relist_threshold_ms: int = RELIST_THRESHOLD_MS
    relist_time_ms: float | None = None  # start of the last relist whose listing succeeded
    pod_records: dict[str, RuntimePod | None] = field(default_factory=dict)  # as last seen
    pods_to_reinspect: set[str] = field(default_factory=set)  # their inspection failed
    discarded_events: int = 0  # events that found the channel full

    def relist(
        self,
        now_ms: float,
        runtime_pods: Iterable[RuntimePod] | None,
        get_pod_status: Callable[[str], bool],
        channel_room: int = EVENT_CHANNEL_CAPACITY,
    ) -> list[PodLifecycleEvent]:
        """One relist that started at `now_ms`: the events that reach the kubelet, by pod.

        `runtime_pods` is the runtime's whole list, None if listing failed. `get_pod_status(uid)`
        inspects one changed pod and says whether that worked; if not, the pod's record stays as
        it is, so that its events come with a later relist. Events beyond `channel_room`, the
        free places in the event channel, are dropped for good.
        """
        if runtime_pods is None:
            return []
        self.relist_time_ms = now_ms
        current = {pod.uid: pod for pod in runtime_pods}
        for uid in current:
            self.pod_records.setdefault(uid, None)
        events = self._inspect_changed_pods(current, get_pod_status)
        self.discarded_events += max(0, len(events) - channel_room)
        return events[:channel_room]

    def healthy(self, now_ms: float) -> tuple[bool, str]:
        """Whether the last relist is recent enough, and if not the kubelet's words for it."""
        if self.relist_time_ms is None:
            return False, "pleg has yet to be successful"
        elapsed_ms = now_ms - self.relist_time_ms
        if elapsed_ms <= self.relist_threshold_ms:
            return True, ""
        ago, threshold = go_duration(elapsed_ms), go_duration(self.relist_threshold_ms)
        return False, f"pleg was last seen active {ago} ago; threshold is {threshold}"

    def _inspect_changed_pods(
        self, current: dict[str, RuntimePod], get_pod_status: Callable[[str], bool]
    ) -> list[PodLifecycleEvent]:
        sent: list[PodLifecycleEvent] = []
        needs_reinspection: set[str] = set()
        for uid, old in list(self.pod_records.items()):
            pod = current.get(uid)
            again = uid in self.pods_to_reinspect
            if pod is old and not again:
                continue
            events = _compute_events(uid, old, pod)
            if not events and not again:
                continue
            if pod is not None and not get_pod_status(uid):
                needs_reinspection.add(uid)
                continue
            self._update_record(uid, pod)
            # nobody waits for ContainerChanged: it is not reliable
            sent += [event for event in events if event.type != "ContainerChanged"]
        self.pods_to_reinspect = needs_reinspection
        return sent

    def _update_record(self, uid: str, pod: RuntimePod | None) -> None:
        if pod is None:
            del self.pod_records[uid]
        else:
            self.pod_records[uid] = pod


def _compute_events(
    uid: str, old: RuntimePod | None, new: RuntimePod | None
) -> list[PodLifecycleEvent]:
    before = old.states if old else {}
    after = new.states if new else {}
    return [
        PodLifecycleEvent(uid, event, cid)
        for cid in {**before, **after}
        for event in generate_events(_pleg_state(before, cid), _pleg_state(after, cid))
    ]


def _pleg_state(states: Mapping[str, ContainerState], cid: str) -> PlegState:
    state = states.get(cid)
    if state is None:
        return "non-existent"
    return "unknown" if state == "created" else state  # the kubelet has no use for "created"
