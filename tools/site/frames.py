"""Figures that move without a kernel: each setting of a slider, computed beforehand.

A lesson is played once; where a cell shows a panel, or a figure with scenes of its own, the page
gets a picture of each. A page has one slider at a time: three sliders with all that they can be
together would be a thousand pictures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from themes import in_both

from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel

MOST = 13  # stops of one slider
FOLDER = "frames"
ONE_AT_A_TIME = (
    "Computed beforehand, one slider at a time. Press <em>Run this lesson</em> to move them all."
)


class Frame(NamedTuple):
    """One stop of a slider: its value, the figure, and what a reader is told of it."""

    value: str
    figure: Figure
    words: str


class Strip(NamedTuple):
    """A slider, its stops, and at which of them it stands at first."""

    label: str
    frames: list[Frame]
    start: int


def moving(lesson: Path, into: Path) -> dict[int, str]:
    """Play a lesson; return the HTML of each cell that moves, and write its pictures to `into`."""
    return {
        number: _html(list(_strips(shown)), into, f"{lesson.stem}_{number}")
        for number, shown in _played(lesson)
        if isinstance(shown, Panel) or (isinstance(shown, LiveFigure) and "frames" in shown.figure)
    }


def _played(lesson: Path) -> Iterator[tuple[int, Any]]:
    """What each code cell shows. A cell that fails ends the build."""
    shell = InteractiveShell.instance()
    from kubelet_lab import lab  # noqa: PLC0415 (it gives its magics to the shell that is there)
    from kubelet_lab.lab.folder import NO_FOLDER  # noqa: PLC0415

    lab.node_with_folder = lambda *_: NO_FOLDER  # a page, like the browser alone, has none
    for number, cell in enumerate(json.loads(lesson.read_text(encoding="utf-8"))["cells"]):
        if cell["cell_type"] == "code":
            with capture_output() as said:
                done = shell.run_cell("".join(cell["source"]))
            if not done.success:
                raise SystemExit(f"{lesson.name}, cell {number}:\n{said.stdout}")
            yield number, done.result


def _strips(shown: Panel | LiveFigure) -> Iterator[Strip]:
    if isinstance(shown, LiveFigure):
        yield _scenes(shown.figure)
        return
    for slider in shown.sliders.values():
        yield _setting(shown, slider)


def _setting(panel: Panel, slider: ipywidgets.IntSlider) -> Strip:
    """A slider moved over its stops while the others stay, and put back."""
    start, stops, frames = slider.value, _stops(slider), []
    for value in stops:
        slider.value = value
        frames.append(Frame(str(value), panel.live.figure, panel.readout.text))
    slider.value = start
    return Strip(slider.description, frames, stops.index(start))


def _stops(slider: ipywidgets.IntSlider) -> list[int]:
    """All values of a slider, or some, evenly; where it starts is one of them."""
    steps = (slider.max - slider.min) // slider.step
    every = slider.step * max(1, -(-steps // (MOST - 2)))
    return sorted({*range(slider.min, slider.max + 1, every), slider.value, slider.max})


def _scenes(figure: Figure) -> Strip:
    """A figure's own frames, each drawn as the live figure draws it."""
    frames = []
    slider = figure["layout"]["sliders"][0]
    for step, frame in zip(slider["steps"], figure["frames"], strict=True):
        data = list(figure["data"])
        for trace, changed in zip(frame["traces"], frame["data"], strict=True):
            data[trace] = data[trace] | changed
        layout = figure["layout"] | {"meta": {"title": "", "alt": _said(data)}}
        frames.append(Frame(step["label"], {"data": data, "layout": layout}, ""))
    return Strip("scene", frames, slider["active"])


def _said(scene: list[dict[str, Any]]) -> str:
    """The line below a scene, for who cannot see it."""
    return re.sub("<[^>]*>", "", scene[-1]["text"][0].replace("<br>", " "))


def _html(strips: list[Strip], into: Path, name: str) -> str:
    """Sliders, words and picture; without a script the picture as it is at first."""
    folder = into / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    sliders = []
    for number, strip in enumerate(strips):
        told = []
        for stop, frame in enumerate(strip.frames):
            picture = f"{name}_{number}_{stop}.svg"
            (folder / picture).write_text(in_both(to_svg(frame.figure)))
            told.append(
                {
                    "src": f"{FOLDER}/{picture}",
                    "alt": frame.figure["layout"]["meta"]["alt"],
                    "value": frame.value,
                    "words": frame.words,
                }
            )
        sliders.append(
            f"<label>{escape(strip.label)} <input type='range' min='0' max='{len(told) - 1}' "
            f"value='{strip.start}' data-frames='{escape(json.dumps(told))}'><output></output>"
            "</label>"
        )
    first = strips[0].frames[strips[0].start]
    alt = escape(first.figure["layout"]["meta"]["alt"])
    note = f"<small>{ONE_AT_A_TIME}</small>" if len(strips) > 1 else ""
    return (
        f"<figure class='frames'><div class='sliders' hidden>{''.join(sliders)}</div>"
        f"<p class='words' aria-live='polite'>{escape(first.words)}</p>"
        f"<img src='{FOLDER}/{name}_0_{strips[0].start}.svg' alt='{alt}'>{note}</figure>"
    )
