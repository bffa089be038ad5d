"""What a kubelet says to its runtime while a pod starts: every CRI call, overheard.

Source of the order: FACTS 7. One pod, one container, on a node that does not have the image.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

from kubelet_lab.node.cri import Pulled
from kubelet_lab.node.images import MB, Image, ImageStore, Registry
from kubelet_lab.node.kubelet import Kubelet
from kubelet_lab.node.machine import Machine
from kubelet_lab.node.pleg import RuntimePod
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.runtime import Runtime
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.clock import Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Container, Pod

IMAGE = "nginx:1.21"
POD = Pod("shop", (Container("nginx", IMAGE),), uid="shop-1")
IMAGE_MB = 60
LASTS_S = 5


class Call(NamedTuple):
    """One CRI call, and when it was made."""

    at_ms: int
    verb: str
    what: str


class _Images(ImageStore):
    """An image service whose calls are written down."""

    def listen(self, calls: list[Call]) -> None:
        self._calls = calls

    def image_status(self, image: str) -> bool:
        self._calls.append(Call(self._clock.now_ms, "ImageStatus", image))
        return super().image_status(image)

    def pull_image(self, image: str, cause: int) -> Generator[int, None, Pulled]:
        self._calls.append(Call(self._clock.now_ms, "PullImage", image))
        return super().pull_image(image, cause)


class _Overheard(Runtime):
    """A runtime whose calls are written down."""

    def listen(self, calls: list[Call]) -> None:
        self._calls = calls

    def _heard(self, verb: str, what: str) -> None:
        self._calls.append(Call(self.clock.now_ms, verb, what))

    def run_pod_sandbox(self, pod: Pod, attempt: int, cause: int | None) -> Iterator[int]:
        self._heard("RunPodSandbox", pod.name)
        return super().run_pod_sandbox(pod, attempt, cause)

    def create_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        self._heard("CreateContainer", container.name)
        return super().create_container(pod, container, cause)

    def start_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        self._heard("StartContainer", container.name)
        return super().start_container(pod, container, cause)

    def pod_status(self, uid: str) -> PodRuntimeStatus:
        status = super().pod_status(uid)
        if status.sandboxes:
            self._heard("PodSandboxStatus", self.pods[uid].pod.name)
        for name in status.containers:
            self._heard("ContainerStatus", name)
        return status

    def list_pods(self) -> list[RuntimePod]:
        for verb in ("ListPodSandbox", "ListContainers"):
            self._heard(verb, "all")
        return super().list_pods()


def overhear(handler: str = "containerd") -> list[Call]:
    """Every call of the first five seconds of a pod, on the runtime of that name."""
    clock, trace, machine = Clock(), Trace(), Machine()
    calls: list[Call] = []
    runtime = _Overheard(clock, trace, machine, handler=handler)
    images = _Images(clock, runtime.disk, runtime.files)
    images.registry = Registry({IMAGE: Image({IMAGE: IMAGE_MB * MB})})
    runtime.images = images
    runtime.listen(calls)
    images.listen(calls)
    kubelet = Kubelet(clock, trace, runtime, machine, memory=runtime.memory, files=runtime.files)
    quiet = World({}, Signal("slowness", 0, trace), Signal("deadlock", 0, trace))
    runtime.add_pod(POD, {"nginx": (Program(), quiet)})
    kubelet.add_pod(POD, trace.add(0, "world", "pod/shop", "pod shop is assigned to this node"))
    clock.run(seconds(LASTS_S))
    return calls


def start_order(handler: str = "containerd") -> tuple[str, ...]:
    """The verbs that start a pod, in order; what PLEG asks beside them is left out."""
    order: dict[str, None] = {}
    for call in overhear(handler):
        if not call.verb.startswith("List"):
            order[call.verb] = None
        if call.verb == "StartContainer":
            break
    return tuple(order)
