"""The questions of an `%%answers` cell: each wrong answer is a misconception with its sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from kubelet_lab.exercises.quantity import measure
from kubelet_lab.exercises.report import Criterion, number

NO_ANSWER = "No answer here yet."
MINUTE_S = 60
UNITS = {"ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options; `wrong` maps each other option to the sentence that answers it."""

    key: str
    title: str
    points: float
    right: str
    wrong: Mapping[str, str]
    because: str = ""
    hints: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What can be written."""
        return "one of the options above"

    def judge(self, value: object) -> Criterion:
        """Full points for the right option, none for the others."""
        chosen = _word(value)
        if chosen == _word(self.right):
            return Criterion(self.title, self.points, self.points, self.because, met=True)
        sentences = {_word(option): sentence for option, sentence in self.wrong.items()}
        reason = NO_ANSWER if value is None else sentences.get(chosen) or self._unknown(value)
        return Criterion(self.title, 0.0, self.points, reason, hints=self.hints, met=False)

    def picked(self, value: object) -> str | None:
        """The option that was chosen, as it is spelt here; None if it is none of them."""
        options = {_word(option): option for option in (self.right, *self.wrong)}
        return options.get(_word(value))

    def _unknown(self, value: object) -> str:
        options = ", ".join(f"`{option}`" for option in sorted((self.right, *self.wrong)))
        return f"`{_shown(value)}` is none of the options: {options}."


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong number people arrive at, and what one says to them."""

    value: float
    says: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number within `tolerance` of `right`, in `unit` (`30`, `30 s` and `0.5 min` are equal)."""

    key: str
    title: str
    points: float
    right: float
    tolerance: float = 0.0
    unit: str = ""
    slips: tuple[Slip, ...] = ()
    otherwise: str | tuple[str, str] = ("The run comes to more.", "The run comes to less.")
    because: str = ""
    hints: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What can be written."""
        return _number_of(self.unit)

    def judge(self, value: object) -> Criterion:
        """Full points within the tolerance, none outside."""
        given = measure(value, self.unit)
        if given is not None and self._near(given, self.right):
            return Criterion(self.title, self.points, self.points, self.because, met=True)
        reason = NO_ANSWER if value is None else self._reason(value, given)
        return Criterion(self.title, 0.0, self.points, reason, hints=self.hints, met=False)

    def _near(self, given: float, target: float) -> bool:
        return math.isclose(given, target, rel_tol=1e-9, abs_tol=self.tolerance + 1e-9)

    def _reason(self, value: object, given: float | None) -> str:
        if given is None:
            return f"`{_shown(value)}` is not {self.wanted}."
        near = [slip for slip in self.slips if self._near(given, slip.value)]
        if near:
            return min(near, key=lambda slip: abs(slip.value - given)).says
        too_low, too_high = self._otherwise()
        says = too_low if given < self.right else too_high
        return f"You said {number(given)} {self.unit}".rstrip() + f". {says}"

    def _otherwise(self) -> tuple[str, str]:
        """What is said to a number that is no slip: to one too low, to one too high."""
        both = self.otherwise
        return (both, both) if isinstance(both, str) else both


