"""The exercises of lesson 03: guesses, the event table, when a node says NotReady, what helps."""

from __future__ import annotations

from functools import lru_cache

from kubelet_lab.exercises.catalogue import Exercise
from kubelet_lab.exercises.pleg_events import PLEG_EVENTS
from kubelet_lab.exercises.pleg_nights import UNIT, try_change, try_limit
from kubelet_lab.exercises.questions import Choice, Guess, Number, Question, Slip, Tried
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.busy_disk import Load, busy_disk
from kubelet_lab.node.node_history import NodeHistory, Walk
from kubelet_lab.node.pleg import RELIST_THRESHOLD_MS

PODS = 34  # on the node of which the times are asked
THRESHOLD_S = RELIST_THRESHOLD_MS / 1_000


@lru_cache(maxsize=1)
def the_night() -> NodeHistory:
    """The node that the questions are about."""
    return busy_disk(Load(PODS)).history


def last_good(history: NodeHistory) -> tuple[Walk, Walk]:
    """The last walk that had ended when PLEG became unhealthy, and the one under way then."""
    at_ms = history.unhealthy_ms or 0
    before = [walk for walk in history.walks if walk.at_ms < at_ms]
    return before[-2], before[-1]


def _times() -> tuple[Question, ...]:
    history = the_night()
    good, under_way = last_good(history)
    unhealthy_s, not_ready_s = (
        (ms or 0) / 1_000 for ms in (history.unhealthy_ms, history.not_ready_ms)
    )
    hints = (
        "Look at the list of walks: which of them have ended?",
        "The kubelet counts from the beginning of the last walk that has ended well.",
        "That beginning, plus three minutes, if no other walk ends before.",
    )
    return (
        Number(
            "unhealthy",
            "PLEG is unhealthy from then on",
            1,
            unhealthy_s,
            tolerance=1,
            unit="s",
            slips=(
                Slip(
                    good.end_ms / 1_000 + THRESHOLD_S,
                    "That counts from the end of a walk. What "
                    "the kubelet notes is when it set out.",
                ),
                Slip(
                    under_way.at_ms / 1_000 + THRESHOLD_S,
                    "That counts from a walk that is still "
                    "under way: nobody knows yet whether it comes back.",
                ),
                Slip(
                    good.at_ms / 1_000 + 3,
                    "Three seconds is what the lesson tells. At that "
                    "moment the walk is slow, and nothing else is wrong.",
                ),
            ),
            otherwise=(
                "At that moment the last good walk had set out less than three minutes ago.",
                "By then the last good walk is more than three minutes old already.",
            ),
            because=f"The last good walk began at {good.at_ms / 1_000:g} s; three minutes on, the "
            "next one is still waiting for its list.",
            hints=hints,
        ),
        Number(
            "not_ready",
            "The node says NotReady",
            1,
            not_ready_s,
            tolerance=0.5,
            unit="s",
            slips=(
                Slip(
                    round(unhealthy_s),
                    "The kubelet knows it then. The API server hears of it with the next status.",
                ),
            ),
            otherwise=(
                "The last status that had gone out by then still said Ready.",
                "An earlier status has said it already.",
            ),
            because="A node's status is computed every 10 s; this is the first after PLEG's limit.",
            hints=(
                "Look at the times at which a node sends its status.",
                "Who tells the API server, and how often?",
                "The first whole ten seconds after PLEG is unhealthy.",
            ),
        ),
    )


_CHOICES: tuple[Question, ...] = (
    Choice(
        "pods",
        "What becomes of the pods on it",
        1,
        "they run and get traffic",
        {
            "they are killed": "At 450 s every one of them is running, and nobody has asked "
            "it to stop. NotReady is a word on the node, not a signal to a process.",
            "they leave their Services": "Their own Ready condition is what it was, and the "
            "Services read that one. It would be turned if the kubelet were silent; this one "
            "speaks.",
            "they move to other nodes at once": "After five minutes of NotReady their "
            "toleration ends, not before; and a pod never moves, another is made.",
        },
        because="No new pods come. After 300 s of it the old ones are evicted, and this "
        "kubelet, whose sync loop stands still, will not stop them.",
        hints=(
            "Look at what changes on the node, and at what changes on a pod.",
            "Which condition does a Service read?",
            "The pod's own Ready condition.",
        ),
    ),
    Choice(
        "slow_walk",
        "One walk takes 40 s",
        1,
        "restarts come late",
        {
            "PLEG is not healthy": "Forty seconds after it set out, the last good walk is "
            "less than a minute old. The limit is three.",
            "the node is NotReady": "No status says so: every one of them finds a good walk "
            "that is younger than three minutes.",
            "the containers stop": "A container needs nobody to look at it in order to run.",
        },
        because="A container that dies during a walk is noticed by the next one.",
        hints=(
            "Look at the walks of about 40 s in the list, and at the condition then.",
            "What does the kubelet not know during a walk?",
            "Who would have to start a container that has just died?",
        ),
    ),
)
_MITIGATION: tuple[Question, ...] = (
    Tried(
        "change",
        "All 50 nodes stay Ready for four hours",
        2,
        "one of the options above",
        try_change,
        (
            "Look at what the walks wait for.",
            "Does the change give the disk less to move, or more room to move it?",
            "Bytes per second asked for, against bytes per second that the disk does.",
        ),
    ),
    Tried(
        "log_limit",
        "A limit on the logs that loses no more than half of them",
        2,
        f"a number of {UNIT} per second, for each container",
        try_limit,
        (
            "Look at the fullest nodes.",
            "How much of the disk's 250 MB/s is left for logs, and for how many containers?",
            "125 MB/s over 34 containers.",
        ),
    ),
)
EXERCISES: tuple[Exercise, ...] = (
    Sheet("guess_pleg", (Guess("not_ready", "NotReady after", "s", ("never",)),)),
    Sheet("guess_black_friday", (Guess("not_ready", "NotReady after", "s", ("never",)),)),
    PLEG_EVENTS,
    Sheet("pleg_notready", (*_times(), *_CHOICES)),
    Sheet("pleg_mitigation", _MITIGATION),
)
