"""A measured number as people type it: `30`, `30 s`, `0.5 minutes`, `in 3 min`, `about 30 s`."""

from __future__ import annotations

import math
import re

SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
SPELT_OUT = {
    "millisecond": "ms", "sec": "s", "second": "s", "min": "min", "minute": "min",
    "hour": "h", "day": "d",
}  # fmt: skip
MEASURE = re.compile(
    r"(?:(?:in|after|about)\s+|~\s*)?([+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([A-Za-z%]*)"
)


def measure(value: object, unit: str = "") -> float | None:
    """`value` as a number of `unit`, or None if it is not one.

    Times are converted; any other unit must be left out or match. A bool is no number.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _finite(value)
    found = MEASURE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    given, said = float(found[1]), _unit(found[2])
    if said in ("", unit):
        return given
    if said in SECONDS and unit in SECONDS:
        return given * SECONDS[said] / SECONDS[unit]
    return None


def _unit(word: str) -> str:
    """`minutes` as `min`; a unit that is none of time stays as it is."""
    return SPELT_OUT.get(word.lower().removesuffix("s"), word)


def _finite(value: float) -> float | None:
    try:
        plain = float(value)
    except OverflowError:  # an integer of four hundred digits
        return None
    return plain if math.isfinite(plain) else None