class Verdict(NamedTuple):
    """How an answer did when it was tried: the share of the points, and what was seen."""

    share: float
    says: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A question whose answers are tried in the engine, whatever they are; `attempt` does it."""

    key: str
    title: str
    points: float
    wanted: str
    attempt: Callable[[object], Verdict]
    hints: tuple[str, ...] = ()

    def judge(self, value: object) -> Criterion:
        """The share of the points that the attempt came to."""
        share, says = self.attempt(value)
        points = round(self.points * share, 2)
        return Criterion(self.title, points, self.points, says, hints=self.hints, met=share >= 1)


@dataclass(frozen=True, slots=True)
class Order:
    """Things to put in order, as a YAML list or with commas between them.

    `slips` says what is wrong with one thing standing before another: (earlier, later) to a
    sentence. Not quite right gets at most half of the points, by the share of right neighbours.
    """

    key: str
    title: str
    points: float
    right: tuple[str, ...]
    slips: Mapping[tuple[str, str], str]
    because: str = ""
    hints: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What can be written: the things in another order than the right one."""
        return f"[{', '.join(sorted(self.right))}], in order"

    def judge(self, value: object) -> Criterion:
        """Full points for the right order, up to half of them for pieces of it."""
        given = _items(value)
        right = [_name(item) for item in self.right]
        if given == right:
            return Criterion(self.title, self.points, self.points, self.because, met=True)
        reason = NO_ANSWER if value is None else self._odd(given) or self._slip(given)
        points = 0.0 if value is None else self._partial(given, right)
        return Criterion(self.title, points, self.points, reason, hints=self.hints, met=False)

    def _partial(self, given: list[str], right: list[str]) -> float:
        """What is named twice, or is none of them, has no right neighbour."""
        pairs = set(pairwise(right)) & set(pairwise(given))
        return round(self.points / 2 * len(pairs) / (len(right) - 1), 2)

    def _odd(self, given: list[str]) -> str:
        """What is missing, or does not belong here, or stands there twice."""
        known = {_name(item): item for item in self.right}
        for item in given:
            if item not in known:
                return f"`{_shown(item)}` is none of them: {', '.join(sorted(self.right))}."
            if given.count(item) > 1:
                return f"`{known[item]}` stands there more than once."
        missing = [item for name, item in known.items() if name not in given]
        return f"Not in your list: {', '.join(sorted(missing))}." if missing else ""

    def _slip(self, given: list[str]) -> str:
        place = {item: at for at, item in enumerate(given)}
        for (earlier, later), says in self.slips.items():
            if place[_name(earlier)] < place[_name(later)]:
                return says
        return "All of them are there. The order is another one."


@dataclass(frozen=True, slots=True)
class Guess:
    """A prediction before the reveal: no points, kept to be drawn beside the result."""

    key: str
    title: str
    unit: str = ""
    words: tuple[str, ...] = field(default=())  # answers that are not numbers, such as "never"

    @property
    def wanted(self) -> str:
        """What can be written, for example `a number of seconds, or never`."""
        return ", or ".join([_number_of(self.unit), *self.words])

    def read(self, value: object) -> float | str | None:
        """The guess in `unit`, or one of the allowed words; None if it is neither."""
        given = measure(value, self.unit)
        if given is not None:
            return given
        return {_word(word): word for word in self.words}.get(_word(value))

    def kept(self, guess: float | str) -> str:
        """The guess as it is shown to who made it."""
        shown = self._measured(guess) if isinstance(guess, float) else guess
        return f"Your guess is kept. {self.title}: {shown}."

    def _measured(self, guess: float) -> str:
        """Whole minutes as minutes: `45 min` reads better than `2700 s`."""
        if self.unit == "s" and guess >= 2 * MINUTE_S and not guess % MINUTE_S:
            return f"{number(guess / MINUTE_S)} min"
        return f"{number(guess)} {self.unit}".rstrip()


Question = Choice | Number | Order | Tried | Guess


def _number_of(unit: str) -> str:
    return f"a number of {UNITS.get(unit, unit)}" if unit else "a number"


def _word(value: object) -> str:
    """Words to compare: `The API-server.` and `api server` are one option."""
    plain = str(value).lower().replace("-", " ").strip(" .`'\"\t\n")
    return " ".join(plain.split()).removeprefix("the ")


def _items(value: object) -> list[str]:
    """A list, or words between commas or arrows, as names to compare."""
    parts = value if isinstance(value, list) else re.split(r",|->|→|\n", str(value))
    return [name for part in parts if (name := _name(part))]


def _name(item: object) -> str:
    """`RunPodSandbox()` and `runpodsandbox` are the same call."""
    return _word(item).removesuffix("()")


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - one line of a report
