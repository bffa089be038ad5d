"""What the kubelet and the API server say to each other, and what becomes of it in an outage.

pkg/kubelet/config/apiserver.go: pods come by a watch, which client-go/tools/cache/reflector.go
opens anew with a back-off. pkg/kubelet/status/status_manager.go: a pod's status goes out when it
changes; what could not be sent is tried every 10 s. component-helpers/apimachinery/lease: the
lease. Source: FACTS 4.1, 5.1. A node on its own needs none of this; an incident connects it.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import NamedTuple

from kubelet_lab.node.node import Node, Programs
from kubelet_lab.node.node_status import LEASE_RENEW_MS, STATUS_UPDATE_MS
from kubelet_lab.spec.pod import Pod

SYNC_PERIOD_MS = 10_000  # status_manager.go: syncPeriod
# reflector.go: 0.8 s, doubled up to 30 s, each times 1 to 2 at random; the lab takes 1.5.
WATCH_WAITS_MS = (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 45_000)
LEASE_WAITS_MS = (200, 400, 800, 1_600, 3_200, 6_400, 7_000)  # lease/controller.go: maxBackoff


class Shown(NamedTuple):
    """A pod as the API server has it, and `kubectl get pod` shows it."""

    phase: str = "Pending"
    ready: bool = False
    restarts: int = 0

    def __str__(self) -> str:
        return f"{self.phase}, Ready {self.ready}, RESTARTS {self.restarts}"


class ApiConnection:
    """One kubelet's connection to the API server; `shown` is what that one has, by pod name.

    While the API server is away the node goes on with what it knows. Each talker notices the
    return at its own next try.
    """

    def __init__(self, node: Node) -> None:
        self.shown: dict[str, Shown] = {}
        self._node, self._clock, self._trace = node, node.clock, node.trace
        self._connected = self._watching = True
        self._away_ms = 0
        self._news: int | None = None  # trace entry of the API server's last going or coming
        self._unseen: list[tuple[Pod, Programs, int]] = []  # bound, and no watch has told of them
        self._unsent: dict[str, tuple[Shown, int]] = {}  # what waits, and its trace entry, by uid
        self._names: dict[str, str] = {}  # of the pods, by uid
        self._register()
        status = node.kubelet.status
        others = status.written

        def written(uid: str) -> None:
            others(uid)
            self._status_written(uid)

        status.written = written

    def bind(self, pod: Pod, programs: Programs) -> None:
        """The scheduler has given this node a pod: the watch tells of it, if there is one."""
        self._names[pod.uid] = pod.name
        self.shown[pod.name] = Shown()
        text = f"pod {pod.name} is assigned to this node"
        cause = self._trace.add(self._clock.now_ms, "world", f"pod/{pod.name}", text)
        if self._watching:
            self._arrives(pod, programs, cause)
        else:
            self._unseen.append((pod, programs, cause))

    def true(self, uid: str) -> Shown:
        """A pod as its kubelet knows it."""
        status = self._node.kubelet.status.pods[uid]
        restarts = sum(one.restart_count for one in status.containers.values())
        return Shown(status.phase, status.ready, restarts)

    def goes_away(self) -> None:
        """The API server goes away; open connections break at once."""
        now_ms = self._away_ms = self._clock.now_ms
        self._connected = self._watching = False
        self._news = self._note("world", "the API server is down")
        self._note("kubelet", "the watch on pods has broken; it is opened anew with a back-off")
        lease = "Failed to update lease"
        status = "Unable to update node status: update node status exceeds retry count"
        self._clock.at(_tick(now_ms, LEASE_RENEW_MS), lambda: self._fail(lease))
        self._clock.at(_tick(now_ms, STATUS_UPDATE_MS), lambda: self._fail(status))

    def comes_back(self) -> None:
        """The API server is back; nobody tells the kubelet."""
        clock, now_ms = self._clock, self._clock.now_ms
        self._connected = True
        self._news = self._note("world", "the API server is back")
        lease_ms = _tick(self._away_ms, LEASE_RENEW_MS)
        if lease_ms < now_ms:
            retry_ms = _next_try(lease_ms, LEASE_WAITS_MS, now_ms)
            clock.at(retry_ms, lambda: self._succeed("the lease is renewed"))
        clock.at(_tick(now_ms, SYNC_PERIOD_MS), self._send_all)
        clock.at(_next_try(self._away_ms, WATCH_WAITS_MS, now_ms), self._list_and_watch)

    def _register(self) -> None:
        machine = self._node.machine
        capacity = f"cpu {machine.cpu_m / 1000:g}, memory {machine.memory / 1024**3:g}Gi"
        self._news = self._trace.add(
            self._clock.now_ms, "world", f"node/{machine.name}", f"{machine.name} is switched on"
        )
        self._note("kubelet", f"Successfully registered node {machine.name}: {capacity}")

    def _fail(self, text: str) -> None:
        if not self._connected:
            self._note("kubelet", text)

    def _succeed(self, text: str) -> None:
        if self._connected:
            self._note("kubelet", text)

    def _list_and_watch(self) -> None:
        if not self._connected:
            return
        self._watching = True
        unseen, self._unseen = self._unseen, []
        names = ", ".join(pod.name for pod, _, _ in unseen) or "nothing"
        self._note("kubelet", f"pods are listed, and watched again; new: {names}")
        for pod, programs, cause in unseen:
            self._arrives(pod, programs, cause)

    def _arrives(self, pod: Pod, programs: Programs, cause: int) -> None:
        self._node.runtime.add_pod(pod, programs)
        self._node.kubelet.add_pod(pod, cause)

    def _status_written(self, uid: str) -> None:
        """The kubelet has another status for a pod: what kubectl shows of it goes out."""
        name, now = self._names[uid], self.true(uid)
        waiting, _ = self._unsent.get(uid, (self.shown[name], 0))
        if now == waiting:
            return
        because = len(self._trace) - 1  # the status manager has written it down just now
        if self._connected:
            self._send(name, now, because)
        else:
            text = f"Failed to update status for pod: {now}"
            entry = self._trace.add(self._clock.now_ms, "status", f"pod/{name}", text, because)
            self._unsent[uid] = now, entry

    def _send_all(self) -> None:
        if not self._connected:
            return
        unsent, self._unsent = self._unsent, {}
        for uid, (now, because) in unsent.items():
            self._send(self._names[uid], now, because)

    def _send(self, name: str, now: Shown, because: int) -> None:
        self.shown[name] = now
        text = f"Status for pod updated successfully: {now}"
        self._trace.add(self._clock.now_ms, "status", f"pod/{name}", text, because)

    def _note(self, source: str, text: str) -> int:
        because = None if source == "world" else self._news
        return self._trace.add(self._clock.now_ms, source, "api-server", text, because)


def _tick(at_ms: int, every_ms: int) -> int:
    """The first tick from `at_ms` on; ticks count from the kubelet's start."""
    return -(-at_ms // every_ms) * every_ms


def _next_try(failed_ms: int, waits_ms: tuple[int, ...], from_ms: int) -> int:
    """The first try from `from_ms` on, when the first failed at `failed_ms`.

    The last of `waits_ms` is repeated for ever.
    """
    at_ms = failed_ms
    for wait_ms in chain(waits_ms, repeat(waits_ms[-1])):
        if at_ms >= from_ms:
            break
        at_ms += wait_ms
    return at_ms
