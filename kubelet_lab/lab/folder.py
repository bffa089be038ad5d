"""A node in the notebook whose manifest folder is a real one, beside the notebook."""

from __future__ import annotations

from pathlib import Path

from kubelet_lab.lab.story import Text
from kubelet_lab.panels.folder_panel import FolderPanel


class WatchedNode:
    """A node that follows a folder. It shows its panel; `kubectl` asks it."""

    def __init__(self, folder: str) -> None:
        self._panel = FolderPanel(Path(folder))

    def kubectl(self, command: str) -> Text:
        """`kubectl("get pods")`, `kubectl("delete pod NAME")`."""
        return Text(self._panel.kubectl(command))

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        return self._panel._repr_mimebundle_(**kwargs)


def node_with_folder(folder: str = "manifests") -> WatchedNode:
    """Start a node whose manifest folder is `folder`, made beside the notebook if need be."""
    return WatchedNode(folder)
