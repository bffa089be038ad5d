"""pkg/kubelet/volumemanager/volume_manager.go:WaitForAttachAndMount: nothing starts before."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.pod import Pod

RETRY_MS = 300  # volume_manager.go: podAttachAndMountRetryInterval


class Volumes:
    """How long each pod's volumes take to attach and mount, by uid; most take no time."""

    def __init__(self) -> None:
        self._left_ms: dict[str, int] = {}

    def expect(self, pod: Pod, takes_ms: int) -> None:
        """Say how long the volumes of a pod will take."""
        self._left_ms[pod.uid] = -(-takes_ms // RETRY_MS) * RETRY_MS

    def has_to_wait(self, pod: Pod) -> bool:
        """Whether the volumes of a pod are still to come."""
        return self._left_ms.get(pod.uid, 0) > 0

    def wait_for_attach_and_mount(self, pod: Pod) -> Iterator[int]:
        """Wait; once mounted they stay so for the pod's life."""
        yield self._left_ms.pop(pod.uid, 0)
