"""An API server that goes away and comes back, under a learner's hand: who hears of it when."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.figures.timeline import timeline
from kubelet_lab.incidents.api_server_down import HEARD, TOLD, TenMinutes, ten_minutes
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View

LASTS_S = 90  # played after the return, and after nginx got stuck: nothing here takes longer
WANTED_S = 100  # the new pod; the shortest outage on the slider lasts longer
_KNOBS = (
    Knob("outage_s", "s", 60, 900, 305, "from the API server's going, at 63 s, to its return", 5),
    Knob("stuck_s", "s", 100, 300, 240, "when nginx gets stuck"),
)


def outage_panel(title: str, start: Mapping[str, int] | None = None) -> Panel:
    """Two sliders on the outage of lesson 01; `title` is the question they answer.

    `start` is where they stand at first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        lasts_s = max(TOLD["down_s"] + values["outage_s"], values["stuck_s"]) + LASTS_S
        changes = {**values, "wanted_s": WANTED_S}
        run = ten_minutes({**TOLD, **changes, "lasts_s": lasts_s})
        told = {"down_s": TOLD["down_s"], **changes}
        call = ", ".join(f"{field}={value}" for field, value in told.items())
        words = _readout(run, values["stuck_s"])
        figure = timeline(run.history, title=title, since="the node registered")
        return View(figure, words, f'lab.story("api-server-down", {call})\n')

    return Panel(placed(_KNOBS, start or {}), look, snippet="This outage as a story, to ask why")


def _readout(run: TenMinutes, stuck_s: int) -> str:
    heard, lease = run.since_back_ms(HEARD), run.since_back_ms("the lease is renewed")
    anew_ms = run.node.ms("StartContainer: nginx", from_s=stuck_s)
    fixed = None if anew_ms is None else anew_ms - stuck_s * 1000
    return (
        f"A new nginx runs {_s(fixed)} after the old one got stuck. The lease is signed again "
        f"{_s(lease)} after the return, and the new pod is heard of after {_s(heard)}."
    )


def _s(ms: int | None) -> str:
    return "more than a minute" if ms is None else f"{ms / 1000:g} s"
