"""A criterion that is judged by behaviour: incidents drawn from families, and what was seen.

What is played is the exercise's own: a pod's night, a node's day. No criterion asks which field
was set. Hidden incidents are those that a family yields only when it is given dice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple, Protocol

from kubelet_lab.exercises.report import Criterion
from kubelet_lab.exercises.seeds import dice
from kubelet_lab.node.history import PodHistory
from kubelet_lab.spec.pod import Container, Pod


class Symptom(NamedTuple):
    """What was seen: with its instants, and without any for an incident that stays hidden."""

    seen: str
    hidden: str


class Run(Protocol):
    """An incident that was played: at least what a report can draw of it, or None."""

    @property
    def history(self) -> PodHistory | None:
        """The pod's run, for the report's figure."""


class Aspect(NamedTuple):
    """A part of a criterion: on these incidents nothing of this kind may be seen."""

    family: Callable[[Pod, Random | None], Iterable[Any]]
    symptom: Callable[[Any, Any], Symptom | None]  # of an incident and its run


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion of an exercise. `needs` names probes without which it proves nothing."""

    title: str
    points: float
    aspects: tuple[Aspect, ...]
    hints: tuple[str, str, str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """An exercise's criteria. `play` runs a pod through one incident."""

    name: str
    requirements: tuple[Requirement, ...]
    play: Callable[[Pod, Any], Run]

    @property
    def points(self) -> float:
        """What a right answer gets."""
        return sum(requirement.points for requirement in self.requirements)

    def judge(self, pod: Pod, seed: str | None) -> tuple[Criterion, ...]:
        """Play the pod through public incidents, and with a seed through hidden ones too."""
        return tuple(self._judge(requirement, pod, seed) for requirement in self.requirements)

    def _judge(self, requirement: Requirement, pod: Pod, seed: str | None) -> Criterion:
        """All points if every incident went well; else half of them, by the share that did."""
        title, most, hints = requirement.title, requirement.points, requirement.hints
        container = the_container(pod, self.name)
        missing = [kind for kind in requirement.needs if getattr(container, kind) is None]
        if missing:
            reason = f"There is no {missing[0]} probe, so this was not put to the test."
            return Criterion(title, 0.0, most, reason, hints=hints)
        tried = [one for aspect in requirement.aspects for one in self._try(aspect, pod, seed)]
        bad = [one for one in tried if one.reason]
        if not bad:
            return Criterion(title, most, most)
        first = bad[0]
        points = round(most / 2 * (len(tried) - len(bad)) / len(tried), 2)
        return Criterion(title, points, most, first.reason, first.history, hints, first.hidden)

    def _try(self, aspect: Aspect, pod: Pod, seed: str | None) -> Iterator[_Tried]:
        public = list(aspect.family(pod, None))
        drawn = public if seed is None else list(aspect.family(pod, dice(seed, self.name)))
        for incident in drawn:
            run, hidden = self.play(pod, incident), incident not in public
            symptom = aspect.symptom(incident, run)
            reason = "" if symptom is None else symptom.hidden if hidden else symptom.seen
            yield _Tried(reason, run.history, hidden)


class _Tried(NamedTuple):
    """One incident that was played; `reason` is empty when it went well."""

    reason: str
    history: PodHistory | None
    hidden: bool


def the_container(pod: Pod, name: str) -> Container:
    """The container that an exercise plays: the one of that name, or else the first."""
    named = [container for container in pod.containers if container.name == name]
    return (*named, *pod.containers)[0]
