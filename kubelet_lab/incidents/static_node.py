"""A node with a manifest folder, in virtual time: files change, static pods start and stop.

Source: FACTS 4.10, 4.7. A pod that takes the place of another of its name starts when that one
has ended (pod_workers.go: allowStaticPodStart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kubelet_lab.node.cri import ImageService
from kubelet_lab.node.file_source import FileSource, Update
from kubelet_lab.node.history import PodHistory, pod_history
from kubelet_lab.node.kubelet import Kubelet
from kubelet_lab.node.mirror_pods import MirrorPods
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Program, World
from kubelet_lab.node.static_pods import StaticPod
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Pod

FOLDER = "/etc/kubernetes/manifests"


def quiet_world(trace: Trace, **dependencies: Signal[str]) -> World:
    """A world in which nothing goes wrong."""
    return World(dependencies, Signal("slowness", 0, trace), Signal("deadlock", 0, trace))


@dataclass(slots=True)
class StaticNode:
    """A kubelet whose pods come from files.

    `programs` are by container name; a container of another name serves quietly for ever, an
    init container is done at once.
    """

    name: str
    programs: Mapping[str, tuple[Program, World]]
    trace: Trace
    images: ImageService | None = None  # without one, every image is on the node
    clock: Clock = field(default_factory=Clock)
    node: Node = field(init=False)
    kubelet: Kubelet = field(init=False)
    mirrors: MirrorPods = field(init=False)
    source: FileSource = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)
    seen: list[StaticPod] = field(default_factory=list)  # every static pod there has been
    _changed: dict[str, int] = field(default_factory=dict)  # trace entry of the last, by path
    _names: dict[str, str] = field(default_factory=dict)  # of pods that go, by uid
    _leaving: dict[str, list[StaticPod]] = field(default_factory=dict)  # who waits for whom

    def __post_init__(self) -> None:
        self.node = Node(self.clock, self.trace, handler="plain", images=self.images)
        self.kubelet = self.node.kubelet
        self.kubelet.gone = self._gone
        self.mirrors = MirrorPods(self.clock, self.trace)
        self.source = FileSource(self.name)

    def write(self, at_s: float, name: str, text: str, *, noticed: bool = True) -> None:
        """Plan that a file is written; one that is not `noticed` waits to be read anew."""

        def written() -> None:
            path = f"{FOLDER}/{name}"
            self.files[path] = text.encode()
            self._changed[path] = self._note("world", f"file/{name}", f"{name} is written")
            if noticed:
                self._take(self.source.written(path, self.files[path], self._now()))

        self.clock.at(seconds(at_s), written, order=WORLD)

    def remove(self, at_s: float, name: str, *, noticed: bool = True) -> None:
        """Plan that a file is removed."""

        def removed() -> None:
            path = f"{FOLDER}/{name}"
            self.files.pop(path, None)
            self._changed[path] = self._note("world", f"file/{name}", f"{name} is removed")
            if noticed:
                self._take(self.source.removed(path))

        self.clock.at(seconds(at_s), removed, order=WORLD)

    def reread(self, at_s: float) -> None:
        """Plan that the kubelet reads all files anew."""

        def read() -> None:
            self._take(self.source.reread(self.files, self._now()))

        self.clock.at(seconds(at_s), read)

    def kubectl_delete(self, at_s: float, full_name: str) -> None:
        """Plan that somebody deletes a pod by its name; the watch tells the kubelet at once."""

        def deleted() -> None:
            if full_name not in self.mirrors.api:
                return
            cause = self.mirrors.kubectl_delete(full_name)
            static = next((pod for pod in self.source.pods if pod.full_name == full_name), None)
            if static:
                self.mirrors.reconcile(static, cause)
            else:
                self.mirrors.delete(full_name, cause)

        self.clock.at(seconds(at_s), deleted, order=WORLD)

    def take(self, update: Update) -> None:
        """A real folder has changed just now (`kubelet_lab.folder`)."""
        for path in dict.fromkeys(static.path for static in (*update.removed, *update.added)):
            name = path.rpartition("/")[2]
            self._changed[path] = self._note("world", f"file/{name}", f"{name} has changed")
        self._take(update)

    def api_server_answers(self, cause: int | None) -> None:
        """The API server can be reached from now on, and gets the mirrors that it lacks."""
        self.mirrors.reachable = True
        for static in self.source.pods:
            self.mirrors.reconcile(static, cause)

    def history(self, static: StaticPod, end_ms: int, *, origin_ms: int = 0) -> PodHistory:
        """What became of a pod from `origin_ms` on the clock, for `end_ms`."""
        uid = static.pod.uid
        if not self.node.runtime.pods[uid].containers or uid not in self.kubelet.status.pods:
            return PodHistory(static.pod.name, end_ms, [], [], {}, [])
        return pod_history(self.node, uid, origin_ms=origin_ms, end_ms=end_ms)

    def _take(self, update: Update) -> None:
        for message in update.messages:
            self._note("kubelet", "files", message, max(self._changed.values(), default=None))
        for static in update.removed:
            self._remove(static, self._changed.get(static.path))
        for static in update.added:
            waiting = self._leaving.get(static.full_name)
            if waiting is None:
                self._add(static, self._changed.get(static.path))
            else:
                waiting[:] = [static]  # the newest file counts

    def _add(self, static: StaticPod, cause: int | None) -> None:
        self.seen.append(static)
        cause = self._note("kubelet", f"pod/{static.pod.name}", "SyncLoop ADD, source file", cause)
        self.mirrors.reconcile(static, cause)
        self.node.runtime.add_pod(static.pod, self._programs_of(static.pod))
        self.kubelet.add_pod(static.pod, cause)

    def _programs_of(self, pod: Pod) -> dict[str, tuple[Program, World]]:
        quiet = quiet_world(self.trace)
        done = {container.name: (Program(exits_ms=0), quiet) for container in pod.init_containers}
        serving = {
            container.name: self.programs.get(container.name, (Program(), quiet))
            for container in pod.containers
        }
        return done | serving

    def _remove(self, static: StaticPod, cause: int | None) -> None:
        """Terminate a pod, then let the next of its name in."""
        text = "SyncLoop REMOVE, source file"
        cause = self._note("kubelet", f"pod/{static.pod.name}", text, cause)
        waiting = self._leaving.get(static.full_name)
        if waiting and static in waiting:  # it has not begun
            waiting.clear()
            return
        self._leaving[static.full_name] = []
        self._names[static.pod.uid] = static.full_name
        self.kubelet.delete_pod(static.pod.uid, cause)

    def _gone(self, pod: Pod, cause: int) -> None:
        """A pod has ended: the next of its name comes in."""
        full_name = self._names.pop(pod.uid)
        following = self._leaving.pop(full_name)
        if following:
            self._add(following[0], cause)
        else:
            self.mirrors.delete(full_name, cause)

    def _now(self) -> str:
        return f"{self.clock.now_ms / 1000:g} s"

    def _note(self, source: str, subject: str, text: str, because: int | None = None) -> int:
        return self.trace.add(self.clock.now_ms, source, subject, text, because)
