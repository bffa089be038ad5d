"""A panel on a manifest folder: what kubectl sees of its pods, and what the kubelet just did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from html import escape
from pathlib import Path

import ipywidgets

from kubelet_lab.panels.call import Call
from kubelet_lab.panels.folder_node import NODE, FolderNode
from kubelet_lab.panels.words import Readout, Snippet

LINES = 14
FILES = "These files as code, to share"
NO_FILES = "# The folder is empty."
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
        self.line = Snippet(label=FILES)
        super().__init__([self.readout, self._pods, self._log, stop, self.line])
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
        self.line.text = as_code(self._folder)

    def _stop(self) -> None:
        self.node.stop()
        self.readout.text = f"{self._folder.name} is no longer watched; the pods run on."

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        shown: dict[str, object] = super()._repr_mimebundle_(**kwargs)
        return {**shown, "text/plain": self._words()}


def as_code(folder: Path) -> str:
    """What a cell runs to write the files of a folder again, hidden ones left out."""
    lines = [
        f"{Call('Path', (folder.name, name)).line()}.write_text({_quoted(text)});\n"
        for name, text in sorted(_files(folder))
    ]
    return "\n".join(["from pathlib import Path\n", *lines]) if lines else NO_FILES


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.glob("*"):  # of a folder that is gone: nothing
        with suppress(OSError, UnicodeDecodeError):  # gone meanwhile, or no text
            if path.is_file() and not path.name.startswith("."):
                yield path.name, path.read_bytes().decode()


def _quoted(text: str) -> str:
    """As one would type it, if that comes to the same."""
    plain = f'"""\\\n{text}"""'
    return plain if text.endswith("\n") and not set(text) & {'"', "\\", "\r"} else repr(text)
