"""What a node is made of, and what of it pods may ask for (pkg/kubelet/cm: allocatable).

Source: FACTS 6.5, 6.6.
"""

from __future__ import annotations

from dataclasses import dataclass

from kubelet_lab.node.disk import BYTES_PER_S, REQUEST_US

MI = 1024**2
GI = 1024**3
MAX_PODS = 110  # kubelet config maxPods
EVICTION_HARD_MEMORY = 100 * MI  # kubelet config evictionHard: memory.available
# The same: nodefs.available. Where images lie on the same filesystem, as here, the threshold of
# imagefs.available is met first, and both mean the same pods.
EVICTION_HARD_NODEFS_PERCENT, EVICTION_HARD_IMAGEFS_PERCENT = 10, 15


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine; the defaults are a common cloud node. CPU in millicores, the rest in bytes."""

    name: str = "node-1"
    cpu_m: int = 4_000
    memory: int = 16 * GI
    max_pods: int = MAX_PODS
    disk_bytes_per_s: int = BYTES_PER_S
    disk_request_us: int = REQUEST_US
    disk_bytes: int = 100 * GI
    system_files: int = 5 * GI  # bytes on disk: the system, kubelet and runtime
    kube_reserved_cpu_m: int = 0  # kubelet and runtime; unset by default, as in the kubelet
    kube_reserved_memory: int = 0
    system_uses: int = GI // 2  # bytes that kernel, kubelet and runtime really use

    def allocatable(self) -> dict[str, int]:
        """What requests are held against: capacity less reserved less hard eviction."""
        return {
            "pods": self.max_pods,
            "cpu": self.cpu_m - self.kube_reserved_cpu_m,
            "memory": self.memory - self.kube_reserved_memory - EVICTION_HARD_MEMORY,
            "ephemeral-storage": self.disk_bytes
            - self.disk_bytes * EVICTION_HARD_NODEFS_PERCENT // 100,
        }
