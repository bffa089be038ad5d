"""What a notebook sees: `from kubelet_lab import lab`.

Importing it gives the notebook its magics: `%%manifest NAME`, `%%answers NAME`, `%%function NAME`.
"""

from kubelet_lab import quick_imports  # noqa: F401 - before anything that imports nbformat
from kubelet_lab.lab.compare import reaction_panel, side_by_side
from kubelet_lab.lab.day import day
from kubelet_lab.lab.folder import node_with_folder
from kubelet_lab.lab.game_day import mend, nights, ranking
from kubelet_lab.lab.leaks import leak
from kubelet_lab.lab.magics import load
from kubelet_lab.lab.node_story import walk_panel
from kubelet_lab.lab.notes import Notes
from kubelet_lab.lab.outage import outage_panel
from kubelet_lab.lab.panels import fleet_panel, probe_panel
from kubelet_lab.lab.periods import periods
from kubelet_lab.lab.resources import cgroups, leak_panel, throttled
from kubelet_lab.lab.starts import (
    calls,
    runtime_costs,
    runtime_figure,
    runtime_panel,
    start_panel,
)
from kubelet_lab.lab.story import story

__all__ = [
    "calls",
    "cgroups",
    "day",
    "fleet_panel",
    "guess",
    "leak",
    "leak_panel",
    "mend",
    "nights",
    "node_with_folder",
    "outage_panel",
    "periods",
    "points",
    "probe_panel",
    "ranking",
    "reaction_panel",
    "runtime_costs",
    "runtime_figure",
    "runtime_panel",
    "side_by_side",
    "start_panel",
    "story",
    "throttled",
    "walk_panel",
]

_notes = Notes()
guess = _notes.guess
points = _notes.points

load(_notes)
