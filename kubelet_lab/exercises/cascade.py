"""Settings that stop Target's cascade, judged by playing it: a fifth of the fleet, the same leak.

Nothing is compared with the lesson's four lessons: any settings that keep the promises are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.manifest import in_its_cell
from kubelet_lab.exercises.quantity import measure
from kubelet_lab.exercises.questions import UNITS, Guess
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.exercises.seeds import dice
from kubelet_lab.exercises.sheet import Sheet, one_document
from kubelet_lab.incidents.target import history, play
from kubelet_lab.incidents.target_rows import Played, lost_pod_hours
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.reading import Document

FLEET = {"nodes": 40, "pods": 1_000}
SILENT, LEAKS = 10, 25.4  # nodes with the leak, MiB a second
WATCHED_S = 5_400  # until 15:30, when people step in
MOST_LOST = 10  # pod hours by then
MOST_NODES = 3.0  # worth of memory and machines
NODE_GIB = 96
HIGHEST = {  # what may be asked for at most; the field, and its unit
    "kubelet_limit_gib": (96, "GiB"),
    "kube_reserved_gib": (90, "GiB"),
    "restart_at_gib": (96, "GiB"),
    "zombie_cleanup": (3_600, "s"),
    "spare_nodes": (40, "nodes"),
}


MORE_NODES, FASTER = range(2, 5), (54.0, 59.5)  # of a hidden day: nodes, MiB a second
A_FEW, CALM_S = {"nodes": 4, "pods": 100}, 1_020
SPREAD = "no healthy node is caught up in it"
LOSS = f"by 15:30 at most {MOST_LOST} pod hours are lost"
COST = "a calm day costs little: no kubelet is killed, three nodes' worth is set aside"
POINTS = {SPREAD: 2.0, LOSS: 1.0, COST: 1.0}


class Day(NamedTuple):
    """A leak on so many nodes."""

    leaking_nodes: int
    leak_mib_per_s: float


class Outcome(NamedTuple):
    """What a day came to by 15:30."""

    caught: int  # nodes without a leak that were given up
    lost: float  # pod hours
    silent: int  # nodes that were given up


def _days(dice: Random | None) -> Iterator[tuple[Day, bool]]:
    """The leak as told; hidden: on more nodes, and faster."""
    yield Day(SILENT, LEAKS), False
    if dice is not None:
        yield Day(SILENT + dice.choice(MORE_NODES), round(dice.uniform(*FASTER), 1)), True


def _play(settings: Mapping[str, float], day: Day) -> Outcome:
    leak = {"leaking_nodes": day.leaking_nodes, "leak_mib_per_s": day.leak_mib_per_s}
    story = play({**FLEET, **settings, **leak}, WATCHED_S)
    played = Played(story, history(story, WATCHED_S))
    caught = {entry.subject for entry in played.caught}
    return Outcome(len(caught), lost_pod_hours(played), len(played.unknown))


def _killed_on_a_calm_day(settings: Mapping[str, float]) -> int:
    """How often a kubelet ends in a few minutes without a leak: a limit may be far too low."""
    story = play({**FLEET, **A_FEW, **settings, "leaking_nodes": 0, "leak_mib_per_s": 0}, CALM_S)
    played = Played(story, history(story, CALM_S))
    return len(played.sick) + len(played.caught)


@dataclass(frozen=True, slots=True)
class Settings:
    """A sheet of numbers that are set, and played. Criteria: spread, loss, and what it costs."""

    name: str
    kind: Kind = "answers"

    @property
    def max_points(self) -> float:
        """The sum over the criteria."""
        return sum(POINTS.values())

    @property
    def blank(self) -> str:
        """Every setting as it stands, commented out: nothing is limited and nobody looks."""
        return "\n".join(f"# {key}: 0" for key in HIGHEST)

    def check(self, answer: Answer, seed: str | None) -> Report:
        """Play the settings, or say what cannot be set."""
        try:
            document = one_document(in_its_cell(answer))
        except SpecError as unreadable:
            return Report(self.name, self.max_points, error=str(unreadable))
        settings, problems = _read(document)
        if problems:
            return Report(self.name, self.max_points, error="\n".join(problems))
        killed = _killed_on_a_calm_day(settings)
        if killed:
            return Report(self.name, self.max_points, _all_lost(killed), played="public")
        days = list(_days(None if seed is None else dice(seed, self.name)))
        seen = [(_play(settings, day), hidden) for day, hidden in days]
        criteria = (_spread(seen), _loss(seen), _cost(settings))
        scope: Literal["public", "public and hidden"]
        scope = "public" if seed is None else "public and hidden"
        return Report(self.name, self.max_points, criteria, played=scope)


def _read(document: Document) -> tuple[dict[str, float], list[str]]:
    settings, problems = {}, []
    for key, value in document.value.items():
        line = f"Line {document.line_of(key)}: "
        if key not in HIGHEST:
            problems.append(f"{line}there is no `{key}`; there are {', '.join(HIGHEST)}.")
            continue
        most, unit = HIGHEST[key]
        number = measure(value, unit)
        if number is None or not 0 <= number <= most:
            of = UNITS.get(unit, unit)
            problems.append(f"{line}`{key}` is a number of {of} from 0 to {most}.")
        else:
            settings[key] = number
    return settings, problems


def _all_lost(killed: int) -> tuple[Criterion, ...]:
    reason = f"On a day without a leak, the kubelets of four nodes were killed {killed} times."
    hints = HINTS_COST
    return tuple(Criterion(t, 0.0, m, reason, hints=hints) for t, m in POINTS.items())


def _spread(seen: list[tuple[Outcome, bool]]) -> Criterion:
    title, most = SPREAD, POINTS[SPREAD]
    bad = [(outcome, hidden) for outcome, hidden in seen if outcome.caught]
    if not bad:
        return Criterion(title, most, most)
    outcome, hidden = bad[0]
    reason = "The kubelets of healthy nodes were killed too."
    if not hidden:
        reason = f"By 15:30 the kubelets of {outcome.caught} healthy nodes had been killed too."
    return Criterion(title, 0.0, most, reason, hints=HINTS_SPREAD, hidden=hidden)


def _loss(seen: list[tuple[Outcome, bool]]) -> Criterion:
    title, most = LOSS, POINTS[LOSS]
    bad = [(outcome, hidden) for outcome, hidden in seen if outcome.lost > MOST_LOST]
    if not bad:
        return Criterion(title, most, most)
    outcome, hidden = bad[0]
    reason = "Too many pods were without a kubelet, or waited for a node, for too long."
    if not hidden:
        reason = f"By 15:30 {outcome.lost:.0f} pod hours were lost: {outcome.silent} nodes silent."
    return Criterion(title, 0.0, most, reason, hints=HINTS_LOSS, hidden=hidden)


def _cost(settings: Mapping[str, float]) -> Criterion:
    title, most = COST, POINTS[COST]
    nodes = settings.get("spare_nodes", 0)
    nodes += settings.get("kube_reserved_gib", 0) * FLEET["nodes"] / NODE_GIB
    if nodes > MOST_NODES:
        reason = f"What is set aside is worth {nodes:.1f} nodes of {FLEET['nodes']}, every day."
        return Criterion(title, 0.0, most, reason, hints=HINTS_COST)
    if not any(settings.values()):
        untried = "Nothing is set, so this was not put to the test."
        return Criterion(title, 0.0, most, untried, hints=HINTS_COST)
    return Criterion(title, most, most)


HINTS_SPREAD = (
    "Look at what the healthy nodes were given at 14:40, and at what they had left.",
    "Could the leak end before the node is full? Could the wave be smaller?",
    "kubelet_limit_gib or restart_at_gib end it on the node where it began.",
)
HINTS_LOSS = (
    "Look at how long a node is silent before anybody does something.",
    "A kubelet that is killed and comes back at once costs seconds.",
    "kubelet_limit_gib, restart_at_gib; zombie_cleanup comes after the loss.",
)
HINTS_COST = (
    "Look at a day on which nothing happens. What do your settings do then?",
    "A healthy kubelet uses 8 GB here. 8 GB are 7.45 GiB.",
    "A limit between 8 and a fraction of the node; spare nodes and reserves are paid every day.",
)

GUESS = Sheet(
    "guess_caught",
    (
        Guess(
            "first_caught",
            "After the leak begins, the first healthy node is caught up in it",
            unit="s",
            words=("never",),
        ),
    ),
)
EXERCISES = (Settings("stop_the_cascade"), GUESS)
