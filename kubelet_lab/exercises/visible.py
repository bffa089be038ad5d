"""Text that a stranger wrote, made safe to show: nothing hidden, nothing that moves the cursor."""

from __future__ import annotations

import unicodedata

KEPT = "\n\t"
LAST_SHORT = 0xFFFF  # the last character that four digits can spell
HIDING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, bidirectional marks, surrogates, odd line ends


def visible(text: str, limit: int | None = None) -> str:
    r"""`text` with every control and direction character spelled out, cut after `limit` characters.

    Line ends become plain newlines. ANSI escapes and bidirectional overrides stay readable but
    lose their effect: `\u202e` is shown as those six characters.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    if limit is not None and len(flat) > limit:
        flat = flat[:limit] + " …"
    if flat.isascii() and flat.isprintable():
        return flat
    return "".join(map(_spell, flat))


def _spell(character: str) -> str:
    if character in KEPT or unicodedata.category(character) not in HIDING:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= LAST_SHORT else f"\\U{code:08x}"
