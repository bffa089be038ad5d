"""A node in real time on a real folder: what kubectl says of it."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kubelet_lab.panels.folder_node import NO_PODS, UNKNOWN, FolderNode

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: a, image: b}
"""
PATIENCE_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "manifests"


@pytest.fixture
def node(folder: Path) -> Iterator[FolderNode]:
    node = FolderNode(folder)
    node.start()
    yield node
    node.stop()
    node.stop()  # pressing the button twice does no harm


def until(true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_S * 20):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come true")


def test_the_folder_is_made_and_empty(node: FolderNode, folder: Path) -> None:
    assert folder.is_dir()
    assert node.kubectl("get pods") == NO_PODS


def test_a_file_is_a_pod_until_it_is_gone(node: FolderNode, folder: Path) -> None:
    (folder / "web.yaml").write_text(WEB)
    until(lambda: "web-node1   1/1     Running   0" in node.kubectl("kubectl get pods"))
    assert node.kubectl("delete pod web-node1") == 'pod "web-node1" deleted'
    assert re.search(r"web-node1   1/1     Running   0          [01]s", node.kubectl("get pods"))
    (folder / "web.yaml").unlink()
    until(lambda: node.kubectl("get pods") == NO_PODS)
    log = node.log(100)
    assert "web.yaml has changed" in log
    assert str(folder) not in log


def test_a_file_that_makes_no_pod_is_told_with_its_place(node: FolderNode, folder: Path) -> None:
    (folder / "bad.yaml").write_text("kind: Deployment\n")
    until(lambda: "manifests/bad.yaml: couldn't parse as pod" in node.log(10))


@pytest.mark.parametrize("asked", ["", "apply -f x", "delete", "get pods -o wide"])
def test_what_this_node_does_not_understand_gets_a_sentence(node: FolderNode, asked: str) -> None:
    assert node.kubectl(asked) == UNKNOWN


def test_a_pod_that_is_not_there_is_not_found(node: FolderNode) -> None:
    assert node.kubectl("delete pod x") == 'Error from server (NotFound): pods "x" not found'
