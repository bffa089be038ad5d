"""A node in the notebook whose manifest folder is a real one, beside the notebook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kubelet_lab.lab.text import NotPlayed, Text

if TYPE_CHECKING:
    from kubelet_lab.panels.folder_panel import FolderPanel

FIRST_FILE = "web.yaml"
HALF_WRITTEN = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
\t- name: nginx
    image: nginx
"""
NO_FOLDER = NotPlayed(
    "This page runs in your browser alone, where there is no folder to watch. "
    "On a JupyterLab with a kernel of its own (Binder, `kubelet-lab learn`) it works."
)


class WatchedNode:
    """A node that follows a folder. It shows its panel; `kubectl` asks it."""

    def __init__(self, panel: FolderPanel) -> None:
        self._panel = panel

    def kubectl(self, command: str) -> Text:
        """`kubectl("get pods")`, `kubectl("delete pod NAME")`."""
        return Text(self._panel.kubectl(command))

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        return self._panel._repr_mimebundle_(**kwargs)


def node_with_folder(folder: str = "manifests") -> WatchedNode | NotPlayed:
    """Start a node whose manifest folder is `folder`, made beside the notebook if need be.

    A folder that was made has one file in it, which somebody left half written.
    """
    if sys.platform == "emscripten":
        return NO_FOLDER
    from kubelet_lab.panels.folder_panel import FolderPanel  # noqa: PLC0415 - watches with threads

    path = Path(folder)
    if not path.exists():
        path.mkdir(parents=True)
        path.joinpath(FIRST_FILE).write_text(HALF_WRITTEN, encoding="utf-8")
    return WatchedNode(FolderPanel(path))
