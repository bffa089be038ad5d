"""Every exercise by its name. A module is imported when one of its exercises is asked for."""

from __future__ import annotations

import difflib
import importlib
from typing import Protocol

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.report import Report

_CASCADE = "kubelet_lab.exercises.cascade"
_CHECKOUT = "kubelet_lab.exercises.checkout"
_DETECTION = "kubelet_lab.exercises.detection"
_FORTY_SEVEN = "kubelet_lab.exercises.forty_seven"
_GAME_DAY = "kubelet_lab.exercises.game_day"
_NEVER_STARTS = "kubelet_lab.exercises.never_starts"
_NODE_AGENT = "kubelet_lab.exercises.node_agent"
_PLEG = "kubelet_lab.exercises.pleg"
_RUNTIMES = "kubelet_lab.exercises.runtimes"
_STARTING = "kubelet_lab.exercises.starting_a_pod"
_STATIC_PODS = "kubelet_lab.exercises.static_pods"
_TOLERATIONS = "kubelet_lab.exercises.tolerations"
_ZOMBIES = "kubelet_lab.exercises.zombies"
MODULES: dict[str, str] = {  # exercise name -> the module that holds it in its EXERCISES
    "call_order": _RUNTIMES,
    "checkout": _CHECKOUT,
    "checkout_who_acts": _CHECKOUT,
    "detection": _DETECTION,
    "first_answer": _NODE_AGENT,
    "forty_seven": _FORTY_SEVEN,
    "guess_asked": _NODE_AGENT,
    "guess_black_friday": _PLEG,
    "guess_cached": _STARTING,
    "guess_caught": _CASCADE,
    "guess_deadlock": _CHECKOUT,
    "guess_favourite": _GAME_DAY,
    "guess_first": _STATIC_PODS,
    "guess_kata": _RUNTIMES,
    "guess_newcomer": _NODE_AGENT,
    "guess_noticed": _NODE_AGENT,
    "guess_outage": _CHECKOUT,
    "guess_outage_node": _NODE_AGENT,
    "guess_pause": _STARTING,
    "guess_pleg": _PLEG,
    "guess_restarts": _FORTY_SEVEN,
    "guess_runs": _STARTING,
    "guess_slow": _DETECTION,
    "guess_start": _CHECKOUT,
    "guess_static_delete": _STATIC_PODS,
    "guess_stopped": _ZOMBIES,
    "guess_tcp": _DETECTION,
    "guess_throttled": _FORTY_SEVEN,
    "guess_verdict": _DETECTION,
    "half_written": _STATIC_PODS,
    "handlers": _DETECTION,
    "keeps_its_ip": _STARTING,
    "ledger": _TOLERATIONS,
    "model": "kubelet_lab.exercises.model_server",
    "never_starts": _NEVER_STARTS,
    "orders": "kubelet_lab.exercises.orders",
    "over_the_limit": _FORTY_SEVEN,
    "payments": _GAME_DAY,
    "pleg_events": _PLEG,
    "pleg_mitigation": _PLEG,
    "pleg_notready": _PLEG,
    "registry_away": _STARTING,
    "runtime_class": _RUNTIMES,
    "shop": _TOLERATIONS,
    "static_deletions": _STATIC_PODS,
    "static_pod": _STATIC_PODS,
    "stop_the_cascade": _CASCADE,
    "thumbs": "kubelet_lab.exercises.thumbs",
    "time_to_ready": _STARTING,
    "what_broke": _RUNTIMES,
    "what_changes": _RUNTIMES,
    "who_does_what": _NODE_AGENT,
    "who_goes_first": _FORTY_SEVEN,
    "who_waits": _ZOMBIES,
    "why_it_lost": _GAME_DAY,
    "without_the_api_server": _NODE_AGENT,
    "zombies": _ZOMBIES,
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
        """What a released notebook has below the first line: comments, and what is worked."""

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
