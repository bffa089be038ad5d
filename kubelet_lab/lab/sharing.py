"""A panel that says how to make it again, or why there is none."""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lab.lab.text import FRIENDLY, NotPlayed
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.knobs import Misplaced
from kubelet_lab.panels.panel import Panel


def shared(call: Call, make: Callable[[], Panel]) -> Panel | NotPlayed:
    """Make a panel that can be shared as `call`; a start that no slider has is a sentence."""
    try:
        return make().shared(call)
    except Misplaced as slip:
        return NotPlayed(FRIENDLY.format(slip))
