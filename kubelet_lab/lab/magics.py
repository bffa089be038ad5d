"""`%%manifest NAME` and `%%answers NAME`: check a cell at once, on the public incidents."""

from __future__ import annotations

import logging
import sys
from typing import Any

from kubelet_lab.exercises.answers import Kind
from kubelet_lab.exercises.check import check_calmly
from kubelet_lab.exercises.report import Report
from kubelet_lab.lab.notes import Notes

log = logging.getLogger(__name__)


def load(notes: Notes) -> None:
    """Give the running notebook its magics; outside of IPython there is nothing to do."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return

    def manifest(line: str, cell: str) -> None:
        """Check a manifest, as one would `kubectl apply` it: `%%manifest checkout`."""
        _check("manifest", line, cell, notes)

    def answers(line: str, cell: str) -> None:
        """Check the answers to questions: `%%answers guess_pleg`."""
        _check("answers", line, cell, notes)

    for magic in (manifest, answers):
        shell.register_magic_function(magic, "cell")


def _check(kind: Kind, line: str, cell: str, notes: Notes) -> None:
    # A defect of ours goes to a log that is silent by default: no traceback below an answer.
    report = check_calmly(f"%%{kind} {line.strip()}\n{cell}", None, log.info)
    notes.remember(report)
    _show(report)


def _show(report: Report) -> None:
    from IPython.display import publish_display_data  # noqa: PLC0415 - only in a notebook

    data: dict[str, Any] = {"text/html": report.html(), "text/plain": report.text()}
    publish_display_data(data)  # type: ignore[no-untyped-call]
