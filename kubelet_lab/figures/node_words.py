"""The words of the node picture: in the boxes, and below the picture."""

from __future__ import annotations

from kubelet_lab.figures.node_scenes import ABSENT, Scene
from kubelet_lab.figures.node_wiring import OFFICE, PLACES
from kubelet_lab.figures.sizes import TEXT_PX
from kubelet_lab.figures.text import plain, width_px
from kubelet_lab.sim.trace import Entry

_WORDS_PX, _MOST_LINES = 700, 2  # so that they fit the narrowest live figure, too
_BOX_PX = 136


def office(scene: Scene) -> str:
    """The words in the API server's box."""
    return f"<b>{OFFICE}</b><br>{'does not answer' if scene.away else PLACES[OFFICE].site}"


def pod(scene: Scene, name: str) -> str:
    """The words in a pod's box."""
    if scene.pods[name] == ABSENT:
        return "empty lot"
    ready = ", Ready" if name in scene.ready else ""
    return f"<b>{plain(_shortened(name))}</b><br>{scene.pods[name]}{ready}"


def _shortened(name: str) -> str:
    """The name as far as it fits its building."""
    fits = range(len(name), 0, -1)
    whole = next(n for n in fits if width_px(f"<b>{name[:n]}</b>", TEXT_PX) <= _BOX_PX)
    return name if whole == len(name) else f"{name[: whole - 1]}…"


def caption(scene: Scene, zero_ms: int) -> str:
    """What the scene's entry says, and below it what caused it."""
    said = [_said(scene.entry, "", zero_ms)]
    if scene.cause:
        said.append(_said(scene.cause, "because ", zero_ms))
    return "<br>".join(said)


def _said(entry: Entry, lead: str, zero_ms: int) -> str:
    who = f"{lead}<b>{instant(entry, zero_ms)}, {plain(entry.source)}:</b> "
    return who + "<br>".join(_folded(plain(entry.text), width_px(who, TEXT_PX)))


def _folded(text: str, taken_px: float) -> list[str]:
    """The text in lines that fit, two at most; what is too long ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        room = _WORDS_PX - (taken_px if len(lines) == 1 else 0)
        if width_px(longer, TEXT_PX) <= room:
            lines[-1] = longer
        elif len(lines) == _MOST_LINES:
            return [*lines[:-1], f"{lines[-1]} …"]
        else:
            lines.append(word)
    return lines


def instant(entry: Entry, zero_ms: int) -> str:
    """When it happened, in seconds from `zero_ms`."""
    return f"{(entry.at_ms - zero_ms) / 1000:g} s"
