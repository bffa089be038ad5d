"""The two text widgets of a panel: what came of it, and what to take away."""

from __future__ import annotations

import anywidget
import traitlets

from kubelet_lab.panels.live_figure import STATIC


class Readout(anywidget.AnyWidget):
    """One line of words that screen readers speak when it changes.

    While it is `busy` for longer than an eye would wait, it says that something is under way. It
    also gives the sliders of its panel accessible names (`names`, in their order), which
    ipywidgets 8 does not.
    """

    _esm = STATIC / "readout.js"
    _css = STATIC / "readout.css"
    text = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)


class Snippet(anywidget.AnyWidget):
    """Text with a copy button; `label` says what it is."""

    _esm = STATIC / "snippet.js"
    _css = STATIC / "snippet.css"
    text = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
