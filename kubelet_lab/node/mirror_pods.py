"""pkg/kubelet/pod/mirror_client.go, kubelet.go:tryReconcileMirrorPods: what the API sees.

A static pod lives on the node; the API server has a mirror of it, for looking at. Deleting the
mirror deletes nothing else, and the next sync of the pod makes another. Source: FACTS 4.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kubelet_lab.node.static_pods import CONFIG_HASH, StaticPod
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace

CONFIG_MIRROR = "kubernetes.io/config.mirror"


@dataclass(slots=True)
class MirrorPod:
    """A mirror pod in the API. `number` tells it from an earlier one of the same name."""

    name: str
    number: int
    created_ms: int
    owner: str  # the Node that controls it
    annotations: Mapping[str, str] = field(default_factory=dict)
    deletion_timestamp: bool = False


class MirrorPods:
    """The mirror pods of one node, in an API server that may be out of reach.

    `api` is by full name.
    """

    def __init__(self, clock: Clock, trace: Trace) -> None:
        self.api: dict[str, MirrorPod] = {}
        self.reachable = True
        self._clock, self._trace = clock, trace
        self._made = 0

    def reconcile(self, static: StaticPod, cause: int | None) -> None:
        """One sync of a static pod: drop a mirror that is going or outdated, make a missing one."""
        if not self.reachable:
            return  # the pod runs all the same
        mirror = self.api.get(static.full_name)
        if mirror and (mirror.deletion_timestamp or not _is_mirror_of(mirror, static)):
            cause = self.delete(static.full_name, cause)
            mirror = None
        if mirror is None:
            self._create(static, cause)

    def kubectl_delete(self, full_name: str) -> int:
        """Somebody deletes the mirror pod: it is marked, and only the kubelet can let it go."""
        self.api[full_name].deletion_timestamp = True
        name = full_name.rpartition("/")[2]
        return self._note("world", full_name, f'pod "{name}" deleted', None)

    def delete(self, full_name: str, cause: int | None) -> int | None:
        """Delete a mirror pod with a grace period of 0; the containers are not touched."""
        if not self.reachable or self.api.pop(full_name, None) is None:
            return cause
        return self._note("kubelet", full_name, "Deleting a mirror pod", cause)

    def _create(self, static: StaticPod, cause: int | None) -> None:
        if static.mirror_refused:
            text = f"Failed creating a mirror pod: {static.mirror_refused}"
            self._note("kubelet", static.full_name, text, cause)
            return
        self._made += 1
        self.api[static.full_name] = MirrorPod(
            static.pod.name,
            self._made,
            self._clock.now_ms,
            static.node_name,
            {**static.annotations, CONFIG_MIRROR: static.config_hash},
        )
        self._note("kubelet", static.full_name, "Creating a mirror pod for static pod", cause)

    def _note(self, source: str, full_name: str, text: str, cause: int | None) -> int:
        subject = f"mirror/{full_name.rpartition('/')[2]}"
        return self._trace.add(self._clock.now_ms, source, subject, text, cause)


def _is_mirror_of(mirror: MirrorPod, static: StaticPod) -> bool:
    return mirror.annotations.get(CONFIG_MIRROR) == static.annotations[CONFIG_HASH]
