"""pkg/kubelet/config/file.go: the manifest folder, as changes arrive and as it is read anew.

Two ways lead into one store. A change that is noticed (inotify) adds or takes away one pod, and a
file that cannot be read changes nothing. Every 20 s all files are read anew, and then a file that
cannot be read has no pod: what it had before is stopped. Source: FACTS 4.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lab.node.static_pods import ManifestError, StaticPod, is_ignored, read_manifest

FILE_CHECK_FREQUENCY_MS = 20_000  # kubelet config fileCheckFrequency


class Update(NamedTuple):
    """What is new for the kubelet. A changed file is one pod removed and another one added.

    The kubelet starts the new one when the old one of the same name has ended. `updated` is the
    rare case of a manifest with a UID of its own: the same pod, with another spec.
    """

    added: tuple[StaticPod, ...] = ()
    removed: tuple[StaticPod, ...] = ()
    updated: tuple[StaticPod, ...] = ()
    messages: tuple[str, ...] = ()  # what the kubelet logs

    def __bool__(self) -> bool:
        return any(self)


class FileSource:
    """The manifest folder of one node. Paths are whole; `seen` is the time for annotations."""

    def __init__(self, node_name: str) -> None:
        self.node_name = node_name
        self._store: dict[str, StaticPod] = {}  # by full name: a second pod of a name is the first
        self._names: dict[str, str] = {}  # path to full name (fileKeyMapping)
        self._told: dict[str, StaticPod] = {}  # by UID: what the kubelet has heard

    @property
    def pods(self) -> tuple[StaticPod, ...]:
        """The static pods of the node, by name."""
        return tuple(pod for _, pod in sorted(self._store.items()))

    def reread(self, files: Mapping[str, bytes], seen: str) -> Update:
        """Take the folder as it is now, all of it (listConfig)."""
        found: dict[str, StaticPod] = {}
        messages: list[str] = []
        for path in sorted(path for path in files if not is_ignored(path)):
            try:
                pod = self._read(path, files[path], seen)
            except ManifestError as error:
                stopped = "; its pod is stopped" if self._names.pop(path, "") in self._store else ""
                messages.append(f"Can't process manifest file: {error}{stopped}")
                continue
            other = found.get(pod.full_name)
            if other:
                messages.append(_one_name(pod, other))
            found[pod.full_name] = pod
        self._store = found
        return self._news(messages)

    def written(self, path: str, content: bytes, seen: str) -> Update:
        """A file has been created or written to (podAdd, podModify)."""
        if is_ignored(path):
            return Update()
        try:
            pod = self._read(path, content, seen)
        except ManifestError as error:
            name = self._names.get(path)
            kept = "; its pod runs on until the folder is read anew" if name in self._store else ""
            return Update(messages=(f"can't process config file: {error}{kept}",))
        other = self._store.get(pod.full_name)
        self._store[pod.full_name] = pod
        return self._news([_one_name(pod, other)] if other and other.path != path else [])

    def removed(self, path: str) -> Update:
        """A file has been deleted, or renamed away (podDelete).

        The store is asked by name: if another file has a pod of that name, that one goes.
        """
        name = self._names.pop(path, "")
        pod = self._store.pop(name, None)
        if pod and pod.path != path:
            text = f"{path}: {name} is stopped, although it came from {pod.path}; "
            return self._news([f"{text}that file brings it back when the folder is read anew"])
        return self._news([])

    def _read(self, path: str, content: bytes, seen: str) -> StaticPod:
        pod = read_manifest(path, content, self.node_name, seen)
        self._names[path] = pod.full_name
        return pod

    def _news(self, messages: list[str]) -> Update:
        """The difference to what the kubelet has heard, by UID (config.go: merge)."""
        now = {pod.pod.uid: pod for pod in self._store.values()}
        before, self._told = self._told, {**now}
        for uid in now.keys() & before.keys():
            if now[uid].pod == before[uid].pod:
                self._told[uid] = before[uid]  # the first time seen is kept
        return Update(
            tuple(pod for uid, pod in now.items() if uid not in before),
            tuple(pod for uid, pod in before.items() if uid not in now),
            tuple(pod for uid, pod in now.items() if uid in before and pod.pod != before[uid].pod),
            tuple(messages),
        )


def _one_name(pod: StaticPod, other: StaticPod) -> str:
    return f"{pod.path} and {other.path} both make {pod.full_name}: the one from {pod.path} counts"
