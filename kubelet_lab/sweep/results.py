"""Results in a file, a line each as they come: a run that was interrupted finds them there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kubelet_lab.sweep.play import Task, Values


def key(task: Task) -> str:
    """Names a result: the engine, the incident and all parameters."""
    text = json.dumps([task.engine, task.incident, dict(task.parameters)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Results:
    """What is known, by key, and a file that each new result is appended to.

    A line that was cut off when its writer died is passed over. Raises OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        self.known: dict[str, Values] = dict(_read(text))
        self._before = "" if text.endswith("\n") or not text else "\n"

    def add(self, task: Task, values: Values) -> None:
        """Keep a result, on disk at once."""
        self.known[key(task)] = values
        line = {"key": key(task), "parameters": dict(task.parameters), "values": values}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{self._before}{json.dumps(line, ensure_ascii=False)}\n")
        self._before = ""


def _read(text: str) -> Iterator[tuple[str, Values]]:
    for line in text.splitlines():
        with suppress(ValueError, KeyError, TypeError):
            found = json.loads(line)
            yield str(found["key"]), dict(found["values"])
