"""Two pods and their tolerations, judged by when they are deleted, and when they are back.

See `incidents.silence` for what befalls the node. What stays open is the learner's choice: any
number of seconds that behaves is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from kubelet_lab.exercises.manifest import Manifest
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric, Symptom
from kubelet_lab.incidents.silence import WATCHED_S, Fate, Silence, play
from kubelet_lab.spec.pod import Pod

SHOP_BACK_S = 150
SHOP_RESTART_S = 85
SHOP_NOT_READY_S = 900
LEDGER_SILENCE_S = 1_800
LEDGER_BACK_S = 4_500


def _dead(_pod: Pod, dice: Random | None) -> Iterator[Silence]:
    """The kubelet ends for good; hidden: right after its lease was renewed, or right before."""
    yield Silence("kubelet dies")
    if dice is not None:
        yield Silence("kubelet dies", phase_s=0.1)
        yield Silence("kubelet dies", phase_s=round(dice.uniform(1, 9.9), 1))


def _restarted(_pod: Pod, dice: Random | None) -> Iterator[Silence]:
    """An upgrade takes the kubelet away for a while; hidden: longer than usual."""
    yield Silence("kubelet dies", 60)
    if dice is not None:
        yield Silence("kubelet dies", SHOP_RESTART_S, round(dice.uniform(0, 9.9), 1))


def _not_ready(_pod: Pod, dice: Random | None) -> Iterator[Silence]:
    """The node says of itself that it is not ready, and its pods serve; hidden: for longer."""
    yield Silence("not ready", 400)
    if dice is not None:
        yield Silence("not ready", SHOP_NOT_READY_S, round(dice.uniform(0, 9.9), 1))


def _long_silence(_pod: Pod, dice: Random | None) -> Iterator[Silence]:
    """The node is silent for a long time and comes back; hidden: it says so itself instead."""
    yield Silence("kubelet dies", 1_200)
    if dice is not None:
        yield Silence("kubelet dies", LEDGER_SILENCE_S, round(dice.uniform(0, 9.9), 1))
        yield Silence("not ready", LEDGER_SILENCE_S)


def _maintenance(_pod: Pod, dice: Random | None) -> Iterator[Silence]:
    """Somebody clears the node with a taint of their own."""
    del dice
    yield Silence("maintenance", 600)


def _back_within(most_s: float, words: str) -> Callable[[Silence, Fate], Symptom | None]:
    def symptom(_silence: Silence, fate: Fate) -> Symptom | None:
        if fate.replaced_s is not None and fate.replaced_s <= most_s:
            return None
        there = f"still there after {WATCHED_S // 60} minutes"
        went = there if fate.deleted_s is None else f"deleted after {fate.deleted_s:g} s"
        back = "no other was ready"
        if fate.replaced_s is not None:
            back = f"another was ready after {fate.replaced_s:.0f} s"
        return Symptom(
            f"The kubelet ended for good. The pod's object was {went}; {back}.",
            f"The kubelet ended for good, and {words} later no other pod was ready.",
        )

    return symptom


def _stays(silence: Silence, fate: Fate) -> Symptom | None:
    if fate.deleted_s is None:
        return None
    what = "silent" if silence.what == "kubelet dies" else "not ready, by its own word,"
    return Symptom(
        f"The node was {what} for {silence.lasts_s:g} s and came back. The pod, which had run all "
        f"the time, was deleted after {fate.deleted_s:g} s.",
        "The node came back, and the pod on it had been deleted although it had run all the time.",
    )


def _leaves(_silence: Silence, fate: Fate) -> Symptom | None:
    if fate.deleted_s is not None and fate.deleted_s <= 1:
        return None
    words = "The node was given the taint maintenance=true:NoExecute. The pod stayed."
    return Symptom(words, words)


HINTS_BACK = (
    "Look at the two instants: Unknown, and deleted. What lies between them?",
    "The controller gives a node up after a minute. Who says how long the pod then stays?",
    "tolerations: node.kubernetes.io/unreachable, NoExecute, tolerationSeconds.",
)
HINTS_STAYS = (
    "Look at when the pod was deleted, and at when its node was back.",
    "Silent and not ready are two taints. Which of the two did your pod have an answer to?",
    "tolerations: one for each key, with its own tolerationSeconds.",
)
HINTS_LEAVES = (
    "Look at what the pod answers to a taint that has nothing to do with silence.",
    "What does a toleration without a key say yes to?",
    "tolerations: key.",
)
SHOP = Rubric(
    "shop",
    (
        Requirement(
            f"when its node dies, another is ready within {SHOP_BACK_S} s",
            1,
            (Aspect(_dead, _back_within(SHOP_BACK_S, "two and a half minutes")),),
            HINTS_BACK,
        ),
        Requirement(
            "a kubelet that is away for a minute and a half costs no pod",
            1,
            (Aspect(_restarted, _stays),),
            HINTS_STAYS,
        ),
        Requirement(
            "a node that says it is not ready keeps its pods for a quarter of an hour",
            1,
            (Aspect(_not_ready, _stays),),
            HINTS_STAYS,
        ),
    ),
    play,
)
LEDGER = Rubric(
    "ledger",
    (
        Requirement(
            "half an hour of silence, or of not ready, costs no pod",
            1.5,
            (Aspect(_long_silence, _stays),),
            HINTS_STAYS,
        ),
        Requirement(
            "when its node dies, another is ready within 75 minutes",
            0.75,
            (Aspect(_dead, _back_within(LEDGER_BACK_S, "75 minutes")),),
            HINTS_BACK,
        ),
        Requirement(
            "it leaves a node that somebody clears for maintenance",
            0.75,
            (Aspect(_maintenance, _leaves),),
            HINTS_LEAVES,
        ),
    ),
    play,
)
EXERCISES = tuple(Manifest(rubric.name, rubric.points, rubric.judge) for rubric in (SHOP, LEDGER))
