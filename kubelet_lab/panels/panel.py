"""At most three sliders, what came of them in words, the figure, and a snippet to take away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import ipywidgets

from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.picture import Picture
from kubelet_lab.panels.call import LABEL, Call
from kubelet_lab.panels.collector import waiting_collector
from kubelet_lab.panels.knobs import Knob
from kubelet_lab.panels.live_figure import Bundle, LiveFigure, live_bundle
from kubelet_lab.panels.words import Readout, Snippet

MOST_KNOBS = 3


class View(NamedTuple):
    """What one setting of the knobs leads to."""

    figure: Figure
    readout: str
    snippet: str = ""


class Panel(ipywidgets.VBox):  # type: ignore[misc] # ipywidgets ships no types
    """Runs `look` on each move and shows its view in place; `look` takes values by field.

    ipywidgets sends the next value of a slider only when the kernel has dealt with the last,
    so moves do not queue up; `while_dragging=False` is for a `look` of more than 0.2 s, which
    then runs when the slider is let go, and says that it does. `snippet` names what can be
    copied; "" leaves it out.
    """

    children: tuple[ipywidgets.Widget, ...]

    def __init__(
        self,
        knobs: Sequence[Knob],
        look: Callable[[dict[str, int]], View],
        *,
        snippet: str = "",
        while_dragging: bool = True,
    ) -> None:
        if not 0 < len(knobs) <= MOST_KNOBS:
            raise ValueError(f"a panel has 1 to {MOST_KNOBS} knobs, not {len(knobs)}")
        self._look, self._knobs, self._slow = look, tuple(knobs), not while_dragging
        self._call: Call | None = None
        self.sliders = {knob.field: _slider(knob, while_dragging) for knob in knobs}
        first = look(self.values)
        names = [slider.description for slider in self.sliders.values()]
        self.live = LiveFigure(first.figure)
        self.readout = Readout(text=first.readout, names=names)
        self.snippet = Snippet(text=first.snippet, label=snippet)
        self.line = Snippet(label=LABEL)
        super().__init__(self._parts())
        self.add_class("kubelet-lab-panel")
        for slider in self.sliders.values():
            slider.observe(self._moved, "value")

    @property
    def values(self) -> dict[str, int]:
        """The fields as the sliders stand."""
        return {field: slider.value for field, slider in self.sliders.items()}

    def reset(self) -> None:
        """Put every slider where it started, and look once."""
        for slider in self.sliders.values():
            slider.unobserve(self._moved, "value")
        for knob in self._knobs:
            self.sliders[knob.field].value = knob.start
        for slider in self.sliders.values():
            slider.observe(self._moved, "value")
        self._moved()

    def shared(self, call: Call) -> Self:
        """Itself, with the line of code below that makes it again where its sliders stand."""
        self._call = call
        self._write()
        self.children = (*self.children, self.line)
        return self

    def _parts(self) -> list[ipywidgets.Widget]:
        reset = ipywidgets.Button(description="Reset", layout={"width": "auto"})
        reset.on_click(lambda _: self.reset())
        controls = ipywidgets.Box([*self.sliders.values(), reset], layout=_ROW)
        parts = [controls, self.readout, self.live]
        return [*parts, self.snippet] if self.snippet.label else parts

    def _moved(self, _: object = None) -> None:
        """A failed look is said in the panel: one that silently stops is worse than none."""
        self._write()
        self.readout.busy = self._slow
        try:
            with waiting_collector():
                view = self._look(self.values)
        except Exception as error:
            self.readout.text = f"Not redrawn: {type(error).__name__}: {error}"
            raise
        finally:
            self.readout.busy = False
        self.live.figure, self.readout.text = view.figure, view.readout
        self.snippet.text = view.snippet

    def _write(self) -> None:
        if self._call:
            stand = {knob.keyword: self.sliders[knob.field].value for knob in self._knobs}
            self.line.text = self._call.line(stand)

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        data, metadata = live_bundle(self.model_id, Picture(self.live.figure))
        return data | {"text/plain": f"{data['text/plain']} {self.readout.text}"}, metadata


_ROW = {"display": "flex", "flex_flow": "row wrap", "align_items": "center", "width": "100%"}


def _slider(knob: Knob, while_dragging: bool) -> ipywidgets.IntSlider:  # noqa: FBT001
    return ipywidgets.IntSlider(
        value=knob.start,
        min=knob.low,
        max=knob.high,
        step=knob.step,
        description=f"{knob.field} ({knob.unit})" if knob.unit else knob.field,
        tooltip=knob.help,
        continuous_update=while_dragging,
        style={"description_width": "170px"},
        layout={"width": "calc(50% - 8px)", "min_width": "380px"},
    )
