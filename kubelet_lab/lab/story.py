"""An incident as a notebook shows it: the table, the timeline, the trace, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubelet_lab import incidents
from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.figures.critical_path import critical_path
from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.fleet import fleet_timeline
from kubelet_lab.figures.heat_map import heat_map
from kubelet_lab.figures.spread import spread
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.incidents import Outcome
from kubelet_lab.incidents.table import instant
from kubelet_lab.lab.story_table import html_table
from kubelet_lab.lab.text import FRIENDLY, NotPlayed, Text
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.shared import Shared
from kubelet_lab.panels.trace_viewer import TraceViewer
from kubelet_lab.sim.trace import Entry


class Story:
    """An incident that has been played. Its table is what a cell shows."""

    def __init__(self, outcome: Outcome, given: Mapping[str, object] | None = None) -> None:
        self.outcome = outcome
        self._told = Call("lab.story", (outcome.incident,), given or {}).line()

    def timeline(self, title: str = "", *, guess: object = None, after: str = "") -> LiveFigure:
        """Draw the run; `guess` is in seconds, counted from the mark `after` or from 0 s."""
        history, prediction = self.outcome.history, self.prediction(guess, after)
        if isinstance(history, FleetHistory):
            words = title or f"{self.outcome.incident}: what becomes of the nodes and their pods"
            return LiveFigure(fleet_timeline(history, title=words, prediction=prediction))
        words = title or f"{self.outcome.incident}: what the probes see, and what the kubelet does"
        return LiveFigure(
            timeline(history, title=words, prediction=prediction, since=self.outcome.since)
        )

    def heat_map(self, title: str = "") -> LiveFigure | Text:
        """Draw each node over time; a story of one pod has no nodes to draw."""
        history = self.outcome.history
        if not isinstance(history, FleetHistory):
            return Text(
                f"{self.outcome.incident} is the story of one pod: it has no nodes to draw."
            )
        return LiveFigure(heat_map(history, title=title or f"{self.outcome.incident}: each node"))

    def spread(self, title: str = "") -> LiveFigure:
        """Draw what caused what, from the first cause to what came of it."""
        outcome = self.outcome
        words = title or f"{outcome.incident}: what caused what"
        zero = outcome.clock_zero
        return LiveFigure(
            spread(outcome.trace, title=words, clock_zero=zero, zero_ms=outcome.zero_ms)
        )

    def picture(self, title: str = "", *, shown: int = 0, from_s: float = 0) -> Shared | Text:
        """Draw the node, and play the trace on it from `from_s` on; scene `shown` comes first."""
        from kubelet_lab.figures.node_picture import node_picture  # noqa: PLC0415 - networkx

        outcome = self.outcome
        words = title or f"{outcome.incident}: who talks to whom"
        from_ms = outcome.zero_ms + round(from_s * 1000)
        try:
            figure = node_picture(
                outcome.trace, title=words, from_ms=from_ms, shown=shown, zero_ms=outcome.zero_ms
            )
        except IndexError:
            return Text(f"There is no scene {shown} from {from_s:g} s on.")
        given = {"from_s": from_s} if from_s else {}
        call = Call(f"{self._told}.picture", (words,), given)
        return Shared(LiveFigure(figure), call, {"scene": "shown"})

    def browse(self, contains: str = "", source: str = "", *, open_at: int | str = "") -> Shared:
        """List what happened, to filter and to choose from; each entry says why.

        `open_at` names the entry that is open at first, by its number or its words.
        """
        found = None if open_at == "" else self._entry(open_at)
        viewer = TraceViewer(
            self.outcome.trace,
            self.outcome.zero_ms,
            contains=contains,
            source=source,
            chosen=found.number if found else -1,
        )
        stands = {"contains": "contains", "source": "source", "chosen": "open_at"}
        return Shared(viewer, Call(f"{self._told}.browse"), stands)

    def path(self, title: str = "", *, guess: object = None) -> LiveFigure:
        """Draw what Ready waited for; `guess` is in seconds."""
        words = title or "What did Ready wait for?"
        prediction = self.prediction(guess, "")
        return LiveFigure(critical_path(self.outcome.trace, title=words, prediction=prediction))

    def trace(self, contains: str = "", *, from_s: float | None = None) -> Text:
        """List what happened: number, seconds, who, what; only entries with these words."""
        found = [self._line(entry) for entry in self._find(contains, from_s)]
        return Text("\n".join(found) or f"No entry says {contains!r}.")

    def why(self, what: int | str, *, from_s: float | None = None) -> Text:
        """Follow an entry, named by its number or its words, back to a change of the world.

        Words name the first entry that has them, from `from_s` on.
        """
        trace = self.outcome.trace
        entry = self._entry(what, from_s)
        if entry is None:
            return Text(f"There is no entry {what!r}. `trace()` lists them all.")
        chain = trace.why(entry.number)
        lines = [self._line(chain[0])]
        lines += [f"{'  ' * depth}because {self._line(e)}" for depth, e in enumerate(chain[1:], 1)]
        return Text("\n".join(lines))

    def _find(self, words: str, from_s: float | None) -> Iterator[Entry]:
        from_ms = 0 if from_s is None else self.outcome.zero_ms + round(from_s * 1000)
        return self.outcome.trace.find(words, from_ms=from_ms)

    def _entry(self, what: int | str, from_s: float | None = None) -> Entry | None:
        trace = self.outcome.trace
        if isinstance(what, int):
            return trace[what] if 0 <= what < len(trace) else None
        return next(self._find(what, from_s), None)

    def _line(self, entry: Entry) -> str:
        at_s, zero = (entry.at_ms - self.outcome.zero_ms) / 1000, self.outcome.clock_zero
        when = instant(at_s, zero) if zero else f"{at_s:9.3f} s"
        return f"{entry.number:3}  {when}  {entry.source:8} {entry.text}"

    def prediction(self, guess: object, after: str) -> Prediction | None:
        """A guess in seconds, counted from a mark or from 0 s, as figures take it."""
        if not isinstance(guess, int | float):
            return None
        marks = (mark.at_ms for mark in self.outcome.history.marks if mark.text == after)
        return Prediction(next(marks, 0) + round(guess * 1000))

    def __repr__(self) -> str:
        return incidents.as_text(self.outcome).rstrip("\n")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": html_table(self.outcome)}


def story(name: str, **parameters: object) -> Story | NotPlayed:
    """Play an incident: `story("checkout.database", outage="hangs")`."""
    from kubelet_lab.lab.node_story import NodeStory  # noqa: PLC0415 - it is a Story itself

    try:
        outcome = incidents.run(name, parameters)
        return NodeStory(outcome, parameters) if outcome.node else Story(outcome, parameters)
    except incidents.Unplayable as error:
        return NotPlayed(FRIENDLY.format(error))
