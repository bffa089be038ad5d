"""`%%manifest`, `%%answers`, `%%function`: check a cell at once, on the public incidents."""

from __future__ import annotations

import logging
import sys
from functools import partial
from typing import Any

from kubelet_lab.exercises.answers import Kind
from kubelet_lab.exercises.check import check_calmly
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.running import Run, run_here, run_nowhere
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

    def function(line: str, cell: str) -> None:
        """Check a function, and define it here if it could be: `%%function pleg_events`."""
        space: dict[str, Any] = {}
        _check("function", line, cell, notes, partial(run_here, namespace=space))
        name = line.strip()
        if callable(space.get(name)):
            shell.user_ns[name] = space[name]

    for magic in (manifest, answers, function):
        shell.register_magic_function(magic, "cell")


def _check(kind: Kind, line: str, cell: str, notes: Notes, run: Run = run_nowhere) -> None:
    # A defect of ours goes to a log that is silent by default: no traceback below an answer.
    report = check_calmly(f"%%{kind} {line.strip()}\n{cell}", None, log.info, run)
    notes.remember(report)
    _show(report)


def _show(report: Report) -> None:
    from IPython.display import publish_display_data  # noqa: PLC0415 - only in a notebook

    data: dict[str, Any] = {"text/html": report.html(), "text/plain": report.text()}
    publish_display_data(data)  # type: ignore[no-untyped-call]
