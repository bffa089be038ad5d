"""An incident as a notebook shows it: the table, the timeline, the trace, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from kubelet_lab import incidents
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.incidents import Outcome, Row
from kubelet_lab.node.history import PodHistory
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.probe_panel import DEFAULTS
from kubelet_lab.panels.probe_panel import probe_panel as _probe_panel
from kubelet_lab.sim.trace import Entry
from kubelet_lab.spec.pod import ProbeType

FRIENDLY = "Nothing was played: {}"
STYLE = """<style>
.kl-told.kl-told{border-collapse:collapse;max-width:900px;font:14px/1.45 system-ui,sans-serif}
.kl-told.kl-told caption{text-align:left;font-weight:650;padding:0 0 6px}
.kl-told.kl-told td,.kl-told.kl-told th{text-align:left;vertical-align:top;padding:3px 10px 3px 0;
white-space:normal;border-top:1px solid color-mix(in srgb,currentColor 20%,transparent)}
.kl-told.kl-told .kl-at{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.kl-told.kl-told .kl-differs{font-weight:650;white-space:nowrap}
.kl-told.kl-told .kl-why{padding-left:1.4em;font-size:.93em}
</style>"""


class Text(str):
    """Words that a notebook shows as they are, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class NotPlayed(Text):
    """Why nothing was played; whatever one asks of it, it says so again."""

    __slots__ = ()

    def timeline(self, *_: object, **__: object) -> NotPlayed:
        """Say it again."""
        return self

    trace = why = kubectl = walks = readout = timeline


class Story:
    """An incident that has been played. Its table is what a cell shows."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def timeline(self, title: str = "", *, guess: object = None, after: str = "") -> LiveFigure:
        """Draw the run; `guess` is in seconds, counted from the mark `after` or from 0 s."""
        outcome = self.outcome
        words = title or f"{outcome.incident}: what the probes see, and what the kubelet does"
        figure = timeline(
            outcome.history,
            title=words,
            prediction=self.prediction(guess, after),
            since=outcome.since,
        )
        return LiveFigure(figure)

    def trace(self, contains: str = "") -> Text:
        """List what happened: number, seconds, who, what; only entries with these words."""
        found = [self._line(entry) for entry in self.outcome.trace.find(contains)]
        return Text("\n".join(found) or f"No entry says {contains!r}.")

    def why(self, what: int | str) -> Text:
        """Follow an entry, named by its number or its words, back to a change of the world."""
        trace = self.outcome.trace
        entry = self._entry(what)
        if entry is None:
            return Text(f"There is no entry {what!r}. `trace()` lists them all.")
        chain = trace.why(entry.number)
        lines = [self._line(chain[0])]
        lines += [f"{'  ' * depth}because {self._line(e)}" for depth, e in enumerate(chain[1:], 1)]
        return Text("\n".join(lines))

    def _entry(self, what: int | str) -> Entry | None:
        trace = self.outcome.trace
        if isinstance(what, int):
            return trace[what] if 0 <= what < len(trace) else None
        return next(trace.find(what), None)

    def _line(self, entry: Entry) -> str:
        at_s = (entry.at_ms - self.outcome.zero_ms) / 1000
        return f"{entry.number:3}  {at_s:9.3f} s  {entry.source:8} {entry.text}"

    def prediction(self, guess: object, after: str) -> Prediction | None:
        """A guess in seconds, counted from a mark or from 0 s, as figures take it."""
        if not isinstance(guess, int | float):
            return None
        marks = (mark.at_ms for mark in self.outcome.history.marks if mark.text == after)
        return Prediction(next(marks, 0) + round(guess * 1000))

    def __repr__(self) -> str:
        return incidents.as_text(self.outcome).rstrip("\n")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": _table(self.outcome)}


def story(name: str, **parameters: object) -> Story | NotPlayed:
    """Play an incident: `story("checkout.database", outage="hangs")`."""
    from kubelet_lab.lab.node_story import NodeStory  # noqa: PLC0415 - it is a Story itself

    try:
        outcome = incidents.run(name, parameters)
        return NodeStory(outcome) if outcome.node else Story(outcome)
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))


def probe_panel(name: str, probe: ProbeType, question: str, **start: int) -> Panel | Text:
    """Show three sliders on one probe of an incident's pod, and the run they lead to.

    `start` is where sliders stand at first, `periodSeconds=10` say; the others stand as told.
    """
    try:
        told = incidents.run(name).parameters
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))

    stand = {f: int(told[f"{probe}.{f}"]) for f in DEFAULTS if f"{probe}.{f}" in told} | start
    if not DEFAULTS.keys() <= stand.keys():
        return NotPlayed(FRIENDLY.format(f"{name} has no {probe} probe to move"))
    if unknown := sorted(start.keys() - DEFAULTS.keys()):
        fields = ", ".join(DEFAULTS)
        return NotPlayed(FRIENDLY.format(f"no slider is called {unknown[0]}; there are {fields}"))

    def simulate(values: Mapping[str, int]) -> PodHistory:
        settings = {f"{probe}.{field}": value for field, value in values.items()}
        return incidents.run(name, settings).history

    return _probe_panel(simulate, probe, title=question, start=stand)


def _table(outcome: Outcome) -> str:
    rows = "".join(line for row in outcome.rows for line in _table_rows(row))
    head = "".join(
        f'<th scope="col">{word}</th>' for word in ("told", "", "computed", "", "verdict")
    )
    caption = f"<caption>{escape(outcome.incident)}, in seconds</caption>"
    return f'{STYLE}<table class="kl-told">{caption}<tr>{head}</tr>{rows}</table>'


def _table_rows(row: Row) -> Iterator[str]:
    verdict = "✓ same" if row.verdict == "same" else "≠ differs"
    yield (
        f'<tr><td class="kl-at">{_at(row.told_s)}</td><td>{escape(row.told)}</td>'
        f'<td class="kl-at">{_at(row.computed_s)}</td><td>{escape(row.computed)}</td>'
        f'<td class="kl-{row.verdict}">{verdict}</td></tr>'
    )
    if row.why:
        yield f'<tr><td></td><td colspan="4" class="kl-why">{escape(row.why)}</td></tr>'


def _at(at_s: float | None) -> str:
    return "" if at_s is None else f"{at_s:g}"
