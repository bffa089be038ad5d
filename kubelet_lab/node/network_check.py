"""pkg/kubelet/kubelet.go:updateRuntimeUp: every 5 s the runtime is asked for its Status.

A network that is not ready makes the node NotReady and holds back pods that need it; the sync
loop goes on. Source: FACTS 3.5.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.node.cri import RuntimeService
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.sampler import NOTHING, VISIT, Answer, Sampler, Visitor
from kubelet_lab.spec.pod import Pod

RUNTIME_STATUS_MS = 5_000  # kubelet.go: go wait.Until(kl.updateRuntimeUp, 5*time.Second, …)


class NetworkCheck(Visitor):
    """What the runtime last said of the network; `turned()` hears that it says otherwise."""

    def __init__(self, clock: Clock, runtime: RuntimeService) -> None:
        self.turned: Callable[[], None] = lambda: None
        self._runtime = runtime
        self._said = ""
        self._sampler = Sampler(clock, self, RUNTIME_STATUS_MS)
        runtime.network_changed = self._sampler.changed

    def stop(self) -> None:
        """The kubelet has ended: nobody asks any more."""
        self._sampler.stop()
        self._runtime.network_changed = lambda: None

    def errors(self) -> list[str]:
        """In the kubelet's words (runtime.go: networkErrors); empty while it is ready."""
        if not self._said:
            return []
        return [f"container runtime network not ready: NetworkReady=false {self._said}"]

    def holds_back(self, pod: Pod) -> bool:
        """Whether a pod has to wait: those with the host's network need no other."""
        return bool(self._said) and not pod.host_network

    def preview(self) -> Answer:
        """What a check would find (sim.sampler.Looker)."""
        return NOTHING if self._runtime.network_error() == self._said else VISIT

    def look(self) -> Answer:
        """Ask, and say so if it turned (sim.sampler.Looker)."""
        said, self._said = self._said, self._runtime.network_error()
        if said != self._said:
            self.turned()
        return NOTHING
