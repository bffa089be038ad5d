"""What a check says: points for each criterion, the reason, and the run that shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kubelet_lab.exercises.visible import visible
from kubelet_lab.node.history import PodHistory

Played = Literal["nothing", "public", "public and hidden"]
SCOPES: dict[Played, str] = {
    "nothing": "",
    "public": "Played on public incidents only; the hidden ones differ in kind.",
    "public and hidden": "Played on public and on hidden incidents.",
}
REASON_LIMIT = 1_000  # characters; a reason is a sentence or two


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing the answer had to do, and how it went.

    `reason` names the symptom, never the fix. `history` is the run that shows it. `hidden` marks
    a run drawn from the instructor's seed: its timeline is never shown. `hints` go from where to
    look, over what to ask, to the field. `met` is for what gives no points: these cannot say it.
    """

    title: str
    points: float
    max_points: float
    reason: str = ""
    history: PodHistory | None = None
    hints: tuple[str, ...] = ()
    hidden: bool = False
    met: bool | None = None

    @property
    def full(self) -> bool:
        """Whether nothing was lost here."""
        return self.points >= self.max_points if self.met is None else self.met

    @property
    def score(self) -> str:
        """For example `1.5 of 3`; empty where there is nothing to score."""
        return f"{number(self.points)} of {number(self.max_points)}" if self.max_points else ""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of checking one answer.

    `error` replaces the criteria when the answer could not be read: the API server's own words,
    or a friendly sentence for a cell that holds no answer yet. `notes` are remarks that cost
    nothing. `guesses` are predictions, kept to be drawn. `played` says which incidents the answer
    went through. `needs_person` is set when the check failed, or there was no sandbox to run it in.
    """

    name: str
    max_points: float
    criteria: tuple[Criterion, ...] = ()
    error: str = ""
    notes: tuple[str, ...] = ()
    guesses: Mapping[str, float | str] = field(default_factory=dict)
    played: Played = "nothing"
    needs_person: bool = False

    @property
    def points(self) -> float:
        """A plain float in [0, max_points]: nbgrader gives full marks for anything odd."""
        total = 0.0 if self.error else math.fsum(c.points for c in self.criteria)
        if not math.isfinite(total):
            return 0.0
        return float(min(max(round(total, 2), 0.0), self.max_points))

    @property
    def headline(self) -> str:
        """For example `checkout: 9 of 14 points`."""
        name = visible(self.name, REASON_LIMIT)
        if not self.max_points:
            return f"{name}: for you alone, no points"
        return f"{name}: {number(self.points)} of {number(self.max_points)} points"

    @property
    def scope(self) -> str:
        """Which incidents these points were earned on; empty when none was played."""
        return "" if self.error else SCOPES[self.played]

    def ordered(self) -> tuple[Criterion, ...]:
        """What works first, then what half works, then what does not."""
        return tuple(sorted(self.criteria, key=lambda c: (not c.full, c.points <= 0)))

    def text(self) -> str:
        """The report as plain text; the same answer gives the same bytes."""
        lines = [self.headline]
        lines += ["", *_indent(visible(self.error, REASON_LIMIT))] if self.error else []
        for criterion in () if self.error else self.ordered():
            lines += ["", *_criterion_lines(criterion)]
        lines += [f"\n{visible(note, REASON_LIMIT)}" for note in self.notes]
        lines += ["", self.scope] if self.scope else []
        return "\n".join(lines)

    def html(self) -> str:
        """The report as one self-contained piece of HTML."""
        from kubelet_lab.exercises.report_html import report_html  # noqa: PLC0415 - figures are heavy

        return report_html(self)


def number(value: float) -> str:
    """`4.0` as `4`, `2.5` as `2.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def symbol(criterion: Criterion) -> str:
    """A mark that needs no colour: done, half done, not done."""
    if criterion.full:
        return "✓"
    return "◐" if criterion.points > 0 else "✗"


def _criterion_lines(criterion: Criterion) -> list[str]:
    score = f" ({criterion.score})" if criterion.score else ""
    head = f"{symbol(criterion)} {visible(criterion.title, REASON_LIMIT)}{score}"
    return [head, *_indent(visible(criterion.reason, REASON_LIMIT))] if criterion.reason else [head]


def _indent(text: str) -> list[str]:
    return [f"  {line}".rstrip() for line in text.splitlines()]
