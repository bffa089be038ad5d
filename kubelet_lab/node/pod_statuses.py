"""pkg/kubelet/kubelet_pods.go:generateAPIPodStatus: the statuses of one pod's containers.

`started` and `ready` come from the probe manager's results (FACTS 1.4).
"""

from __future__ import annotations

from dataclasses import replace

from kubelet_lab.node.container_statuses import Reasons, container_statuses
from kubelet_lab.node.pod_status import ContainerStatus, is_sidecar
from kubelet_lab.node.prober import ProbeManager
from kubelet_lab.node.ready import init_readiness
from kubelet_lab.node.runtime_status import PodRuntimeStatus
from kubelet_lab.sim.sampler import Sampler
from kubelet_lab.spec.pod import Container, Pod


class PodStatuses:
    """Makes a pod's statuses; `triggered` are the probes that the last ones sent to look."""

    def __init__(self, prober: ProbeManager, pod: Pod) -> None:
        self.triggered: list[Sampler] = []
        self._prober, self._pod = prober, pod
        self._plain_inits = {c.name for c in pod.init_containers if not is_sidecar(c)}

    def generate(self, cached: PodRuntimeStatus, reasons: Reasons) -> dict[str, ContainerStatus]:
        """The containers' statuses, as the pod cache and the probe results have them."""
        self.triggered = []
        return {
            container.name: self._probed(container, status)
            for container, status in container_statuses(self._pod, cached, reasons)
        }

    def _probed(self, container: Container, status: ContainerStatus) -> ContainerStatus:
        running = status.state == "running"
        if container.name in self._plain_inits:
            ended = status.exit_code if status.state == "terminated" else None
            plain = init_readiness(running=running, exit_code=ended)
            return replace(status, started=plain.started, ready=plain.ready)
        if not status.container_id:
            return status
        probed = self._prober.update_pod_status(
            self._pod.uid, container.name, status.container_id, running=running
        )
        if probed.trigger:
            self.triggered.append(self._prober.readiness(self._pod.uid, container.name))
        return replace(status, started=probed.started, ready=probed.ready)
