"""The space on the node's disk: images, writable layers, logs (nodefs and imagefs are one).

A container's writable layer and its logs stay when it ends, and go when the runtime removes it.
The kubelet rotates logs, so that they do not grow for ever
(kubernetes.io/docs/concepts/cluster-administration/logging).
"""

from __future__ import annotations

from kubelet_lab.node.consumption import Consumption, Use
from kubelet_lab.node.machine import MI
from kubelet_lab.sim.clock import WORLD
from kubelet_lab.sim.signal import Ramp

LOG_MAX_SIZE = 10 * MI  # kubelet config containerLogMaxSize
LOG_MAX_FILES = 5  # kubelet config containerLogMaxFiles
LOG_MONITOR_S = 10  # kubelet config containerLogMonitorInterval


class FileSystem(Consumption[Use]):
    """The files of one node, by container and by image layer."""

    def write_layer(self, container_id: str, line: Use) -> None:
        """A container's writable layer grows from now on."""
        if line.usage.per_s:
            self.use(container_id, line)

    def write_logs(self, container_id: str, line: Use) -> None:
        """A container's logs grow from now on, until the oldest file is thrown away."""
        per_s = line.usage.per_s
        if not per_s:
            return
        self.use(_logs(container_id), line)
        full = LOG_MAX_FILES * max(LOG_MAX_SIZE, per_s * LOG_MONITOR_S)
        full_ms = line.usage.reaches(full)
        assert full_ms is not None  # noqa: S101 - it grows
        self._clock.at(full_ms, lambda: self._stop(_logs(container_id)), order=WORLD)

    def stop(self, container_id: str) -> None:
        """A container has ended: its files stay as they are."""
        self._stop(container_id)
        self._stop(_logs(container_id))

    def remove(self, container_id: str) -> None:
        """A container is removed, with its files."""
        self.free(container_id)
        self.free(_logs(container_id))

    def _stop(self, key: str) -> None:
        line = self.lines.get(key)
        if line and line.usage.per_s:
            usage: Ramp = line.usage.bend(self._clock.now_ms, 0)
            self.use(key, Use(line.pod_uid, line.name, usage, line.cause))


def _logs(container_id: str) -> str:
    return f"logs {container_id}"
