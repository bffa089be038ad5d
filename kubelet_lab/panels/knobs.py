"""The sliders of a panel: what each moves, between which ends, and where it starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Misplaced(ValueError):  # noqa: N818 - a sentence, not a fault of ours
    """A slider cannot stand where somebody wants it; the message is for whoever typed that."""


class Knob(NamedTuple):
    """A slider: the field's real name, its unit, its range, where it starts, one key press."""

    field: str
    unit: str
    low: int
    high: int
    start: int
    help: str = ""
    step: int = 1

    @property
    def keyword(self) -> str:
        """The field as a line of Python can name it: `limits.memory` is `limits_memory`."""
        return _keyword(self.field)


def placed(
    knobs: Iterable[Knob], start: Mapping[str, int], *, widen: bool = False
) -> tuple[Knob, ...]:
    """The knobs where `start` has them, by field or keyword; those it does not name stay.

    With `widen` a start beyond the upper end moves that end. Raises Misplaced for a name that no
    knob has, and for a value that its slider cannot show.
    """
    knobs = tuple(knobs)
    wanted = {_keyword(name): value for name, value in start.items()}
    if unknown := sorted(wanted.keys() - {knob.keyword for knob in knobs}):
        known = ", ".join(knob.keyword for knob in knobs)
        raise Misplaced(f"no slider is called {unknown[0]}; there are {known}")
    return tuple(
        _at(knob, wanted[knob.keyword], widen) if knob.keyword in wanted else knob for knob in knobs
    )


def _at(knob: Knob, value: int, widen: bool) -> Knob:  # noqa: FBT001 - as `placed` was asked
    high = max(knob.high, value) if widen and isinstance(value, int) else knob.high
    if not (isinstance(value, int) and value in range(knob.low, high + 1, knob.step)):
        steps = f" in steps of {knob.step}" if knob.step > 1 else ""
        raise Misplaced(f"{knob.keyword}={value!r}: must be {knob.low} to {high}{steps}")
    return knob._replace(start=value, high=high)


def _keyword(field: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in field)
