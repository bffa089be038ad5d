"""A story's clock: what it shows some time after its zero."""

from __future__ import annotations


def of_day_ms(clock: str) -> int:
    """`14:00` or `14:00:30` in milliseconds since midnight."""
    hours, minutes, seconds = (*(int(part) for part in clock.split(":")), 0, 0)[:3]
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def clock_text(ms: int) -> str:
    """Milliseconds since a midnight as `14:32`, or as `14:32:05` where there are seconds to tell.

    Fractions of a second are left out.
    """
    seconds = ms // 1000
    hours_minutes = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"
    return f"{hours_minutes}:{seconds % 60:02}" if seconds % 60 else hours_minutes
