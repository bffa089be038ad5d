"""The lab's kubelet on a real folder, in real time: a file that appears there is a pod."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from kubelet_lab.folder import ManifestFolder
from kubelet_lab.incidents.static_node import StaticNode
from kubelet_lab.node.file_source import Update
from kubelet_lab.node.mirror_pods import MirrorPod
from kubelet_lab.node.pod_status import ContainerStatus
from kubelet_lab.sim.trace import Trace

NODE = "node1"
EVERY_S = 0.25  # how often the lab's clock catches up with the wall's
NO_PODS = "No resources found in default namespace."
UNKNOWN = "This node understands `get pods` and `delete pod NAME`."
COLUMNS = ("NAME", "READY", "STATUS", "RESTARTS", "AGE")


class FolderNode:
    """One node whose manifest folder is a folder of yours; `told()` is called after news.

    Its clock runs with the wall's from `start` to `stop`. All of it is safe to call from any
    thread.
    """

    def __init__(self, folder: Path, told: Callable[[], None] = lambda: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._node = StaticNode(NODE, {}, Trace())
        self._folder = ManifestFolder(folder, NODE, self._heard)
        self._node.source = self._folder.source
        self._prefix = f"{folder.absolute().parent}/"
        self._told, self._lock, self._ended = told, threading.RLock(), threading.Event()
        self._began = time.monotonic()
        self._ticker = threading.Thread(target=self._tick, name="folder-node", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._folder.__enter__()
        self._ticker.start()

    def stop(self) -> None:
        """Watch no longer; the pods are left as they are. A second time does nothing."""
        if not self._ended.is_set():
            self._ended.set()
            self._folder.__exit__(None, None, None)
            self._ticker.join()

    def kubectl(self, command: str) -> str:
        """What `kubectl` would answer to `get pods` or `delete pod NAME`."""
        words = command.removeprefix("kubectl").split()
        with self._lock:
            self._advance()
            if words in (["get", "pods"], ["get", "pod"]):
                return self._get_pods()
            if len(words) == 3 and words[:2] in (["delete", "pod"], ["delete", "pods"]):  # noqa: PLR2004
                return self._delete(words[2])
        return UNKNOWN

    def log(self, most: int) -> str:
        """The last lines of the trace: seconds since the start, who, what."""
        with self._lock:
            trace = self._node.trace
            last = (trace[number] for number in range(max(len(trace) - most, 0), len(trace)))
            lines = (f"{e.at_ms / 1000:8.1f} s  {e.source:8} {e.text}" for e in last)
            return "\n".join(lines).replace(self._prefix, "")

    def _get_pods(self) -> str:
        rows = [COLUMNS, *(self._row(mirror) for mirror in self._node.mirrors.api.values())]
        if len(rows) == 1:
            return NO_PODS
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        padded = ((word.ljust(width) for word, width in zip(r, widths, strict=True)) for r in rows)
        return "\n".join("   ".join(words).rstrip() for words in padded)

    def _row(self, mirror: MirrorPod) -> tuple[str, ...]:
        static = next(s for s in reversed(self._node.seen) if s.pod.name == mirror.name)
        status = self._node.kubelet.status.pods.get(static.pod.uid)
        known = status.containers if status else {}
        containers = [known[c.name] for c in static.pod.containers if c.name in known]
        ready = sum(container.ready for container in containers)
        restarts = sum(container.restart_count for container in containers)
        age_s = (self._node.clock.now_ms - mirror.created_ms) // 1000
        in_use = f"{ready}/{len(static.pod.containers)}"
        return (mirror.name, in_use, _status(containers), str(restarts), f"{age_s}s")

    def _delete(self, name: str) -> str:
        full_name = next((key for key in self._node.mirrors.api if key.endswith(f"/{name}")), None)
        if full_name is None:
            return f'Error from server (NotFound): pods "{name}" not found'
        self._node.kubectl_delete(self._node.clock.now_ms / 1000, full_name)
        self._advance()
        return f'pod "{name}" deleted'

    def _heard(self, update: Update) -> None:
        with self._lock:
            self._advance()
            self._node.take(update)
        self._told()

    def _tick(self) -> None:
        while not self._ended.wait(EVERY_S):
            with self._lock:
                before = len(self._node.trace)
                self._advance()
                news = len(self._node.trace) > before
            if news:
                self._told()

    def _advance(self) -> None:
        now_ms = int((time.monotonic() - self._began) * 1000)
        self._node.clock.run(max(now_ms, self._node.clock.now_ms))


def _status(containers: list[ContainerStatus]) -> str:
    """What kubectl prints below STATUS: what the first container that does not run waits for."""
    if not containers:
        return "Pending"
    waiting = (c.reason or "ContainerCreating" for c in containers if c.state != "running")
    return next(waiting, "Running")
