"""pkg/kubelet/kubelet_node_status.go: what the node says of itself, every 10 s, and its lease.

Computed every 10 s and sent when it changed. Both go on while the sync loop stands still.
Source: FACTS 5.1, 3.5.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.node.pod_conditions import Condition
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.sim.clock import Clock, Timer
from kubelet_lab.sim.sampler import NOTHING, VISIT, Answer, Sampler, Visitor

STATUS_UPDATE_MS = 10_000  # kubelet config nodeStatusUpdateFrequency
FAST_MS = 100  # kubelet.go: fastNodeStatusUpdate, until the first Ready
LEASE_RENEW_MS = 10_000  # a quarter of nodeLeaseDurationSeconds 40
READY = Condition("True", "KubeletReady", "kubelet is posting ready status")
RELIEVED = {  # no shortage
    "MemoryPressure": Condition(
        "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"
    ),
    "DiskPressure": Condition("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": Condition(
        "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"
    ),
}
PRESSED = {
    "MemoryPressure": Condition(
        "True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"
    ),
    "DiskPressure": Condition("True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
}


class NodeStatus(Visitor):
    """The conditions as last sent. Call `changed` whenever they may come out otherwise.

    `errors()` are the runtime's, `pressures()` names the conditions that the eviction manager
    holds; `cause` is the trace entry behind the last change of either.
    """

    def __init__(
        self,
        clock: Clock,
        recorder: EventRecorder,
        name: str,
        errors: Callable[[], list[str]],
        pressures: Callable[[], list[str]],
        *,
        before: NodeStatus | None = None,
    ) -> None:
        """`before` is the status that an earlier kubelet of the node has posted."""
        self.conditions = {**RELIEVED, "Ready": READY}
        self.changes: list[tuple[int, str, str]] = []  # (at_ms, condition, status)
        self.cause: int | None = None
        # condition, what it is now, trace entry: called when a change is sent
        self.posted: Callable[[str, Condition, int], None] = lambda _kind, _condition, _cause: None
        self._renewed_ms: int | None = None  # the lease, by an earlier kubelet
        if before:
            self.conditions, self.changes = before.conditions, before.changes
            self._renewed_ms = before.lease_renewed_ms()
        self._owed = before is not None  # the first status is sent whole, whatever it says
        self._began_ms = clock.now_ms
        self._fast: Timer | None = None
        self._is_fast = self._owed  # until the first Ready
        self._clock, self._recorder, self._name = clock, recorder, name
        self._errors, self._pressures = errors, pressures
        self._sampler = Sampler(clock, self, STATUS_UPDATE_MS)
        self._lease = Sampler(clock, _Renewal(), LEASE_RENEW_MS)

    def changed(self, cause: int | None) -> None:
        """The next status may come out otherwise, because of `cause`."""
        self.cause = self.cause if cause is None else cause
        self._sampler.changed()
        if self._is_fast and not self._errors():
            self._is_fast = False
            passed_ms = self._clock.now_ms - self._began_ms
            rounds_ms = -(-passed_ms // FAST_MS) * FAST_MS
            self._fast = self._clock.at(self._began_ms + rounds_ms, self._update)

    def stop(self) -> None:
        """The kubelet has ended: it says nothing more."""
        self._sampler.stop()
        self._lease.stop()
        if self._fast:
            self._fast.cancel()

    def lease_renewed_ms(self) -> int | None:
        """When the lease was last renewed."""
        renewed_ms = self._lease.last_look()
        return self._renewed_ms if renewed_ms is None else renewed_ms

    def preview(self) -> Answer:
        """What an update would find (sim.sampler.Looker)."""
        nothing_new = self._statuses() == self._sent() and not self._owed
        return NOTHING if nothing_new else VISIT

    def look(self) -> Answer:
        """Compute the status, and send what changed (sim.sampler.Looker)."""
        self._update()
        return NOTHING

    def _update(self) -> None:
        held = {kind: PRESSED[kind] for kind in self._pressures()}
        owed, self._owed = self._owed, False
        for kind, condition in {**RELIEVED, **held, "Ready": self._ready()}.items():
            if condition.status != self.conditions[kind].status:
                self._send(kind, condition)
            elif owed and self.cause is not None:
                self.posted(kind, condition, self.cause)

    def _send(self, kind: str, condition: Condition) -> None:
        self.conditions[kind] = condition
        self.changes.append((self._clock.now_ms, kind, condition.status))
        text = f"condition {kind} {condition.status}, {condition.reason}: {condition.message}"
        entry = self._recorder.node_event(text, self.cause)
        if kind == "Ready":
            event = "NodeReady" if condition.status == "True" else "NodeNotReady"
            text = f"Normal {event} Node {self._name} status is now: {event}"
            self._recorder.node_event(text, entry)
        self.posted(kind, condition, entry)

    def _ready(self) -> Condition:
        errors = self._errors()
        if not errors:
            return READY
        text = errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]"
        return Condition("False", "KubeletNotReady", text)

    def _statuses(self) -> set[str]:
        """The conditions that are True."""
        return {*self._pressures(), *(() if self._errors() else ("Ready",))}

    def _sent(self) -> set[str]:
        return {kind for kind, sent in self.conditions.items() if sent.status == "True"}


class _Renewal(Visitor):
    """A lease renewal changes nothing here; that it came is counted (sim.sampler.Looker)."""

    def preview(self) -> Answer:
        return NOTHING

    def look(self) -> Answer:
        return NOTHING
