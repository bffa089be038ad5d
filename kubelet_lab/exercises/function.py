"""A `%%function` exercise: a small Python function, called with records drawn for this answer.

The source is data: this module reads and compares, and runs nothing. Where it runs is said by
`run` (kubelet_lab.exercises.running).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.manifest import in_its_cell
from kubelet_lab.exercises.report import Criterion, Played, Report
from kubelet_lab.exercises.requirement import Symptom
from kubelet_lab.exercises.running import Call, Run, run_nowhere, without_words
from kubelet_lab.exercises.seeds import dice

MOST_SOURCE = 20_000  # characters
TOO_LONG = f"An answer has {MOST_SOURCE:,} characters at most."

Arguments = Sequence[object]


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion. `family` yields the arguments of its calls, more of them with dice.

    `symptom(arguments, value)` says what is wrong with what a call gave back, or None.
    """

    title: str
    points: float
    family: Callable[[Random | None], Iterable[Arguments]]
    symptom: Callable[[Arguments, object], Symptom | None]
    hints: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Function:
    """An exercise answered with a function of its own name."""

    name: str
    parts: tuple[Part, ...]
    blank: str
    run: Run = run_nowhere
    kind: Kind = "function"

    @property
    def max_points(self) -> float:
        """What a right answer gets."""
        return sum(part.points for part in self.parts)

    def check(self, answer: Answer, seed: str | None) -> Report:
        """Call the function with public records, and with a seed with others as well."""
        if len(answer.body) > MOST_SOURCE:
            return Report(self.name, self.max_points, error=TOO_LONG)
        drawn = [self._drawn(part, answer, seed) for part in self.parts]
        ran = self.run(in_its_cell(answer), self.name, [one for each in drawn for one in each])
        ran = ran if seed is None else without_words(ran, self.name)
        if ran.failed:
            error = ran.failed
            return Report(self.name, self.max_points, error=error, needs_person=ran.nowhere)
        starts = [sum(map(len, drawn[:number])) for number in range(len(drawn))]
        criteria = tuple(
            _judge(part, records, [ran.call(start + n) for n in range(len(records))])
            for part, records, start in zip(self.parts, drawn, starts, strict=True)
        )
        played: Played = "public" if seed is None else "public and hidden"
        return Report(self.name, self.max_points, criteria, played=played)

    def _drawn(self, part: Part, answer: Answer, seed: str | None) -> list[Arguments]:
        """The public records, then hidden ones: others for every answer, the same for its twin."""
        public = list(part.family(None))
        if seed is None:
            return public
        digest = hashlib.sha256(answer.body.encode("utf-8", "surrogatepass")).hexdigest()
        return public + list(part.family(dice(seed, f"{self.name}/{part.title}/{digest}")))


def _judge(part: Part, records: Sequence[Arguments], calls: Sequence[Call]) -> Criterion:
    """All points if every call was right; else half of them, by the share that was."""
    public = len(list(part.family(None)))
    bad: list[tuple[str, bool]] = []
    for number, (arguments, call) in enumerate(zip(records, calls, strict=True)):
        hidden = number >= public
        if call.error:
            bad.append((call.error, hidden))
        elif symptom := part.symptom(arguments, call.value):
            bad.append((symptom.hidden if hidden else symptom.seen, hidden))
    if not bad:
        return Criterion(part.title, part.points, part.points)
    points = round(part.points / 2 * (len(records) - len(bad)) / len(records), 2)
    reason, hidden = bad[0]
    return Criterion(part.title, points, part.points, reason, hints=part.hints, hidden=hidden)
