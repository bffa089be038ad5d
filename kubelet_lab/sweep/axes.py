"""What to sweep, as it is typed: `name=1,2,4`, `name=0..4..0.5`, and both mixed.

`from..to..step` includes both ends; without a step it is 1. Steps are added as decimals, so
0..1..0.1 has eleven values and none of them is 0.30000000000000004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, NamedTuple

from kubelet_lab import incidents

MOST_POINTS = 100_000
_NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}(?:\.\.{_NUMBER})?")
Value = int | float | str
Point = Mapping[str, Value]


class UnsweepableError(ValueError):
    """What was typed is not a sweep; the text says why."""


class Axis(NamedTuple):
    """A parameter and the values it takes, in the order typed."""

    name: str
    values: tuple[str, ...]


def axis(text: str) -> Axis:
    """Read `name=values`. Raises UnsweepableError."""
    name, equals, values = text.partition("=")
    if not (name and equals and values):
        raise UnsweepableError(f"{text}: must be NAME=1,2,4 or NAME=FROM..TO..STEP")
    found = [value for item in values.split(",") for value in _values(text, item.strip())]
    return Axis(name, tuple(dict.fromkeys(found)))


def _values(text: str, item: str) -> Iterator[str]:
    if ".." not in item:
        yield item
        return
    if not _RANGE.fullmatch(item):
        raise UnsweepableError(f"{text}: {item} must be FROM..TO or FROM..TO..STEP")
    low, high, step = ([*map(Decimal, item.split("..")), Decimal(1)])[:3]
    if not (step > 0 and low <= high):
        raise UnsweepableError(f"{text}: {item} must go up, by a step above 0")
    count = (high - low) // step + 1
    if count > MOST_POINTS:
        raise UnsweepableError(f"{text}: {item} has {count:,} values; {MOST_POINTS:,} is the most")
    yield from (f"{low + step * number:f}" for number in range(int(count)))


def points(incident: str, axes: Sequence[Axis], fixed: Mapping[str, Any]) -> list[Point]:
    """Every combination, the last axis changing fastest; each has all swept parameters.

    Raises UnsweepableError, or Unplayable for a parameter or a value the incident does not take.
    """
    names = [one.name for one in axes]
    if twice := next((name for name in names if names.count(name) > 1 or name in fixed), None):
        raise UnsweepableError(f"{twice} is given twice")
    if (count := prod(len(one.values) for one in axes)) > MOST_POINTS:
        raise UnsweepableError(f"{count:,} points are too many; {MOST_POINTS:,} is the most")
    grids = [
        [incidents.settle(incident, {**fixed, one.name: value})[one.name] for value in one.values]
        for one in axes
    ]
    return [dict(zip(names, values, strict=True)) for values in product(*grids)]
