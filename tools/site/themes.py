"""A still that follows the reader's theme: the light colours, and a style that replaces them.

An `<img>` is drawn in the colour scheme of its page; the stills' own colours are attributes, which
a style outranks.
"""

from __future__ import annotations

import re

from kubelet_lab.figures.palette import DARK_OF_LIGHT


def in_both(svg: str) -> str:
    """The still with its dark colours beside the light ones."""
    used = sorted(set(re.findall(r'(fill|stroke)="(#[0-9a-f]{6})"', svg)))
    rules = "".join(
        f'[{what}="{light}"]{{{what}:{DARK_OF_LIGHT[light]}}}'
        for what, light in used
        if light in DARK_OF_LIGHT
    )
    head, end, rest = svg.partition(">")
    return f"{head}{end}<style>@media (prefers-color-scheme:dark){{{rules}}}</style>{rest}"
