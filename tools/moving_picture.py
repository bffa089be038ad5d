"""The picture in README.md: a slider moves over one number, and the figure follows.

One SVG without a script, so that it plays inside an `<img>`: each setting is a layer, CSS shows one
at a time. Whoever asks for less motion sees the setting as told, still.
"""

from __future__ import annotations

from kubelet_lab import incidents
from kubelet_lab.figures.palette import Theme, colour, in_theme
from kubelet_lab.figures.sizes import LEFT_PX, RIGHT_PX, WIDTH_PX
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.svg_text import xml_text
from kubelet_lab.figures.text import FONT
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.figures.words import readout

INCIDENT, FIELD, UNIT = "checkout.deadlock", "liveness.failureThreshold", "looks"
TITLE = "How long do customers talk to a deadlock?"
TOLD, HIGHEST = 3, 6
STOPS = (3, 2, 1, 2, 3, 4, 5, 6, 5, 4)  # and from the start again
STAY_S, GLIDE_S, FADE_S = 2.0, 0.4, 0.15
STRIP_PX, TRACK_Y = 84, 25  # above the figure: slider and what came of it


def moving_picture(theme: Theme) -> str:
    """The picture as SVG text, the same bytes each time."""
    histories = {n: incidents.run(INCIDENT, {FIELD: n}).history for n in range(1, HIGHEST + 1)}
    drawn = {n: to_svg(timeline(history, title=TITLE)) for n, history in histories.items()}
    said = {n: readout(history) for n, history in histories.items()}
    height = STRIP_PX + _height(drawn[TOLD])
    layers, below = _layers(drawn, said)
    size = f'width="{WIDTH_PX}" height="{height}" viewBox="0 0 {WIDTH_PX} {height}"'
    text = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">',
            f"<title>{TITLE}</title>",
            f"<desc>{FIELD} from 1 to {HIGHEST}. As told, {TOLD}: {xml_text(said[TOLD])}</desc>",
            f"<style>{_style()}</style>",
            f'<rect width="100%" height="100%" fill="{colour("paper")}"/>',
            _slider(),
            f'<g transform="translate(0,{STRIP_PX})">{below}</g>',
            *layers,
            "</svg>\n",
        ]
    )
    return str(in_theme({"svg": text}, theme)["svg"])


def _height(svg: str) -> int:
    return int(svg.partition('height="')[2].partition('"')[0])


def _layers(drawn: dict[int, str], said: dict[int, str]) -> tuple[list[str], str]:
    """What differs between settings, one group for each; and what all have, which is drawn once."""
    bodies = {n: svg.partition("</desc>\n")[2].removesuffix("</svg>") for n, svg in drawn.items()}
    lines = {n: body.splitlines() for n, body in bodies.items()}
    alike = _alike(list(lines.values()))
    groups = [
        f'<g class="at at{n}{" told" if n == TOLD else ""}">{_words(n, said[n])}'
        f'<g transform="translate(0,{STRIP_PX})">{"".join(lines[n][alike:])}</g></g>'
        for n in lines
    ]
    return groups, "".join(lines[TOLD][:alike])


def _alike(bodies: list[list[str]]) -> int:
    """How many lines at the beginning are the same in all."""
    together = enumerate(zip(*bodies, strict=False))
    return next(number for number, lines in together if len(set(lines)) > 1)


def _words(setting: int, said: str) -> str:
    """The setting beside its slider, and below what came of it: where, and for how long."""
    ink, muted = colour("ink"), colour("muted")
    where, _, rest = said.partition(". ")
    return (
        f'<text x="{_x(HIGHEST) + 24:g}" y="{TRACK_Y + 5}" font-size="14" font-weight="bold" '
        f'fill="{ink}">{setting}</text>'
        f'<text x="{LEFT_PX}" y="{TRACK_Y + 30}" font-size="13" fill="{ink}">{where}.</text>'
        f'<text x="{LEFT_PX}" y="{TRACK_Y + 48}" font-size="13" fill="{muted}">{rest}</text>'
    )


def _slider() -> str:
    rail, knob = colour("muted"), colour("success")
    stops = "".join(f"M{_x(n):g},{TRACK_Y - 3}v6" for n in range(1, HIGHEST + 1))
    return (
        f'<text x="{LEFT_PX - 14}" y="{TRACK_Y + 5}" font-size="13" text-anchor="end" '
        f'fill="{colour("ink")}">{FIELD.partition(".")[2]} ({UNIT})</text>'
        f'<path d="M{_x(1):g},{TRACK_Y}H{_x(HIGHEST):g}{stops}" stroke="{rail}" stroke-width="2"/>'
        f'<circle class="knob" cx="{_x(TOLD):g}" cy="{TRACK_Y}" r="9" fill="{knob}"/>'
    )


def _x(setting: int) -> float:
    """Where the slider stands for a setting, px."""
    left, right = LEFT_PX + 10, WIDTH_PX - RIGHT_PX - 320
    return left + (setting - 1) * (right - left) / (HIGHEST - 1)


def _style() -> str:
    """Each layer is shown while the knob rests on its setting."""
    whole = STAY_S * len(STOPS)
    knob = "".join(
        f"{_percent(start_s)},{_percent(start_s + STAY_S - GLIDE_S)}"
        f"{{transform:translateX({_x(stop) - _x(TOLD):g}px)}}"
        for start_s, stop in zip(_starts(), STOPS, strict=True)
    )
    shown = "".join(f"@keyframes at{n}{{{_shown(n)}}}" for n in range(1, HIGHEST + 1))
    runs = "".join(f".at{n}{{animation-name:at{n}}}" for n in range(1, HIGHEST + 1))
    return (
        f".at{{opacity:0}}.told{{opacity:1}}.at,.knob{{animation:{whole:g}s linear infinite}}{runs}"
        f".knob{{animation-name:knob;animation-timing-function:ease-in-out}}{shown}"
        f"@keyframes knob{{{knob}100%{{transform:none}}}}"
        "@media (prefers-reduced-motion:reduce){.at,.knob{animation:none}}"
    )


def _shown(setting: int) -> str:
    """The keyframes of one layer: it appears where its stay begins, and goes as it ends."""
    steps = "".join(
        f"{_percent(start_s + FADE_S)},{_percent(start_s + STAY_S)}"
        f"{{opacity:{int(stop == setting)}}}"
        for start_s, stop in zip(_starts(), STOPS, strict=True)
    )
    return f"0%{{opacity:{int(STOPS[-1] == setting)}}}{steps}"


def _starts() -> list[float]:
    return [STAY_S * number for number in range(len(STOPS))]


def _percent(at_s: float) -> str:
    return f"{100 * at_s / (STAY_S * len(STOPS)):.4g}%"
