"""A report as HTML: one file holds it all, readable in a light and a dark page and on paper."""

from __future__ import annotations

import base64
import re
from html import escape

from kubelet_lab.exercises.report import (
    REASON_LIMIT,
    Criterion,
    Report,
    number,
    symbol,
)
from kubelet_lab.exercises.visible import visible
from kubelet_lab.figures.svg import still
from kubelet_lab.figures.words import alt_text
from kubelet_lab.node.history import PodHistory

STATE = {"✓": ("kl-full", "done"), "◐": ("kl-part", "partly done"), "✗": ("kl-none", "not done")}
UNSHOWN = "This happened on a hidden incident, so its timeline stays hidden."

# Ink and paper are the page's own; the three hues (Okabe and Ito) only edge what a symbol says.
STYLE = """<style>
.kl-report{max-width:60rem;margin:.5rem 0;font:15px/1.5 system-ui,sans-serif;color:inherit}
.kl-report code{font:.92em ui-monospace,monospace;background:none;color:inherit;padding:0}
.kl-report ul{list-style:none;margin:.75rem 0 0;padding:0}
.kl-report li{border-left:4px solid;padding:.3rem 0 .3rem .8rem;margin:0 0 .7rem;break-inside:avoid}
.kl-report p{margin:.2rem 0 0;max-width:44rem}
.kl-report pre{margin:.5rem 0 0;padding:0 0 0 .8rem;border-left:4px solid #d55e00;color:inherit;
background:none;white-space:pre-wrap;overflow-wrap:anywhere;font:.9em/1.5 ui-monospace,monospace}
.kl-report .kl-full{border-color:#009e73}.kl-report .kl-part{border-color:#e69f00}
.kl-report .kl-none{border-color:#d55e00}
.kl-report .kl-title{font-weight:600}.kl-report .kl-points{float:right;white-space:nowrap}
.kl-report .kl-score{font-size:1.35em;font-weight:650}
.kl-report img{display:block;max-width:100%;height:auto;margin:.5rem 0}
.kl-report details{margin:.3rem 0 0}.kl-report summary{cursor:pointer}
</style>"""


def report_html(report: Report) -> str:
    """The report as a `<section>`; everything in it that came from outside is escaped."""
    body = _error(report.error) if report.error else _criteria(report)
    notes = "".join(f"<p>Note: {prose(note)}</p>" for note in report.notes)
    scope = f"<p>{prose(report.scope)}</p>" if report.scope else ""
    inner = f"{_head(report)}{body}{notes}{scope}"
    label = escape(report.headline)
    return f'{STYLE}<section class="kl-report" aria-label="{label}">{inner}</section>'


def prose(text: str) -> str:
    """A sentence as HTML: escaped, `code` in backticks."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(visible(text, REASON_LIMIT)))


def _head(report: Report) -> str:
    if not report.max_points:
        return f"<div>{prose(report.headline)}</div>"
    points, most = number(report.points), number(report.max_points)
    return (
        f'<div><span class="kl-score">{points}</span> of {most} points'
        f" · <code>{escape(visible(report.name, REASON_LIMIT))}</code></div>"
    )


def _error(error: str) -> str:
    return f"<pre>{escape(visible(error, REASON_LIMIT * 4))}</pre>"


def _criteria(report: Report) -> str:
    return f"<ul>{''.join(map(_criterion, report.ordered()))}</ul>" if report.criteria else ""


def _criterion(criterion: Criterion) -> str:
    mark = symbol(criterion)
    css, words = STATE[mark]
    points = f"{number(criterion.points)} / {number(criterion.max_points)}"
    reason = f"<p>{prose(criterion.reason)}</p>" if criterion.reason else ""
    return (
        f'<li class="{css}"><span class="kl-points">{points}</span>'
        f'<span role="img" aria-label="{words}">{mark}</span> '
        f'<span class="kl-title">{prose(criterion.title)}</span>'
        f"{reason}{_evidence(criterion)}{_hints(criterion)}</li>"
    )


def _evidence(criterion: Criterion) -> str:
    """The timeline of the run that shows it; that of a hidden run would give the numbers away."""
    if criterion.full:
        return ""
    if criterion.hidden:
        return f"<p>{UNSHOWN}</p>"
    return _picture(criterion.history) if criterion.history else ""


def _picture(history: PodHistory) -> str:
    """The still as an image: its ids and its styles cannot meet those of the page."""
    drawing = base64.b64encode(still(history).encode()).decode()
    about = escape(visible(alt_text(history), REASON_LIMIT))
    return f'<img alt="{about}" src="data:image/svg+xml;base64,{drawing}">'


def _hints(criterion: Criterion) -> str:
    """Each hint opens inside the one before: the last is two decisions away."""
    if criterion.full:
        return ""
    inner, count = "", len(criterion.hints)
    for level in range(count, 0, -1):
        hint = prose(criterion.hints[level - 1])
        inner = f"<details><summary>Hint {level} of {count}</summary><p>{hint}</p>{inner}</details>"
    return inner
