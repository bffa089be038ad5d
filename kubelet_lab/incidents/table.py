"""An outcome as a table of text: told on the left, computed on the right, why below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kubelet_lab.incidents.told import Outcome, Row, clock_time

WIDTH = 100
TOLD = 40  # columns for the words as told


def as_text(outcome: Outcome) -> str:
    """The rows of an outcome, ready to print."""
    zero = outcome.clock_zero
    unit = "by the story's clock" if zero else "seconds"
    lines = [f"{outcome.incident}: as told, and as the kubelet does it ({unit})", ""]
    for row in outcome.rows:
        lines += _row(row, zero)
    differing = sum(row.verdict == "differs" for row in outcome.rows)
    lines += ["", f"{len(outcome.rows)} rows, {differing} of them differ"]
    return "\n".join(lines) + "\n"


def _row(row: Row, zero: str) -> Iterator[str]:
    told = textwrap.wrap(row.told, TOLD) or [""]
    computed = textwrap.wrap(row.computed, WIDTH - TOLD - 26) or [""]
    mark = "  " if row.verdict == "same" else "≠ "
    for number in range(max(len(told), len(computed))):
        first = number == 0
        left = f"{instant(row.told_s, zero) if first else '':>7}  {_line(told, number):{TOLD}}"
        right = f"{instant(row.computed_s, zero) if first else '':>9}  {_line(computed, number)}"
        yield f"{mark if first else '  '}{left} {right}".rstrip()
    if row.why and row.verdict == "differs":
        indent = " " * 11 + "because: "
        yield textwrap.fill(row.why, WIDTH, initial_indent=indent, subsequent_indent=" " * 20)


def instant(at_s: float | None, zero: str) -> str:
    """Seconds since the story's zero: on its clock, or as a number where it has none."""
    if at_s is None:
        return ""
    return clock_time(zero, at_s) if zero else f"{at_s:g}"


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""
