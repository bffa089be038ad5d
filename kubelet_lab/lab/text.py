"""Words that a notebook shows as they are."""

from __future__ import annotations


class Text(str):
    """Words that a notebook shows as they are, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
