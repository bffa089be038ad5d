"""One probe's three fields, and the shortest and longest time until it acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kubelet_lab.check.delays import until_failing, until_timed_out
from kubelet_lab.check.words import span_words
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.side_by_side import side_by_side
from kubelet_lab.incidents.one_fault import ASKED, Fault, decided_ms, extremes
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View
from kubelet_lab.panels.probe_panel import DEFAULTS
from kubelet_lab.panels.probe_yaml import probe_yaml
from kubelet_lab.spec.pod import Probe, ProbeType

FAULTS: dict[Fault, str] = {"deadlock": "the deadlock", "outage": "the outage"}
_KNOBS = (
    ("periodSeconds", "s", 1, 30, "from the start of one look to the start of the next"),
    ("failureThreshold", "looks", 1, 10, "failures in a row until the kubelet acts"),
    ("timeoutSeconds", "s", 1, 30, "an answer that takes longer is a failure"),
)


def reaction_panel(
    kind: ProbeType,
    fault: Fault,
    *,
    title: str,
    start: Mapping[str, int] = DEFAULTS,
    predictions: Sequence[Prediction] = (),
) -> Panel:
    """A panel on a readiness or liveness probe; `title` is the question it answers.

    Two runs of the engine are drawn: the fault right before a look, and right after one. The
    readout says their times beside the rule that gives them. `start` is where sliders stand at
    first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        probe = _probe(values)
        soonest, latest = extremes(kind, probe, fault)
        runs = {"Right before a look": soonest.history, "Right after a look": latest.history}
        figure = side_by_side(runs, kind, title=title, since=FAULTS[fault], predictions=predictions)
        acts_s = [round(decided_ms(run, kind) / 1000) for run in (soonest, latest)]
        rule = (until_timed_out if fault == "deadlock" else until_failing)(probe).rule
        words = f"Acts {span_words(acts_s[0], acts_s[1])} after {FAULTS[fault]}: {rule}."
        return View(figure, words, probe_yaml(kind, probe))

    knobs = [
        Knob(field, unit, low, high, DEFAULTS[field], said)
        for field, unit, low, high, said in _KNOBS
    ]
    return Panel(placed(knobs, start, widen=True), look, snippet=f"This {kind}Probe as YAML")


def _probe(values: Mapping[str, int]) -> Probe:
    return Probe(
        ASKED,
        period_s=values["periodSeconds"],
        failure_threshold=values["failureThreshold"],
        timeout_s=values["timeoutSeconds"],
    )
