"""What a notebook sees: `from kubelet_lab import lab`.

Importing it gives the notebook its magics: `%%manifest NAME`, `%%answers NAME`, `%%function NAME`.
"""

from kubelet_lab import quick_imports  # noqa: F401 - before anything that imports nbformat
from kubelet_lab.lab.folder import node_with_folder
from kubelet_lab.lab.magics import load
from kubelet_lab.lab.node_story import walk_panel
from kubelet_lab.lab.notes import Notes
from kubelet_lab.lab.story import probe_panel, story

__all__ = ["guess", "node_with_folder", "points", "probe_panel", "story", "walk_panel"]

_notes = Notes()
guess = _notes.guess
points = _notes.points

load(_notes)
