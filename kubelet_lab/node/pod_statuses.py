"""pkg/kubelet/kubelet_pods.go:generateAPIPodStatus: the statuses of one pod's containers.

`started` and `ready` come from the probe manager's results (FACTS 1.4).
"""

from __future__ import annotations

from kubelet_lab.node.container_statuses import Reasons, container_statuses
from kubelet_lab.node.pod_status import ContainerStatus, is_sidecar
from kubelet_lab.node.prober import ProbeManager
from kubelet_lab.node.ready import Readiness
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
        made = container_statuses(self._pod, cached, reasons, self._probed)
        return {status.name: status for status in made}

    def _probed(self, container: Container, container_id: str) -> Readiness:
        if container.name in self._plain_inits:
            return Readiness(started=True, ready=False)
        uid, name = self._pod.uid, container.name
        probed = self._prober.update_pod_status(uid, name, container_id, running=True)
        if probed.trigger:
            self.triggered.append(self._prober.readiness(uid, name))
        return probed
