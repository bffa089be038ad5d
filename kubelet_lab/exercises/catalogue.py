"""Every exercise by its name. A module is imported when one of its exercises is asked for."""

from __future__ import annotations

import difflib
import importlib
from typing import Protocol

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.report import Report

_CHECKOUT = "kubelet_lab.exercises.checkout"
_PLEG = "kubelet_lab.exercises.pleg"
_STATIC_PODS = "kubelet_lab.exercises.static_pods"
MODULES: dict[str, str] = {  # exercise name -> the module that holds it in its EXERCISES
    "checkout": _CHECKOUT,
    "checkout_who_acts": _CHECKOUT,
    "guess_black_friday": _PLEG,
    "guess_deadlock": _CHECKOUT,
    "guess_outage": _CHECKOUT,
    "guess_pleg": _PLEG,
    "guess_start": _CHECKOUT,
    "guess_static_delete": _STATIC_PODS,
    "pleg_events": _PLEG,
    "pleg_mitigation": _PLEG,
    "pleg_notready": _PLEG,
    "static_deletions": _STATIC_PODS,
    "static_pod": _STATIC_PODS,
}


class Exercise(Protocol):
    """What the catalogue holds: something that can check an answer."""

    @property
    def name(self) -> str:
        """The word after `%%manifest`, `%%answers` or `%%function`."""

    @property
    def kind(self) -> Kind:
        """Which of the three it is answered with."""

    @property
    def max_points(self) -> float:
        """Points for a right answer; 0 for a guess."""

    @property
    def blank(self) -> str:
        """What stands below the first line in a released notebook: comments only."""

    def check(self, answer: Answer, seed: str | None) -> Report:
        """Judge the answer on public incidents, and with a seed on hidden ones too."""


class UnknownExerciseError(LookupError):
    """No exercise has that name; the message says which have one like it."""


def find(name: str) -> Exercise:
    """The exercise of that name. Raises `UnknownExerciseError`."""
    if name not in MODULES:
        raise UnknownExerciseError(f"There is no exercise `{name}`. {_suggestion(name)}")
    module = importlib.import_module(MODULES[name])
    exercises: tuple[Exercise, ...] = module.EXERCISES
    return next(exercise for exercise in exercises if exercise.name == name)


def _suggestion(name: str) -> str:
    near = difflib.get_close_matches(name, MODULES, n=1)
    if near:
        return f"Did you mean `{near[0]}`?"
    return "There are: " + ", ".join(f"`{known}`" for known in sorted(MODULES)) + "."
