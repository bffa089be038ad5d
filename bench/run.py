"""Run every bench beside this file, print one table, and put it into README.md.

A bench is a script that prints rows: what, measured, at most; separated by tabs. Other lines are
remarks, printed as they come. It says nothing about how to measure, so each can be run by itself.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
MARKERS = re.compile(r"(<!-- bench -->\n).*(<!-- /bench -->)", re.DOTALL)
Row = tuple[str, str, str]


def rows(script: Path) -> list[Row]:
    """Run one bench; return its rows and print its remarks."""
    print(f"{script.name} ...", file=sys.stderr)
    printed = subprocess.run(
        [sys.executable, script], cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()
    found = [tuple(line.split("\t")) for line in printed if line.count("\t") == 2]  # noqa: PLR2004
    for line in printed:
        if line.count("\t") != 2:  # noqa: PLR2004 (three columns)
            print(f"  {line}", file=sys.stderr)
    return found


def table(measured: list[Row], where: str) -> str:
    """Return a Markdown table with the machine it was measured on below."""
    lines = ["| what | measured | at most |", "|---|---|---|"]
    lines += ["| " + " | ".join(cell.strip() for cell in row) + " |" for row in measured]
    return "\n".join([*lines, "", where, ""])


def machine() -> str:
    """Return one line: when, on what, with which Python."""
    cores = os.cpu_count()
    today = datetime.now(UTC).strftime("%B %Y")
    return (
        f"Measured by `make bench` in {today}: {cores} cores, Python {platform.python_version()}."
    )


def main() -> None:
    """Measure, print, and write the table between the README's two markers."""
    scripts = sorted(path for path in HERE.glob("*.py") if path != Path(__file__))
    measured = [row for script in scripts for row in rows(script)]
    text = table(measured, machine())
    print(text)
    readme = README.read_text(encoding="utf-8")
    README.write_text(MARKERS.sub(lambda m: m[1] + text + m[2], readme), encoding="utf-8")


if __name__ == "__main__":
    main()
