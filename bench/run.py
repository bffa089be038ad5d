"""Run every bench beside this file, print one table, and put it into README.md.

A bench is a script that prints rows: what, measured, at most; separated by tabs. Other lines are
remarks, printed as they come. It says nothing about how to measure, so each can be run by itself.
When a bench fails the others still run, but README.md keeps its last whole table.
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
COLUMNS = ("what", "measured", "at most")
Row = tuple[str, str, str]


def rows(script: Path) -> list[Row]:
    """Run one bench; return its rows, none if it failed, and print its remarks."""
    print(f"{script.name} ...", file=sys.stderr)
    done = subprocess.run(
        [sys.executable, script], cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False
    )
    split = [line.split("\t") for line in done.stdout.splitlines()]
    for cells in split:
        if len(cells) != len(COLUMNS):
            print(" ", *cells, file=sys.stderr)
    if done.returncode:
        print(f"  {script.name} failed", file=sys.stderr)
        return []
    return [(cells[0], cells[1], cells[2]) for cells in split if len(cells) == len(COLUMNS)]


def table(measured: list[Row], where: str) -> str:
    """Return a Markdown table with the machine it was measured on below."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(cell.strip() for cell in row) + " |" for row in measured]
    return "\n".join([*lines, "", where, ""])


def machine() -> str:
    """Return one line: when, on what, with which Python."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", info.read_text()) if info.exists() else []
    on = f"{os.cpu_count()} cores of {models[0] if models else platform.machine()}"
    today = datetime.now(UTC).strftime("%B %Y")
    return f"Measured by `make bench` in {today}: {on}, Python {platform.python_version()}."


def main() -> int:
    """Measure, print, and write the table between the README's two markers; 1 if a bench failed."""
    scripts = sorted(path for path in HERE.glob("*.py") if path != Path(__file__))
    measured = {script: rows(script) for script in scripts}
    text = table([row for found in measured.values() for row in found], machine())
    print(text)
    if not all(measured.values()):
        return 1
    readme = README.read_text(encoding="utf-8")
    README.write_text(MARKERS.sub(lambda m: m[1] + text + m[2], readme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
