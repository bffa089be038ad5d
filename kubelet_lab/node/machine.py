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


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine; the defaults are a common cloud node. CPU in millicores, memory in bytes."""

    name: str = "node-1"
    cpu_m: int = 4_000
    memory: int = 16 * GI
    max_pods: int = MAX_PODS
    disk_bytes_per_s: int = BYTES_PER_S
    disk_request_us: int = REQUEST_US
    kube_reserved_cpu_m: int = 0  # kubelet and runtime; unset by default, as in the kubelet
    kube_reserved_memory: int = 0
    system_uses: int = GI // 2  # bytes that kernel, kubelet and runtime really use

    def allocatable(self) -> dict[str, int]:
        """What requests are held against: capacity less reserved less hard eviction."""
        return {
            "pods": self.max_pods,
            "cpu": self.cpu_m - self.kube_reserved_cpu_m,
            "memory": self.memory - self.kube_reserved_memory - EVICTION_HARD_MEMORY,
        }
