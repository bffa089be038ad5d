"""How Go prints what the kubelet says: durations (time/format) and lists (fmt, verb %v).

The kubelet's texts are compared letter by letter, so its printing habits are rules too.
"""

from __future__ import annotations

from collections.abc import Iterable

NS_PER_S = 1_000_000_000
SMALL_UNITS = ((1_000_000, "ms"), (1_000, "µs"), (1, "ns"))


def go_duration(ms: float) -> str:
    """`ms` milliseconds (a fraction counts down to the nanosecond) as Go's Duration.String.

    185_200 gives "3m5.2s", 180_000 gives "3m0s", 1_500 gives "1.5s", 0 gives "0s".
    """
    ns = round(ms * 1_000_000)
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    if ns < NS_PER_S:
        return sign + _below_a_second(ns)
    hours, rest = divmod(ns, 3600 * NS_PER_S)
    minutes, rest = divmod(rest, 60 * NS_PER_S)
    seconds = _decimal(rest, NS_PER_S) + "s"
    if hours:
        return f"{sign}{hours}h{minutes}m{seconds}"
    return f"{sign}{minutes}m{seconds}" if minutes else sign + seconds


def go_list(names: Iterable[str]) -> str:
    """Names as Go prints a slice of strings: "[a b]"."""
    return f"[{' '.join(names)}]"


def _below_a_second(ns: int) -> str:
    for unit, symbol in SMALL_UNITS:
        if ns >= unit:
            return _decimal(ns, unit) + symbol
    return "0s"


def _decimal(value: int, unit: int) -> str:
    whole, fraction = divmod(value, unit)
    digits = str(fraction).zfill(len(str(unit)) - 1).rstrip("0")
    return f"{whole}.{digits}" if fraction else str(whole)
