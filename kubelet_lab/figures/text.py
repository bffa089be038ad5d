"""Text on figures: plotly's small HTML, how wide it is, and how a length of time is said."""

from __future__ import annotations

import re
from html import escape, unescape

# Words are placed by Arial's widths. Where only DejaVu is (a bare Debian), it is drawn smaller, so
# that it takes the same room; its letters are tall enough for that.
FONT = "Arial, Helvetica, Liberation Sans, kubelet-lab-sans, sans-serif"
FONT_FACES = (
    '@font-face{font-family:kubelet-lab-sans;src:local("DejaVu Sans");size-adjust:87%}'
    "@font-face{font-family:kubelet-lab-sans;font-weight:bold;"
    'src:local("DejaVu Sans Bold");size-adjust:83%}'
)
_TAG = re.compile(r"<[^>]*>")
# Advance widths of Arial, in thousandths of the font size; what is not listed is 556.
_WIDTHS = {
    191: "'", 222: "ijl", 260: "|", 278: "\xa0 !,./:;I[]\\ft·", 333: "()`r-", 334: "{}", 355: '"',
    469: "^", 500: "Jckvsxyz\u2002", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "→—…", 1015: "@",
}  # fmt: skip
_WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars}
_SECOND_MS, _SECONDS_UNTIL_MS = 1_000, 600_000
_BOLD_PART = re.compile("<b>(.*?)</b>")
_BOLDER = 0.07  # Arial Bold is about this much wider


def plain(text: str) -> str:
    """The text as plotly must be given it, so that none of it is taken for a tag."""
    return escape(text, quote=False)


def without_tags(text: str) -> str:
    """Plotly's small HTML as plain words."""
    return unescape(_TAG.sub(" ", text)).replace("  ", " ").strip()


def width_px(text: str, size_px: float) -> float:
    """How wide one line of plotly's HTML is in Arial, at most a few percent off."""
    bold = sum(_thousandths(part) for part in _BOLD_PART.findall(text))
    return (_thousandths(text) + _BOLDER * bold) * size_px / 1000


def _thousandths(text: str) -> int:
    return sum(_WIDTH.get(char, 556) for char in unescape(_TAG.sub("", text)))


def duration(ms: float) -> str:
    """A length of time or an instant in words: `250 ms`, `4 s`, `12 min 30 s`, `3 h`, `2 d 4 h`."""
    if abs(ms) < _SECOND_MS:
        return f"{ms:g} ms" if ms else "0 s"
    if ms < _SECONDS_UNTIL_MS:
        return f"{round(ms / 1000, 1):g} s"
    big, big_ms, small, small_ms = next(unit for unit in _UNITS if ms >= unit[1])
    whole, rest = divmod(round(ms / small_ms), big_ms // small_ms)
    return f"{whole} {big} {rest} {small}" if rest else f"{whole} {big}"


_UNITS = (
    ("d", 86_400_000, "h", 3_600_000),
    ("h", 3_600_000, "min", 60_000),
    ("min", 60_000, "s", 1_000),
)
