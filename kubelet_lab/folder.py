"""A real manifest folder, really watched: file changes in, updates of static pods out.

The adapter between a disk and `node.file_source`, which opens no file. Changes are noticed at once
(inotify, by watchdog); where that fails, by polling. And as in the kubelet, all files are read
anew every 20 s, which also finds what neither noticed.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from kubelet_lab.node.file_source import FILE_CHECK_FREQUENCY_MS, FileSource, Update

MAX_BYTES = 10 * 1024 * 1024  # config/file.go: maxConfigLength
MISSING = "path does not exist, ignoring"


class _Change(NamedTuple):
    """Something happened to a file."""

    what: Literal["written", "removed", "end"]
    path: Path


class ManifestFolder:
    """Watches a folder in a thread of its own; a context manager.

    `heard(update)` is called in that thread whenever there is something new, the first time with
    the files that are there already. `observers` are tried in order.
    """

    def __init__(
        self,
        folder: Path,
        node_name: str,
        heard: Callable[[Update], None],
        *,
        reread_s: float = FILE_CHECK_FREQUENCY_MS / 1000,
        observers: Sequence[Callable[[], BaseObserver]] = (Observer, PollingObserver),
    ) -> None:
        self.source = FileSource(node_name)
        self._folder, self._heard = folder.absolute(), heard
        self._reread_s, self._observers = reread_s, observers
        self._changes: queue.SimpleQueue[_Change] = queue.SimpleQueue()
        self._watch: BaseObserver | None = None
        self._thread = threading.Thread(target=self._run, name="manifest-folder", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._changes.put(_Change("end", self._folder))
        self._thread.join()

    def _run(self) -> None:
        """Change by change, and all of it every so often (sourceFile.run)."""
        try:
            while True:
                self._tell(self._reread())
                if not self._until_reread():
                    return
        finally:
            self._unwatch()

    def _until_reread(self) -> bool:
        """Handle changes until it is time to read all anew; False when it is time to end."""
        due = time.monotonic() + self._reread_s
        while (left_s := due - time.monotonic()) > 0:
            try:
                change = self._changes.get(timeout=left_s)
            except queue.Empty:
                break
            if change.what == "end":
                return False
            self._tell(self._take(change))
        return True

    def _tell(self, update: Update) -> None:
        if update:
            self._heard(update)

    def _take(self, change: _Change) -> Update:
        path = str(change.path)
        if change.what == "removed":
            return self.source.removed(path)
        try:
            return self.source.written(path, _content(change.path), _now())
        except OSError as error:
            return Update(messages=(f"can't process config file: {path}: {error.strerror}",))

    def _reread(self) -> Update:
        if not self._folder.is_dir():
            self._unwatch()
            update = self.source.reread({}, _now())
            return update._replace(messages=(f"{self._folder}: {MISSING}",))
        if self._watch is None:
            self._watch = self._watching()
        files, messages = {}, []
        for path in sorted(self._folder.glob("[!.]*")):
            try:
                if path.is_file():
                    files[str(path)] = _content(path)
            except OSError as error:
                messages.append(f"Can't process manifest file: {path}: {error.strerror}")
        update = self.source.reread(files, _now())
        return update._replace(messages=(*messages, *update.messages))

    def _watching(self) -> BaseObserver | None:
        """The first observer that works here; without any, reading anew has to do."""
        for make in self._observers:
            observer = make()
            try:
                observer.schedule(_Handler(self._folder, self._changes), str(self._folder))
                observer.start()
            except OSError:  # no inotify here, or no watch left
                continue
            return observer
        return None

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch.join()
            self._watch = None


class _Handler(FileSystemEventHandler):
    """Tells changes of the folder's files as fsnotify would: written, or removed."""

    def __init__(self, folder: Path, changes: queue.SimpleQueue[_Change]) -> None:
        self._folder, self._changes = folder, changes

    def on_created(self, event: FileSystemEvent) -> None:
        self._put("written", event.src_path)

    def on_modified(self, event: FileSystemEvent) -> None:
        self._put("written", event.src_path)

    def on_deleted(self, event: FileSystemEvent) -> None:
        self._put("removed", event.src_path)

    def on_moved(self, event: FileSystemEvent) -> None:
        self._put("removed", event.src_path)
        self._put("written", event.dest_path)

    def _put(self, what: Literal["written", "removed"], name: str | bytes) -> None:
        path = Path(name if isinstance(name, str) else name.decode())
        if path.parent == self._folder and not (what == "written" and path.is_dir()):
            self._changes.put(_Change(what, path))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _now() -> str:
    return datetime.now().astimezone().isoformat()
