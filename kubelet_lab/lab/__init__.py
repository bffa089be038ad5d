"""What a notebook sees: `from kubelet_lab import lab`.

Importing it gives the notebook its two magics, `%%manifest NAME` and `%%answers NAME`.
"""

from kubelet_lab import quick_imports  # noqa: F401 - before anything that imports nbformat
from kubelet_lab.lab.compare import reaction_panel, side_by_side
from kubelet_lab.lab.folder import node_with_folder
from kubelet_lab.lab.magics import load
from kubelet_lab.lab.notes import Notes
from kubelet_lab.lab.resources import cgroups, leak_panel, throttled
from kubelet_lab.lab.story import probe_panel, story

__all__ = [
    "cgroups",
    "guess",
    "leak_panel",
    "node_with_folder",
    "points",
    "probe_panel",
    "reaction_panel",
    "side_by_side",
    "story",
    "throttled",
]

_notes = Notes()
guess = _notes.guess
points = _notes.points

load(_notes)
