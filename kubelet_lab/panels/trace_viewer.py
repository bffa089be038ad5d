"""A trace to walk through: a list to filter, and for the chosen entry its chain of causes.

All of it happens in the browser. Where no widget is, the same trace is a list of folds that
needs neither kernel nor script.
"""

from __future__ import annotations

from html import escape
from typing import Any

import anywidget
import traitlets

from kubelet_lab.panels.live_figure import STATIC, WIDGET_VIEW, Bundle
from kubelet_lab.sim.trace import Entry, Trace

MOST = 2_000  # entries sent to the browser; a list of more is no list
MOST_FOLDS = 200
_FOLDS = """<style>
.kl-trace{max-width:900px;font:13px/1.5 system-ui,sans-serif}
.kl-trace summary{cursor:pointer}.kl-trace p{margin:0 0 0 1.6em}
</style>"""


class TraceViewer(anywidget.AnyWidget):
    """Shows the entries of a trace; instants in seconds from `zero_ms`.

    `chosen` is the number of the entry that is open, -1 for none. `contains` and `source` are
    what the two filters say at first.
    """

    _esm = STATIC / "trace_viewer.js"
    _css = STATIC / "trace_viewer.css"
    entries = traitlets.List(traitlets.List()).tag(
        sync=True
    )  # [at, source, subject, text, because], by number
    contains = traitlets.Unicode().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    def __init__(
        self,
        trace: Trace,
        zero_ms: int = 0,
        *,
        contains: str = "",
        source: str = "",
        chosen: int = -1,
    ) -> None:
        self._trace, self._zero_ms = trace, zero_ms
        shown = [self._row(trace[number]) for number in range(min(len(trace), MOST))]
        super().__init__(entries=shown, contains=contains, source=source, chosen=chosen)

    def text(self) -> str:
        """The entries that the filters let through, one a line."""
        found = self._trace.find(self.contains, source=self.source)
        return "\n".join(map(self._line, found)) or f"No entry says {self.contains!r}."

    def _row(self, entry: Entry) -> list[Any]:
        return [self._at(entry), entry.source, entry.subject, entry.text, entry.because]

    def _at(self, entry: Entry) -> str:
        return f"{(entry.at_ms - self._zero_ms) / 1000:.3f}"

    def _line(self, entry: Entry) -> str:
        return f"{entry.number:3}  {self._at(entry):>9} s  {entry.source:8} {entry.text}"

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {WIDGET_VIEW: view, "text/plain": self.text(), "text/html": self._folds()}, {}

    def _folds(self) -> str:
        found = list(self._trace.find(self.contains, source=self.source))
        rest = len(found) - MOST_FOLDS
        more = f"<p>{rest} more entries are not shown here.</p>" if rest > 0 else ""
        folds = "".join(map(self._fold, found[:MOST_FOLDS]))
        return f'{_FOLDS}<div class="kl-trace">{folds}{more}</div>'

    def _fold(self, entry: Entry) -> str:
        causes = self._trace.why(entry.number)[1:]
        because = "".join(f"<p>because {escape(self._line(cause))}</p>" for cause in causes)
        what = escape(self._line(entry))
        end = because or "<p>Nothing caused it: the chain begins here.</p>"
        opened = " open" if entry.number == self.chosen else ""
        return f"<details{opened}><summary>{what}</summary>{end}</details>"
