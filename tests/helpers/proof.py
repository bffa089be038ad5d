"""What has to be shown before a rubric may be called fair: one `Proof` for each exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from kubelet_lab.exercises import check as checking
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.running import run_here

LEAST_RIGHT, LEAST_WRONG = 3, 12
check = partial(checking.check, run=run_here)  # the answers of a proof are our own code


@dataclass(frozen=True)
class Proof:
    """Answers to one exercise, by a name that says what each of them is. An answer is a cell.

    `wrong` and `tuned` say which criteria (titles) must lose points; more may. `tuned` is an
    answer fitted to the public incidents alone: full marks on them, points lost on hidden ones.
    `malformed` says words that the error must contain. An exercise without hidden incidents has
    `nothing_hidden`, and one with fewer answers than LEAST_RIGHT or LEAST_WRONG has `few`:
    sentences that say why.
    """

    exercise: str
    points: float
    right: Mapping[str, str]
    wrong: Mapping[str, tuple[str, str]]
    malformed: Mapping[str, tuple[str, str]]
    tuned: tuple[str, tuple[str, ...]] | None = None
    nothing_hidden: str = ""
    few: str = ""
    kind: str = field(default="manifest")

    @property
    def empty(self) -> list[str]:
        """Cells in which nothing is answered."""
        return [f"%%{self.kind} {self.exercise}\n{body}" for body in ("", "\n\n", "# here\n")]


def lost(report: Report) -> dict[str, float]:
    """Points lost, by the title of the criterion."""
    return {
        one.title: round(one.max_points - one.points, 2) for one in report.criteria if not one.full
    }
