"""A Deployment as a fleet knows it, and the Pod objects that its ReplicaSet owns.

All pods of a workload are alike: one container, one program. Source: FACTS 5.2, 6.6.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from kubelet_lab.cluster.node_taints import NOT_READY, UNREACHABLE
from kubelet_lab.node.program import Program
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.pod import Container, Pod, Toleration

DEFAULT_TOLERATION_S = 300  # DefaultTolerationSeconds admission


@cache  # one tuple for all pods alike: whoever asks about it has to work it out once
def default_tolerations(seconds: int = DEFAULT_TOLERATION_S) -> tuple[Toleration, ...]:
    """What admission gives to each pod that says nothing of the two NoExecute taints."""
    return tuple(
        Toleration(taint.key, "Exists", effect=taint.effect, seconds=seconds)
        for taint in (NOT_READY, UNREACHABLE)
    )


DEFAULT_TOLERATIONS = default_tolerations()


def with_defaults(tolerations: tuple[Toleration, ...]) -> tuple[Toleration, ...]:
    """The pod's own, and for each of the two taints that none of them names, 300 s.

    plugin/pkg/admission/defaulttolerationseconds; an empty key or effect names all.
    """
    named = {
        t.key for t in tolerations if t.effect in ("", NOT_READY.effect)
    }  # whatever operator and value
    added = (t for t in DEFAULT_TOLERATIONS if t.key not in named and "" not in named)
    return (*tolerations, *added)


@dataclass(slots=True, eq=False)
class Workload:
    """`replicas` pods like `template`, whose one container runs `program`; memory in bytes."""

    replicas: int
    template: Pod
    program: Program
    name: str = field(init=False)
    container: Container = field(init=False)  # the one container of each pod
    request: int = field(init=False)
    limit: int = field(init=False)  # memory.max, 0 for none
    usage: Ramp = field(init=False)  # of each pod's memory, if it does not leak

    def __post_init__(self) -> None:
        if len(self.template.containers) != 1 or self.template.init_containers:
            raise ValueError("a fleet's pods have one container and no init containers")
        self.name, self.container = self.template.name, self.template.containers[0]
        self.request = self.container.resources.requests.get("memory", 0)
        self.usage = Ramp(self.program.memory, 0)
        self.limit = self.container.resources.limits.get("memory", 0)

    def pod(self, name: str) -> Pod:
        """One of its pods, as a kubelet reads it; its uid is its name."""
        return replace(self.template, name=name, uid=name)


@dataclass(slots=True, eq=False)
class PodObject:
    """A Pod as the API server has it. What its containers do is another matter.

    `cause` is the trace entry of the last thing that happened to the object.
    """

    name: str
    workload: Workload
    cause: int | None = None
    node: str = ""  # spec.nodeName; "" while it waits for the scheduler
    ready: bool = False  # the condition
    deleted: bool = False  # it has a deletionTimestamp
    failed: bool = False  # phase Failed: evicted
    gone: bool = False  # the object is no more
