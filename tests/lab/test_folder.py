"""`lab.node_with_folder`: a folder that was made holds a file to be mended, yours is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lab.lab import folder
from kubelet_lab.node.static_pods import ManifestError, read_manifest


class Panel:
    """Stands where the panel would start its threads."""

    def __init__(self, path: Path) -> None:
        self.path = path


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubelet_lab.panels.folder_panel.FolderPanel", Panel)


def test_a_new_folder_has_one_file_that_no_kubelet_can_read(tmp_path: Path) -> None:
    folder.node_with_folder(str(tmp_path / "manifests"))
    (made,) = (tmp_path / "manifests").iterdir()
    with pytest.raises(ManifestError, match="line 7"):
        read_manifest(made.name, made.read_bytes(), "node1", "")


def test_two_spaces_in_place_of_the_tab_make_it_a_pod(tmp_path: Path) -> None:
    folder.node_with_folder(str(tmp_path / "manifests"))
    (made,) = (tmp_path / "manifests").iterdir()
    mended = made.read_bytes().replace(b"\t", b"  ")
    assert read_manifest(made.name, mended, "node1", "").pod.name == "web-node1"


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    folder.node_with_folder(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
