"""plotly's small HTML (`<b>`, `<br>`, `<span style>`) as SVG text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Literal, NamedTuple

LINE_HEIGHT = 1.3  # of the font size, as plotly has it
_BASELINE = 0.98  # from the top of a line to its baseline, in font sizes
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = {
    "font-size": re.compile(r"font-size:\s*([\d.]+px)"),
    "fill": re.compile(r"(?<![-\w])color:\s*(#[0-9a-f]{6})"),
}

Anchor = Literal["start", "middle", "end"]
Vertical = Literal["top", "middle", "bottom"]


class Font(NamedTuple):
    """Size in px and colour of a block of text."""

    size: float
    colour: str


def text_block(
    text: str,
    place: tuple[float, float],
    font: Font,
    anchor: Anchor = "start",
    at: Vertical = "middle",
) -> str:
    """A `<text>` of one or more lines; `y` is the top, the middle or the bottom of the block."""
    (x, y), lines = place, _lines(text)
    step = font.size * LINE_HEIGHT
    above = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[at] * step * len(lines)
    first = y - above + font.size * _BASELINE
    spans = (_line(line, x, first + row * step) for row, line in enumerate(lines))
    open_tag = f'<text text-anchor="{anchor}" font-size="{font.size:g}" fill="{font.colour}">'
    return f"{open_tag}{''.join(spans)}</text>"


def xml_text(text: str) -> str:
    """Text for an element or an attribute, without the characters XML has no way to write."""
    return escape(_NOT_XML.sub("", text))


def _line(spans: list[str], x: float, y: float) -> str:
    return f'<tspan x="{x:.1f}" y="{y:.1f}">{"".join(spans)}</tspan>'


def _lines(text: str) -> list[list[str]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.lines


class _Reader(HTMLParser):
    """Collects, for each line, its pieces as tspans."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self._open: list[tuple[str, str]] = []  # (tag, attributes) of what is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.lines.append([])
        else:
            style = dict(attrs).get("style") or ""
            self._open.append((tag, _attributes(tag, style)))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        attributes = "".join(attributes for _, attributes in self._open)
        text = xml_text(data)
        self.lines[-1].append(f"<tspan{attributes}>{text}</tspan>" if attributes else text)


def _attributes(tag: str, style: str) -> str:
    bold = ' font-weight="bold"' if tag == "b" else ""
    hits = {name: rule.search(style) for name, rule in _STYLE.items()}
    return bold + "".join(f' {name}="{hit[1]}"' for name, hit in hits.items() if hit)
