"""pkg/controller/replicaset/replica_set.go: as many pods as asked for, whatever happens.

A pod with a deletionTimestamp, or that has failed, no longer counts, even if its containers run
on: that is how a silent node's pods come to run twice. The real one creates in batches of 1, 2,
4 … within milliseconds; here at once. Source: FACTS 5.2.
"""

from __future__ import annotations

from kubelet_lab.cluster.api_server import ApiServer, Watcher
from kubelet_lab.cluster.workload import PodObject, Workload


class ReplicaSetController(Watcher):
    """The ReplicaSets of all workloads; `replaced` pods were created in place of others."""

    def __init__(self, api: ApiServer) -> None:
        self.replaced = 0
        self._api = api
        self._created: dict[Workload, int] = {}
        self._counts: dict[Workload, int] = {}

    def begin(self, workload: Workload) -> None:
        """Create the pods of a new workload."""
        self._counts[workload] = self._created[workload] = 0
        for _ in range(workload.replicas):
            self._create(workload, None)

    def pod_deleted(self, pod: PodObject) -> None:
        """One fewer counts (Watcher)."""
        if not pod.failed:
            self._replace(pod)

    def pod_failed(self, pod: PodObject) -> None:
        """One fewer counts (Watcher)."""
        if not pod.deleted:
            self._replace(pod)

    def pod_gone(self, pod: PodObject) -> None:
        """One that was neither deleted nor failed is gone, by force (Watcher)."""
        if not (pod.deleted or pod.failed):
            self._replace(pod)

    def _replace(self, pod: PodObject) -> None:
        workload = pod.workload
        self._counts[workload] -= 1
        if self._counts[workload] >= workload.replicas:
            return
        self.replaced += 1
        number = self._created[workload]
        text = f"Normal SuccessfulCreate Created pod: {workload.name}-{number}"
        trace, at_ms = self._api.trace, self._api.clock.now_ms
        subject = f"replicaset/{workload.name}"
        self._create(workload, trace.add(at_ms, "replicaset", subject, text, pod.cause))

    def _create(self, workload: Workload, cause: int | None) -> None:
        number = self._created[workload]
        self._created[workload] = number + 1
        self._counts[workload] += 1
        self._api.create_pod(workload, f"{workload.name}-{number}", cause)
