"""CRI v1 (cri-api/pkg/apis/runtime/v1/api.proto): all that the kubelet knows of a runtime.

Verbs that take time are generators: they yield milliseconds to wait, whoever drives them.
Swapping the runtime changes no line of the kubelet. Source: FACTS 7.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from typing import NamedTuple, Protocol

from kubelet_lab.node.handlers import Target
from kubelet_lab.node.pleg import RuntimePod
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.spec.pod import Container, Handler, Pod


class CRIError(Exception):
    """A verb failed; the text is the runtime's."""


class Pulled(NamedTuple):
    """A finished pull: its own time, the time with waiting in line, and the size in bytes."""

    took_ms: int
    with_waiting_ms: int
    size: int


class ProbeTarget(Target, Protocol):
    """A container's process, as probes and hooks reach it."""

    def why(self, handler: Handler | None) -> int | None:
        """The trace entry behind what `handler` is answered now."""


class ImageService(Protocol):
    """The images of a node; `arrived()` hears of each new one."""

    arrived: Callable[[], None]

    def image_status(self, image: str) -> bool:
        """Whether the image is on the node."""

    def pull_image(self, image: str, cause: int) -> Generator[int, None, Pulled]:
        """Fetch an image; raises CRIError."""

    def remove_unused(self, used: Collection[str]) -> list[str]:
        """Delete the images that are not among `used`; their names."""


class RuntimeService(Protocol):
    """Sandboxes and containers. `changed(uid)` hears of what a listing would show otherwise."""

    images: ImageService
    changed: Callable[[str], None]
    answers_changed: Callable[[str], None]
    slowed: Callable[[], None]
    network_changed: Callable[[], None]

    def list_pods(self) -> list[RuntimePod]:
        """ListPodSandbox and ListContainers, put together by pod."""

    def list_takes_ms(self) -> int:
        """How long that takes if it begins now."""

    def status_takes_ms(self, pods: int) -> int:
        """How long pod_status of so many pods takes, right after a listing."""

    def is_steady(self) -> bool:
        """Whether these two stay as they are until `slowed` or `changed` is called."""

    def pod_status(self, uid: str) -> PodRuntimeStatus:
        """PodSandboxStatus and ContainerStatus of all that a pod has, newest instances."""

    def why(self, changed_id: str) -> int:
        """The trace entry of the last change of a container or sandbox."""

    def why_slow(self) -> int | None:
        """The trace entry behind the time that listings take."""

    def network_error(self) -> str:
        """Status: why the network is not ready; "" if it is."""

    def why_network(self) -> int | None:
        """The trace entry behind that."""

    def run_pod_sandbox(self, pod: Pod, attempt: int, cause: int | None) -> Iterator[int]:
        """Make the pause container, the network namespace and the address; raises CRIError."""

    def stop_pod_sandbox(self, pod: Pod, cause: int | None) -> Iterator[int]:
        """Take the network namespace down, and the pause container with it."""

    def create_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Make a container from its image; it does not run yet."""

    def start_container(self, pod: Pod, container: Container, cause: int) -> Iterator[int]:
        """Run the program of the newest container of that name."""

    def stop_container(self, pod: Pod, name: str, grace_ms: int, cause: int) -> Iterator[int]:
        """Send SIGTERM, and SIGKILL when the grace period is over; wait for the end."""

    def remove_pod(self, pod: Pod) -> None:
        """RemoveContainer and RemovePodSandbox of all that a pod has left."""

    def target(self, uid: str, container: str) -> ProbeTarget | None:
        """Where ExecSync and requests to the container go; None before its first start."""
