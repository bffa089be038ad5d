"""A figure or a list with places to be in: back to where it began, and a line that shows it so."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from kubelet_lab.panels.call import LABEL, Call
from kubelet_lab.panels.live_figure import WIDGET_VIEW, Bundle, LiveFigure
from kubelet_lab.panels.trace_viewer import TraceViewer
from kubelet_lab.panels.words import Snippet

NOWHERE = ("", -1)  # no filter, no entry
_RESET = {"width": "max-content"}


class Shared(ipywidgets.VBox):  # type: ignore[misc] # ipywidgets ships no types
    """Shows `inside`, Reset, and the line of code that shows it again as it stands.

    `keywords` says which keyword of `call` each of its traits is. A trait that is empty, or
    nowhere, is left out of the line.
    """

    def __init__(
        self, inside: LiveFigure | TraceViewer, call: Call, keywords: Mapping[str, str]
    ) -> None:
        self.inside, self._call, self._keywords = inside, call, keywords
        self._began = {trait: getattr(inside, trait) for trait in keywords}
        self.line = Snippet(text=self._written(), label=LABEL)
        reset = ipywidgets.Button(description="Reset", layout=_RESET)
        reset.on_click(lambda _: self.reset())
        super().__init__([inside, reset, self.line])
        self.add_class("kubelet-lab-panel")
        inside.observe(self._moved, list(keywords))

    def reset(self) -> None:
        """Back to where it began."""
        with self.inside.hold_sync():
            for trait, value in self._began.items():
                setattr(self.inside, trait, value)

    def _moved(self, _: object) -> None:
        self.line.text = self._written()

    def _written(self) -> str:
        stands = {word: getattr(self.inside, trait) for trait, word in self._keywords.items()}
        return self._call.line({word: at for word, at in stands.items() if at not in NOWHERE})

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        data, metadata = self.inside._repr_mimebundle_()
        return data | {WIDGET_VIEW: {**data[WIDGET_VIEW], "model_id": self.model_id}}, metadata
