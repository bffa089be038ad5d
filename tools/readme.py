"""Make what README.md shows of the engine, and the pages in docs/ that are made from lessons.

`python tools/readme.py` writes; `--check` writes nothing and exits 1 when something is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import lesson_docs
from moving_picture import moving_picture

from kubelet_lab import incidents
from kubelet_lab.figures.palette import Theme
from kubelet_lab.figures.svg import still

ROOT = Path(__file__).parents[1]
MARKERS = re.compile(r"(<!-- told -->\n).*(<!-- /told -->)", re.DOTALL)
ROWS = re.compile(r"(<!-- rows -->\n).*(<!-- /rows -->)", re.DOTALL)
TOLD_PAGE = ROOT / "docs" / "told_and_computed.md"
NIGHTS = ("checkout.startup", "checkout.database", "checkout.deadlock")
PICTURED = "checkout.deadlock"
THEMES: tuple[Theme, ...] = ("light", "dark")


def table() -> str:
    """Return the rows in which a story, as told, and the engine part, as a Markdown table."""
    lines = ["| incident | as told | as the kubelet does it |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {row.told_s:g} s: {row.told} | {row.computed} |"
        if row.computed_s is None
        else f"| `{name}` | {row.told_s:g} s: {row.told} | {row.computed_s:g} s: {row.computed} |"
        for name in NIGHTS
        for row in incidents.run(name).rows
        if row.verdict == "differs" and row.told_s
    ]
    return "\n".join([*lines, ""])


def all_rows() -> str:
    """Return every row in which a story and the engine part, with the reason."""
    lines = ["| incident | as told | as the kubelet does it | because |", "|---|---|---|---|"]
    lines += [
        " | ".join(("| `" + name + "`", row.told, row.computed, row.why + " |"))
        for name in incidents.INCIDENTS
        for row in incidents.run(name).rows
        if row.verdict == "differs"
    ]
    return "\n".join([*lines, ""])


def made() -> dict[Path, str]:
    """Return the text that each made file should have."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    history = incidents.run(PICTURED).history
    return {
        ROOT / "README.md": MARKERS.sub(lambda found: found[1] + table() + found[2], readme),
        **{
            ROOT / "docs" / f"deadlock_{theme}.svg": still(history, theme=theme) + "\n"
            for theme in THEMES
        },
        **{
            ROOT / "docs" / f"deadlock_moving_{theme}.svg": moving_picture(theme)
            for theme in THEMES
        },
        TOLD_PAGE: ROWS.sub(
            lambda found: found[1] + all_rows() + found[2], TOLD_PAGE.read_text(encoding="utf-8")
        ),
        **lesson_docs.made(ROOT),
    }


def main() -> int:
    """Write what is stale, or with `--check` only name it."""
    check = "--check" in sys.argv[1:]
    stale = {
        path: text
        for path, text in made().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        if not check:
            path.write_text(text, encoding="utf-8")
        print(f"{'stale' if check else 'made'}: {path.relative_to(ROOT)}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
