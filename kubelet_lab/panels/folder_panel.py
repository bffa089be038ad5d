"""A panel on a manifest folder: what kubectl sees of its pods, and what the kubelet just did."""

from __future__ import annotations

from html import escape
from pathlib import Path

import ipywidgets

from kubelet_lab.panels.folder_node import NODE, FolderNode
from kubelet_lab.panels.words import Readout

LINES = 14
PRE = '<pre style="font:13px/1.45 ui-monospace,monospace;overflow-x:auto;margin:0">{}</pre>'


class FolderPanel(ipywidgets.VBox):  # type: ignore[misc] # ipywidgets ships no types
    """Follows the files of `folder`, which is made if there is none, until Stop is pressed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.node = FolderNode(folder, self._show)
        self.readout = Readout(text=self._words())
        self._pods, self._log = ipywidgets.HTML(), ipywidgets.HTML()
        stop = ipywidgets.Button(description="Stop watching", layout={"width": "max-content"})
        stop.on_click(lambda _: self._stop())
        super().__init__([self.readout, self._pods, self._log, stop])
        self.add_class("kubelet-lab-panel")
        self.node.start()
        self._show()

    def kubectl(self, command: str) -> str:
        """Ask as one would ask the API server: `get pods`, `delete pod NAME`."""
        return self.node.kubectl(command)

    def _words(self) -> str:
        return f"The kubelet of {NODE} watches the folder {self._folder.name}."

    def _show(self) -> None:
        pods = f"$ kubectl get pods\n{self.node.kubectl('get pods')}\n "
        self._pods.value = PRE.format(escape(pods))
        self._log.value = PRE.format(escape(self.node.log(LINES) or "Nothing has happened yet."))

    def _stop(self) -> None:
        self.node.stop()
        self.readout.text = f"{self._folder.name} is no longer watched; the pods run on."

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        shown: dict[str, object] = super()._repr_mimebundle_(**kwargs)
        return {**shown, "text/plain": self._words()}
