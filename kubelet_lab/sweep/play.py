"""One point of a sweep, played: what a worker does, here or on a cluster."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import kubelet_lab
from kubelet_lab import incidents
from kubelet_lab.cluster.fleet_history import FleetHistory
from kubelet_lab.figures.levels import node_steps
from kubelet_lab.incidents import Outcome

ENGINE = ("sim", "spec", "node", "cluster", "incidents")  # rooms that a result depends on
Values = dict[str, float | None]


class Task(NamedTuple):
    """An incident and all its parameters; `engine` names the code that is to play it."""

    incident: str
    parameters: Mapping[str, Any]
    engine: str


def play(task: Task) -> Values | str:
    """The numbers that come of it, by name; a sentence if it cannot be played."""
    if engine() != task.engine:
        return "This worker has another version of kubelet-lab."
    try:
        return numbers(incidents.run(task.incident, task.parameters))
    except incidents.Unplayable as error:
        return str(error)


def numbers(outcome: Outcome) -> Values:
    """A fleet's key numbers, then each row's computed instant in seconds; None is never."""
    found: Values = {}
    if isinstance(outcome.history, FleetHistory):
        found |= _of_fleet(outcome.history)
    seen: Counter[str] = Counter()
    for row in outcome.rows:
        seen[row.told] += 1
        again = f" #{seen[row.told]}" if seen[row.told] > 1 else ""
        found[f"{row.told}{again} (s)"] = row.computed_s
    return found


def _of_fleet(history: FleetHistory) -> Values:
    ready = [count for _, count in node_steps(history.nodes)["Ready"]]
    begun = [changes[0].state for changes in history.nodes.values()].count("Ready")
    return {
        "nodes Ready at least": min([begun, *_from(begun, ready)]),
        "pods serving at least": min((n for _, n in history.pods.get("serving", ())), default=None),
        "zombies at most": max((n for _, n in history.pods.get("zombie", ())), default=0),
        "pods replaced": max((n for _, n in history.pods.get("replaced", ())), default=0),
    }


def _from(begun: int, counts: list[int]) -> list[int]:
    """Without the counting up to what there was at the beginning."""
    return counts[counts.index(begun) :] if begun in counts else counts


@cache
def engine() -> str:
    """A name for the code that plays: what an older engine computed is not taken for its work."""
    root = Path(kubelet_lab.__file__).parent
    files = sorted(file for room in ENGINE for file in (root / room).glob("**/*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
