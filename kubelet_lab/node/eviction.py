"""pkg/kubelet/eviction/eviction_manager.go: a pod is given up before the node runs out.

Every 10 s memory.available and imagefs.available are compared with their hard thresholds; at
most one pod a pass. Pods that write more than their own limit go before that, all of them.
Source: FACTS 6.5. What is left out: docs/limits.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kubelet_lab.node.critical_pods import is_critical
from kubelet_lab.node.filesystem import FileSystem
from kubelet_lab.node.local_storage import Broken, LocalStorage
from kubelet_lab.node.memory import Memory
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.sampler import NOTHING, VISIT, Answer, Sampler, Visitor
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.quantity import BINARY_SI, KIBI, Quantity

MONITORING_MS = 10_000  # kubelet.go: evictionMonitoringPeriod
TRANSITION_MS = 300_000  # kubelet config evictionPressureTransitionPeriod


class Eviction(NamedTuple):
    """A pod that has to go, the message it is left with, and the trace entry behind it."""

    pod: Pod
    message: str
    cause: int


class Threshold(NamedTuple):
    """A resource that runs short when less than `quantity` bytes of it are available.

    `reclaim(cause)` gives back what no pod needs, before a pod has to go.
    """

    resource: str  # "memory", "ephemeral-storage"
    condition: str  # the node's, while it is short
    quantity: int
    consumption: Memory | FileSystem
    reclaim: Callable[[int | None], None] = lambda _cause: None


class EvictionManager(Visitor):
    """Watches what the node has left. `active()` are the pods that run, `evict` ends one."""

    def __init__(
        self,
        clock: Clock,
        recorder: EventRecorder,
        thresholds: Sequence[Threshold],
        active: Callable[[], Iterable[Pod]],
        evict: Callable[[Eviction], None],
        *,
        storage: LocalStorage | None = None,
    ) -> None:
        """`thresholds` in the order in which they are served: memory comes first.

        `storage` has the pods' own limits, None where nobody has any.
        """
        self.pressure_turned: Callable[[int | None], None] = lambda _cause: None
        self._clock, self._recorder, self._thresholds = clock, recorder, thresholds
        self._active, self._evict, self._storage = active, evict, storage
        self._seen_ms: dict[str, int] = {}  # by condition: its threshold was last met then
        self._crossings: list[Timer] = []
        self._sampler = Sampler(clock, self, MONITORING_MS)
        for threshold in thresholds:
            threshold.consumption.watch(self._plan)
        if storage:
            storage.changed = self._sampler.changed
        self._plan()

    def stop(self) -> None:
        """The kubelet has ended: nobody watches any more."""
        for threshold in self._thresholds:
            threshold.consumption.unwatch(self._plan)
        if self._storage:
            self._storage.stop()
        self._sampler.stop()
        for crossing in self._crossings:
            crossing.cancel()

    def node_conditions(self) -> list[str]:
        """The pressures that hold now: each stays for five minutes after the last time."""
        return [t.condition for t in self._thresholds if t.condition in self._seen_ms]

    def preview(self) -> Answer:
        """What a pass would find (sim.sampler.Looker)."""
        return VISIT if self._met() or self._over() or self._broken() else NOTHING

    def look(self) -> Answer:
        """One pass: synchronize (sim.sampler.Looker)."""
        met = self._met()
        entries = [self._note_met(threshold) for threshold in met]
        for condition in self._over():
            del self._seen_ms[condition]
            self.pressure_turned(None)
        broken = self._broken()
        for pod, message, cause in broken:
            self._evict(Eviction(pod, message, cause))
        if broken:
            return NOTHING
        if met:
            met[0].reclaim(entries[0])
        if met and self._is_short(met[0]):
            self._evict_worst(met[0], entries[0])
        return NOTHING

    def _met(self) -> list[Threshold]:
        return [threshold for threshold in self._thresholds if self._is_short(threshold)]

    def _broken(self) -> list[Broken]:
        return self._storage.broken() if self._storage else []

    def _is_short(self, threshold: Threshold) -> bool:
        return threshold.consumption.available(self._clock.now_ms) < threshold.quantity

    def _over(self) -> list[str]:
        """The conditions that have been held long enough."""
        now_ms = self._clock.now_ms
        return [c for c, seen_ms in self._seen_ms.items() if now_ms >= seen_ms + TRANSITION_MS]

    def _note_met(self, threshold: Threshold) -> int | None:
        """Hold the condition on; say so if it is new. The trace entry behind an eviction."""
        now_ms, condition = self._clock.now_ms, threshold.condition
        was_known = condition in self._seen_ms
        self._seen_ms[condition] = now_ms
        self._clock.at(now_ms + TRANSITION_MS, self._sampler.changed, order=WORLD)
        cause = threshold.consumption.last_cause()
        if was_known:
            return cause
        text = f"Warning EvictionThresholdMet Attempting to reclaim {threshold.resource}"
        entry = self._recorder.node_event(text, cause)
        self.pressure_turned(entry)
        return entry

    def _plan(self) -> None:
        """Usage takes another course: look again, now and when a threshold is crossed."""
        for crossing in self._crossings:
            crossing.cancel()
        instants = [t.consumption.reaches(t.quantity) for t in self._thresholds]
        self._crossings = [
            self._clock.at(at_ms, self._sampler.changed, order=WORLD)
            for at_ms in instants
            if at_ms is not None and at_ms > self._clock.now_ms
        ]
        self._sampler.changed()

    def _evict_worst(self, threshold: Threshold, cause: int | None) -> None:
        """Who uses more than it asked for, then who matters least, then by how much it is more.

        Source: eviction/helpers.go: rankMemoryPressure, rankDiskPressureFunc.
        """
        victims = [pod for pod in self._active() if not is_critical(pod)]
        if not victims or cause is None:
            return

        def rank(pod: Pod) -> tuple[bool, int, int]:
            asked = _request(pod, threshold.resource)
            excess = threshold.consumption.usage(pod.uid) - asked
            return excess > 0, -pod.priority, excess

        worst = max(victims, key=rank)
        self._evict(Eviction(worst, self._message(worst, threshold), cause))

    def _message(self, pod: Pod, threshold: Threshold) -> str:
        resource, consumption = threshold.resource, threshold.consumption
        quantity = Quantity(threshold.quantity, form=BINARY_SI)
        available = _binary(max(consumption.available(self._clock.now_ms), 0))
        text = f"The node was low on resource: {resource}. Threshold quantity: "
        text += f"{quantity}, available: {available}. "
        for container in pod.containers:
            used = consumption.usage(pod.uid, container.name)
            asked = container.resources.requests.get(resource, 0)
            if used > asked:
                text += f"Container {container.name} was using {_binary(used)}, request is "
                text += f"{_binary(asked)}, has larger consumption of {resource}. "
        return text


def _request(pod: Pod, resource: str) -> int:
    """What the ranking takes for it: init containers, sidecars too, count if one asks for more."""
    together = sum(container.resources.requests.get(resource, 0) for container in pod.containers)
    return max(together, *(c.resources.requests.get(resource, 0) for c in pod.init_containers), 0)


def _binary(size: int) -> str:
    """In whole KiB: the kernel counts pages, and a disk blocks."""
    return str(Quantity(size // KIBI * KIBI, form=BINARY_SI))
