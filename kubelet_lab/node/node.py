"""One node: a machine, a runtime and a kubelet, and the world that acts on them."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.node.cri import ImageService
from kubelet_lab.node.images import ImageStore, Registry
from kubelet_lab.node.kubelet import Kubelet
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime import Runtime
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod

Programs = Mapping[str, tuple[Program, World]]  # by container name


class Node:
    """A node that runs. All that happens to it from outside comes through here."""

    def __init__(
        self,
        clock: Clock,
        trace: Trace | None = None,
        machine: Machine | None = None,
        *,
        handler: str = "containerd",
        registry: Registry | None = None,
        images: ImageService | None = None,
    ) -> None:
        """`handler` is the runtime; without a `registry` all images are on the node already."""
        self.clock = clock
        self.trace = Trace() if trace is None else trace
        self.machine = machine or Machine()
        self.runtime = Runtime(clock, self.trace, self.machine, handler=handler, images=images)
        self._store = self.runtime.images
        if isinstance(self._store, ImageStore):
            self._store.registry = registry
        self.kubelet = Kubelet(
            clock,
            self.trace,
            self.runtime,
            self.machine,
            memory=self.runtime.memory,
            files=self.runtime.files,
        )

    def preload(self, *images: str) -> None:
        """Have images on the node from the beginning."""
        if isinstance(self._store, ImageStore):
            self._store.preload(*images)

    def add_pod(self, pod: Pod, programs: Programs, *, volumes_ms: int = 0) -> None:
        """A pod is assigned to this node; `volumes_ms` is what its volumes take to mount."""
        cause = self._world(f"pod/{pod.name}", f"pod {pod.name} is assigned to this node")
        self.runtime.add_pod(pod, programs)
        self.kubelet.volumes.expect(pod, volumes_ms)
        self.kubelet.add_pod(pod, cause)

    def delete_pod(self, uid: str, grace_s: int | None = None) -> None:
        """Somebody deletes a pod."""
        name = self.runtime.pods[uid].pod.name
        self.kubelet.delete_pod(uid, self._world(f"pod/{name}", f"pod {name} is deleted"), grace_s)

    def kill_pause(self, uid: str) -> None:
        """Something ends the pause container of a pod."""
        name = self.runtime.pods[uid].pod.name
        self.runtime.pause_dies(uid, self._world(f"pod/{name}", "the pause container is killed"))

    def lose_network(self) -> None:
        """The network plugin is gone; the words are containerd's."""
        words = "message:Network plugin returns error: cni plugin not initialized"
        words = f"reason:NetworkPluginNotReady {words}"
        self.runtime.network.set(words, self.clock.now_ms, "the network plugin is gone")

    def mend_network(self) -> None:
        """The network plugin is back."""
        self.runtime.network.set("", self.clock.now_ms, "the network plugin is back")

    def write_to_disk(self, bytes_per_s: int, text: str) -> None:
        """Something outside all pods writes to the disk from now on; 0 ends it."""
        self.runtime.disk.stream("outside", bytes_per_s, self._world("disk", text))

    def _world(self, subject: str, text: str) -> int:
        return self.trace.add(self.clock.now_ms, "world", subject, text)
