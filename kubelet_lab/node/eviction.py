"""pkg/kubelet/eviction/eviction_manager.go: a pod is given up before the kernel kills anybody.

Every 10 s memory.available is compared with the hard threshold; at most one pod a pass.
Source: FACTS 6.5. The pause after an eviction, until the pod is cleaned up, is not modelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kubelet_lab.node.admit import CRITICAL
from kubelet_lab.node.machine import EVICTION_HARD_MEMORY
from kubelet_lab.node.memory import Memory
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.sampler import NOTHING, Answer, Sampler
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.quantity import BINARY_SI, KIBI, Quantity

MONITORING_MS = 10_000  # kubelet.go: evictionMonitoringPeriod
TRANSITION_MS = 300_000  # kubelet config evictionPressureTransitionPeriod


class Eviction(NamedTuple):
    """A pod that has to go, the message it is left with, and the trace entry behind it."""

    pod: Pod
    message: str
    cause: int


class EvictionManager:
    """Watches the node's memory. `active()` are the pods that run, `evict` ends one of them."""

    def __init__(
        self,
        clock: Clock,
        recorder: EventRecorder,
        memory: Memory,
        active: Callable[[], Iterable[Pod]],
        evict: Callable[[Eviction], None],
    ) -> None:
        self.pressure_turned: Callable[[int | None], None] = lambda _cause: None
        self._clock, self._recorder, self._memory = clock, recorder, memory
        self._active, self._evict = active, evict
        self._seen_ms: int | None = None  # the threshold was last met then; None: no pressure
        self._crossing: Timer | None = None
        self._sampler = Sampler(clock, self, MONITORING_MS)
        memory.watch(self._plan)
        self._plan()

    def stop(self) -> None:
        """The kubelet has ended: nobody watches any more."""
        self._memory.unwatch(self._plan)
        self._sampler.stop()
        if self._crossing:
            self._crossing.cancel()

    def is_under_memory_pressure(self) -> bool:
        """The condition MemoryPressure: it stays for five minutes after the last time."""
        return self._seen_ms is not None

    def preview(self) -> Answer:
        """What a pass would find (sim.sampler.Looker)."""
        over = self._seen_ms is not None and self._clock.now_ms >= self._seen_ms + TRANSITION_MS
        return Answer(rule="visit") if self._is_short() or over else NOTHING

    def look(self) -> Answer:
        """One pass: synchronize (sim.sampler.Looker)."""
        now_ms, seen_ms = self._clock.now_ms, self._seen_ms
        if self._is_short():
            self._seen_ms = now_ms
            self._clock.at(now_ms + TRANSITION_MS, self._sampler.changed, order=WORLD)
            text = "Warning EvictionThresholdMet Attempting to reclaim memory"
            cause = self._memory.last_cause()
            entry = cause if seen_ms is not None else self._recorder.node_event(text, cause)
            if seen_ms is None:
                self.pressure_turned(entry)
            self._evict_worst(entry)
        elif seen_ms is not None and now_ms >= seen_ms + TRANSITION_MS:
            self._seen_ms = None
            self.pressure_turned(None)
        return NOTHING

    def _is_short(self) -> bool:
        return self._memory.available(self._clock.now_ms) < EVICTION_HARD_MEMORY

    def _plan(self) -> None:
        """Memory takes another course: look again, now and when the threshold is crossed."""
        if self._crossing:
            self._crossing.cancel()
        at_ms = self._memory.reaches(EVICTION_HARD_MEMORY)
        if at_ms is not None and at_ms > self._clock.now_ms:
            self._crossing = self._clock.at(at_ms, self._sampler.changed, order=WORLD)
        self._sampler.changed()

    def _evict_worst(self, cause: int | None) -> None:
        """Above its request first, then by how much (helpers.go: rankMemoryPressure)."""
        victims = [pod for pod in self._active() if pod.priority_class not in CRITICAL]
        if not victims or cause is None:
            return
        worst = max(victims, key=lambda pod: self._usage(pod.uid) - _request(pod))
        self._evict(Eviction(worst, self._message(worst), cause))

    def _usage(self, uid: str, container: str | None = None) -> int:
        return self._memory.usage(uid, container)

    def _message(self, pod: Pod) -> str:
        available = _binary(self._memory.available(self._clock.now_ms))
        text = "The node was low on resource: memory. Threshold quantity: "
        text += f"{_binary(EVICTION_HARD_MEMORY)}, available: {available}. "
        for container in pod.containers:
            used = self._usage(pod.uid, container.name)
            asked = container.resources.requests.get("memory", 0)
            if used > asked:
                text += f"Container {container.name} was using {_binary(used)}, request is "
                text += f"{_binary(asked)}, has larger consumption of memory. "
        return text

    def news(self, answer: Answer, look_ms: int) -> None:
        """Nothing: a pass acts at once (sim.sampler.Looker)."""

    def decided(self, answer: Answer, look_ms: int) -> None:
        """Nothing: a pass has no verdict (sim.sampler.Looker)."""


def _request(pod: Pod) -> int:
    return sum(container.resources.requests.get("memory", 0) for container in pod.containers)


def _binary(size: int) -> str:
    """In whole KiB: the kernel counts pages."""
    return str(Quantity(size // KIBI * KIBI, form=BINARY_SI))
