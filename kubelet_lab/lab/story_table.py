"""An incident's rows as an HTML table: told on the left, computed on the right, why below."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kubelet_lab.incidents import Outcome, Row
from kubelet_lab.incidents.table import instant

STYLE = """<style>
.kl-told.kl-told{border-collapse:collapse;max-width:900px;font:14px/1.45 system-ui,sans-serif}
.kl-told.kl-told caption{text-align:left;font-weight:650;padding:0 0 6px}
.kl-told.kl-told td,.kl-told.kl-told th{text-align:left;vertical-align:top;padding:3px 10px 3px 0;
white-space:normal;border-top:1px solid color-mix(in srgb,currentColor 20%,transparent)}
.kl-told.kl-told .kl-at{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.kl-told.kl-told .kl-differs{font-weight:650;white-space:nowrap}
.kl-told.kl-told .kl-why{padding-left:1.4em;font-size:.93em}
</style>"""


def html_table(outcome: Outcome) -> str:
    """Instants are on the story's clock, or in seconds where it has none."""
    zero = outcome.clock_zero
    unit = "by the story's clock" if zero else "in seconds"
    rows = "".join(line for row in outcome.rows for line in _rows(row, zero))
    head = "".join(
        f'<th scope="col">{word}</th>' for word in ("told", "", "computed", "", "verdict")
    )
    caption = f"<caption>{escape(outcome.incident)}, {unit}</caption>"
    return f'{STYLE}<table class="kl-told">{caption}<tr>{head}</tr>{rows}</table>'


def _rows(row: Row, zero: str) -> Iterator[str]:
    yield (
        f'<tr><td class="kl-at">{instant(row.told_s, zero)}</td><td>{escape(row.told)}</td>'
        f'<td class="kl-at">{instant(row.computed_s, zero)}</td><td>{escape(row.computed)}</td>'
        f'<td class="kl-{row.verdict}">{_verdict(row)}</td></tr>'
    )
    if row.why:
        yield f'<tr><td></td><td colspan="4" class="kl-why">{escape(row.why)}</td></tr>'


def _verdict(row: Row) -> str:
    """Rows in brackets are the lab's own: nothing was told that they could agree with."""
    if row.verdict == "differs":
        return "≠ differs"
    return "" if row.told.startswith("(") else "✓ same"
