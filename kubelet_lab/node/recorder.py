"""Kubernetes events as the kubelet sends them (client-go/tools/record); texts of v1.32.

An event that repeats itself is one event with a count; the trace has the first of them.
"""

from __future__ import annotations

from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod


class EventRecorder:
    """Writes events to the trace; `text` is type, reason and message."""

    def __init__(self, clock: Clock, trace: Trace, node: str) -> None:
        self._clock, self._trace, self._node = clock, trace, node

    def event(self, pod: Pod, text: str, because: int | None) -> int:
        """Send an event about a pod; the number of its trace entry."""
        return self._trace.add(self._clock.now_ms, "kubelet", f"pod/{pod.name}", text, because)

    def node_event(self, text: str, because: int | None) -> int:
        """Send an event about the node."""
        return self._trace.add(self._clock.now_ms, "kubelet", f"node/{self._node}", text, because)
