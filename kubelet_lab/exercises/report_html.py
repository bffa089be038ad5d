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
from kubelet_lab.figures.palette import Theme
from kubelet_lab.figures.svg import still
from kubelet_lab.figures.words import alt_text
from kubelet_lab.node.history import PodHistory

STATE = {"✓": ("kl-full", "done"), "◐": ("kl-part", "partly done"), "✗": ("kl-none", "not done")}
THEMES: tuple[Theme, ...] = ("light", "dark")
UNSHOWN = "This happened on a hidden incident, so its timeline stays hidden."

# Ink and paper are the page's own; the three hues (Okabe and Ito) only edge what a symbol says.
# The class is named twice to weigh more than JupyterLab's and nbconvert's own rules. JupyterLab
# says in data-jp-theme-light which of a figure's two stills fits; the feedback page has its rule.
STYLE = """<style>
.kl-report.kl-report{max-width:900px;margin:8px 0;font:15px/1.5 system-ui,sans-serif;color:inherit}
.kl-report.kl-report code{font:.92em ui-monospace,monospace;background:none;color:inherit;padding:0}
.kl-report.kl-report ul{list-style:none;margin:12px 0 0;padding:0}
.kl-report.kl-report li,.kl-report.kl-report .kl-error{border-left:4px solid;padding:4px 0 4px 12px}
.kl-report.kl-report li{margin:0 0 10px;break-inside:avoid}
.kl-report.kl-report .kl-error{white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0 0;
font:.9em/1.5 ui-monospace,monospace}
.kl-report.kl-report p{margin:3px 0 0;max-width:700px}
.kl-report.kl-report .kl-full{border-color:#009e73}
.kl-report.kl-report .kl-part{border-color:#e69f00}
.kl-report.kl-report .kl-none{border-color:#d55e00}
.kl-report.kl-report .kl-title{font-weight:600}
.kl-report.kl-report .kl-points{float:right;white-space:nowrap}
.kl-report.kl-report .kl-score{font-size:1.35em;font-weight:650}
.kl-report.kl-report img{display:block;max-width:100%;height:auto;margin:8px 0}
.kl-report.kl-report .kl-dark{display:none}
[data-jp-theme-light=false] .kl-report.kl-report .kl-light{display:none}
[data-jp-theme-light=false] .kl-report.kl-report .kl-dark{display:block}
.kl-report.kl-report details{margin:5px 0 0}
.kl-report.kl-report summary{cursor:pointer}
</style>"""


def report_html(report: Report) -> str:
    """The report as a `<section>`; everything in it that came from outside is escaped."""
    body = _error(report.error) if report.error else _criteria(report)
    notes = "".join(f"<p>{prose(note)}</p>" for note in report.notes)
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
    """The API server's words with their line, as they are; a sentence of ours, as prose."""
    if "\n" not in error:
        return f"<p>{prose(error)}</p>"
    return f'<div class="kl-error kl-none">{escape(visible(error, REASON_LIMIT * 4))}</div>'


def _criteria(report: Report) -> str:
    return f"<ul>{''.join(map(_criterion, report.ordered()))}</ul>" if report.criteria else ""


def _criterion(criterion: Criterion) -> str:
    mark = symbol(criterion)
    css, words = STATE[mark]
    reason = f"<p>{prose(criterion.reason)}</p>" if criterion.reason else ""
    return (
        f'<li class="{css}"><span class="kl-points">{criterion.score}</span>'
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
    """A still for a light and one for a dark page, of which the page shows one.

    As images: their ids and styles cannot meet those of the page.
    """
    about = escape(visible(alt_text(history), REASON_LIMIT))
    return "".join(
        f'<img class="kl-{theme}" alt="{about}" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(still(history, theme=theme).encode()).decode()}">'
        for theme in THEMES
    )


def _hints(criterion: Criterion) -> str:
    """Each hint opens inside the one before: the last is two decisions away."""
    if criterion.full:
        return ""
    inner, count = "", len(criterion.hints)
    for level in range(count, 0, -1):
        hint = prose(criterion.hints[level - 1])
        inner = f"<details><summary>Hint {level} of {count}</summary><p>{hint}</p>{inner}</details>"
    return inner
