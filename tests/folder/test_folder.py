"""A real folder on a real disk, really watched."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from kubelet_lab.folder import ManifestFolder
from kubelet_lab.node.file_source import Update

LONG_S = 20.0  # nobody waits for it, unless something is broken
OFTEN_S = 0.05
NEVER_S = 3600.0
WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: nginx, image: 'nginx:1.27'}]
"""


class Heard:
    """What a folder has told so far."""

    def __init__(self) -> None:
        self.updates: queue.SimpleQueue[Update] = queue.SimpleQueue()

    def until(self, found: Callable[[Update], object]) -> Update:
        while not found(update := self.updates.get(timeout=LONG_S)):
            pass
        return update


@contextmanager
def watched(
    folder: Path,
    reread_s: float = NEVER_S,
    observers: tuple[Callable[[], BaseObserver], ...] = (Observer, PollingObserver),
) -> Iterator[Heard]:
    heard = Heard()
    # The folder tells what is there already when it has begun to watch: one file says so.
    begun = folder / "begun.yaml"
    if folder.is_dir():
        begun.write_text(WEB.replace("web", "begun"))
    with ManifestFolder(folder, "node1", heard.updates.put, reread_s=reread_s, observers=observers):
        heard.until(lambda update: update.added or update.messages)
        yield heard


def images(update: Update) -> list[str]:
    return [pod.pod.containers[0].image for pod in update.added]


@pytest.mark.parametrize(
    "observer", [Observer, lambda: PollingObserver(timeout=OFTEN_S)], ids=["inotify", "polling"]
)
def test_a_file_is_followed_from_its_creation_to_its_end(
    tmp_path: Path, observer: Callable[[], BaseObserver]
) -> None:
    with watched(tmp_path, observers=(observer,)) as heard:
        path = tmp_path / "web.yaml"
        path.write_text(WEB)
        assert images(heard.until(lambda update: update.added)) == ["nginx:1.27"]
        path.write_text(WEB.replace("1.27", "1.28"))
        changed = heard.until(lambda update: update.added)
        assert images(changed) == ["nginx:1.28"]
        assert len(changed.removed) == 1
        path.unlink()
        assert heard.until(lambda update: update.removed).removed == changed.added


def test_a_renamed_file_is_another_pod_of_the_same_name(tmp_path: Path) -> None:
    with watched(tmp_path) as heard:
        path = tmp_path / "web.yaml"
        path.write_text(WEB)
        first = heard.until(lambda update: update.added).added[0]
        path.rename(tmp_path / "web.yaml.bak")  # no way to switch a static pod off
        assert heard.until(lambda update: update.removed).removed == (first,)
        second = heard.until(lambda update: update.added).added[0]
        assert second.full_name == first.full_name
        assert second.pod.uid != first.pod.uid


def test_a_file_moved_in_whole_is_never_seen_by_half(tmp_path: Path) -> None:
    folder, drafts = tmp_path / "manifests", tmp_path / "drafts"
    folder.mkdir()
    drafts.mkdir()
    with watched(folder) as heard:
        (drafts / "web.yaml").write_text(WEB)
        (drafts / "web.yaml").rename(folder / "web.yaml")
        update = heard.updates.get(timeout=LONG_S)
        assert images(update) == ["nginx:1.27"]
        assert update.messages == ()
        (folder / "web.yaml").rename(drafts / "web.yaml")
        assert heard.until(lambda update: update.removed)


def test_a_half_written_file_is_named_and_then_followed(tmp_path: Path) -> None:
    with watched(tmp_path) as heard:
        path = tmp_path / "web.yaml"
        with path.open("w") as file:
            file.write(WEB[:90])
            file.flush()
            message = heard.until(lambda update: "line 5" in "".join(update.messages)).messages[0]
            assert message.startswith(f"can't process config file: {path}: couldn't parse as pod(")
            file.write(WEB[90:])
        assert images(heard.until(lambda update: update.added)) == ["nginx:1.27"]


def test_what_no_observer_notices_is_found_when_the_folder_is_read_anew(tmp_path: Path) -> None:
    def broken() -> BaseObserver:
        class Broken(PollingObserver):
            def start(self) -> None:
                raise OSError(24, "inotify instance limit reached")

        return Broken()

    with watched(tmp_path, OFTEN_S, observers=(broken,)) as heard:
        path = tmp_path / "web.yaml"
        path.write_text(WEB)
        assert heard.until(lambda update: update.added)
        path.write_text("{")
        assert heard.until(lambda update: update.removed)
        path.write_text(WEB)
        assert heard.until(lambda update: update.added)


def test_when_inotify_fails_the_folder_is_polled(tmp_path: Path) -> None:
    def broken() -> BaseObserver:
        raise_at_start = PollingObserver()
        raise_at_start.start = _refuse  # type: ignore[method-assign]
        return raise_at_start

    observers = (broken, lambda: PollingObserver(timeout=OFTEN_S))
    with watched(tmp_path, observers=observers) as heard:
        (tmp_path / "web.yaml").write_text(WEB)
        assert heard.until(lambda update: update.added)


def _refuse() -> None:
    raise OSError(28, os.strerror(28))


def test_a_folder_that_is_missing_is_waited_for_and_may_go_again(tmp_path: Path) -> None:
    folder = tmp_path / "manifests"
    with watched(folder, OFTEN_S) as heard:
        folder.mkdir()
        (folder / "web.yaml").write_text(WEB)
        assert heard.until(lambda update: update.added)
        (folder / "web.yaml").unlink()
        folder.rmdir()
        assert heard.until(lambda update: update.removed)
        message = heard.until(lambda update: "path does not exist" in "".join(update.messages))
        assert str(folder) in message.messages[0]


def test_folders_and_files_nobody_may_read_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sub.yaml").mkdir()
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nothing")
    with watched(tmp_path) as heard:
        (tmp_path / "web.yaml").write_text(WEB)
        assert heard.until(lambda update: update.added)
