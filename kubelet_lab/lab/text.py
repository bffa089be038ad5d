"""What a notebook shows as words."""

from __future__ import annotations

FRIENDLY = "Nothing was played: {}"


class Text(str):
    """Words that a notebook shows as they are, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class NotPlayed(Text):
    """Why nothing was played; whatever one asks of it, it says so again."""

    __slots__ = ()

    def timeline(self, *_: object, **__: object) -> NotPlayed:
        """Say it again."""
        return self

    browse = walks = readout = path = picture = trace = why = heat_map = spread = kubectl = timeline
