"""One widget that draws every live figure: a dictionary goes out, `Plotly.react` draws it."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kubelet_lab.figures.palette import DARK_OF_LIGHT, Figure
from kubelet_lab.figures.picture import Picture

STATIC = Path(__file__).with_name("static")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PLOTLY = "application/vnd.plotly.v1+json"
Bundle = tuple[dict[str, Any], dict[str, Any]]  # data by MIME type, and metadata


class LiveFigure(anywidget.AnyWidget):
    """Shows `figure`, built in the light theme; set the trait to redraw it in place.

    A figure with `frames` gets a native slider that moves through them, by keyboard as well;
    `scene` is the frame it stands at.
    The browser keeps the zoom, follows the page's theme by itself, and drops values that are
    outdated before they are drawn. plotly.js is sent when the first figure of a page asks.
    """

    _esm = STATIC / "live_figure.js"
    _css = STATIC / "live_figure.css"
    _dark = traitlets.Dict(DARK_OF_LIGHT).tag(sync=True)
    figure = traitlets.Dict().tag(sync=True)
    scene = traitlets.Int().tag(sync=True)

    def __init__(self, figure: Figure, **kwargs: Any) -> None:  # noqa: ANN401 - DOMWidget's own
        super().__init__(figure=figure, scene=_first_scene(figure), **kwargs)
        self.on_msg(_answer)

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        return live_bundle(self.model_id, Picture(self.figure))


def live_bundle(model_id: str, picture: Picture) -> Bundle:
    """A widget beside its still, which shows on GitHub and wherever there is no kernel.

    A figure with frames comes as plotly's own data, too: JupyterLab can move it without a kernel.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": model_id}
    frames = {PLOTLY: picture.figure} if "frames" in picture.figure else {}
    return {WIDGET_VIEW: view, **frames, **picture._repr_mimebundle_()}, {}


def _first_scene(figure: Figure) -> int:
    """The frame that plotly's own slider would begin with."""
    sliders: list[dict[str, int]] = figure["layout"].get("sliders", [])
    return sliders[0]["active"] if sliders else 0


def _answer(widget: LiveFigure, content: dict[str, Any], _: list[bytes]) -> None:
    if content.get("kind") == "plotly.js":
        widget.send(content, buffers=[_bundle()])


@cache
def _bundle() -> bytes:
    """plotly.js as it goes over the wire: a third of its size."""
    return gzip.compress((STATIC / "plotly-basic.min.js").read_bytes(), mtime=0)
