"""What this notebook remembers of the answers that were checked in it."""

from __future__ import annotations

import os
import sys
from types import MappingProxyType

from kubelet_lab.exercises.check import UNANSWERED
from kubelet_lab.exercises.report import Report

VALIDATING = "NBGRADER_VALIDATING"  # nbgrader/validator.py: in the environment of its kernel


class Notes:
    """The last report of each exercise, since the kernel started."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}

    def remember(self, report: Report) -> None:
        """Keep a report; it replaces the one before."""
        self._reports[report.name] = report

    def points(self, name: str) -> float:
        """The points of the answer checked last, on the public incidents; 0.0 before that.

        nbgrader's Validate shows of a cell that lost points what it wrote to stderr: the report.
        """
        report = self._reports.get(name) or Report(name, 1.0, error=UNANSWERED)
        if os.environ.get(VALIDATING) and report.points < report.max_points:
            sys.stderr.write(f"{report.text()}\n")
        return report.points

    def guess(self, name: str) -> MappingProxyType[str, float | str]:
        """The predictions recorded for an exercise, by question; empty before there are any."""
        report = self._reports.get(name)
        return MappingProxyType(dict(report.guesses) if report else {})
