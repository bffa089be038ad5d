"""pkg/kubelet/eviction/eviction_manager.go:localStorageEviction: limits on what is written to disk.

A pod's limit is that of its containers together, as soon as one of them has one; the limit of a
single container comes after it. Nobody has to be short of anything. Bytes and milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kubelet_lab.node.cgroups import pod_amount
from kubelet_lab.node.consumption import Use
from kubelet_lab.node.critical_pods import is_critical
from kubelet_lab.node.filesystem import FileSystem
from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.pod import Container, Pod
from kubelet_lab.spec.quantity import BINARY_SI, Quantity

RESOURCE = "ephemeral-storage"


class Broken(NamedTuple):
    """A pod that has written more than it may, the kubelet's words, and the cause in the trace."""

    pod: Pod
    message: str
    cause: int


class _Limit(NamedTuple):
    """One limit, and what counts against it as things stand."""

    pod: Pod
    most: int
    usage: Ramp
    message: str
    cause: int


class LocalStorage:
    """The limits of the pods of one node; `is_active(uid)` says that a pod runs."""

    def __init__(self, clock: Clock, files: FileSystem, is_active: Callable[[str], bool]) -> None:
        self.changed: Callable[[], None] = lambda: None  # a limit is broken, or will be later
        self._clock, self._files, self._is_active = clock, files, is_active
        self._pods: dict[str, Pod] = {}  # those that have a limit, by uid
        self._limits: list[_Limit] = []
        self._crossings: list[Timer] = []
        files.watch(self._plan)

    def stop(self) -> None:
        """The kubelet has ended: nobody watches any more."""
        self._files.unwatch(self._plan)
        for crossing in self._crossings:
            crossing.cancel()

    def admit(self, pod: Pod) -> None:
        """A pod has come; a critical one may write as much as it likes."""
        if any(map(_most, (*pod.containers, *pod.init_containers))) and not is_critical(pod):
            self._pods[pod.uid] = pod
            self._plan()

    def forget(self, uid: str) -> None:
        """A pod has gone, and what it wrote."""
        self._pods.pop(uid, None)

    def broken(self) -> list[Broken]:
        """The pods above a limit now, each with the first that it breaks."""
        now_ms, first = self._clock.now_ms, dict[str, Broken]()
        for pod, most, usage, message, cause in self._limits:
            if usage.at(now_ms) > most and self._is_active(pod.uid):
                first.setdefault(pod.uid, Broken(pod, message, cause))
        return list(first.values())

    def _plan(self) -> None:
        """What somebody writes has taken another course: know when a limit will be broken."""
        if not self._pods:
            return
        for crossing in self._crossings:
            crossing.cancel()
        self._limits = [limit for pod in self._pods.values() for limit in self._of(pod)]
        instants = [limit.usage.reaches(limit.most + 1) for limit in self._limits]
        self._crossings = [
            self._clock.at(at_ms, self.changed, order=WORLD)
            for at_ms in instants
            if at_ms is not None and at_ms > self._clock.now_ms
        ]
        self.changed()

    def _of(self, pod: Pod) -> Iterator[_Limit]:
        lines = [line for line in self._files.lines.values() if line.pod_uid == pod.uid]
        total, _ = pod_amount(pod, _most)
        words = "Pod ephemeral local storage usage exceeds the total limit of containers "
        yield from self._one(pod, total, lines, f"{words}{_q(total)}. ")
        for container in pod.containers:
            name, most = container.name, _most(container)
            own = [line for line in lines if line.name.rpartition("/")[2] == name]
            words = f'Container {name} exceeded its local ephemeral storage limit "{_q(most)}". '
            yield from self._one(pod, most, own, words)

    def _one(self, pod: Pod, most: int, lines: list[Use], words: str) -> Iterator[_Limit]:
        steepest = max(lines, key=lambda line: (line.usage.per_s, line.cause or 0), default=None)
        if not most or steepest is None or steepest.cause is None:
            return
        now_ms = self._clock.now_ms
        level = sum(line.usage.at(now_ms) for line in lines)
        usage = Ramp(level, sum(line.usage.per_s for line in lines), now_ms)
        yield _Limit(pod, most, usage, words, steepest.cause)


def _most(container: Container) -> int:
    return container.resources.limits.get(RESOURCE, 0)


def _q(size: int) -> str:
    return str(Quantity(size, form=BINARY_SI))
