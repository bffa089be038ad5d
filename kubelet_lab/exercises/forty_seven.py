"""The arithmetic of 47 restarts, and what one expects of limits before seeing them at work."""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice, Guess, Number, Slip
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.memory_leak import TOLD_RESTARTS, Run, leak

DAYS = 3
DAY_MINUTES = 24 * 60
MINUTES = DAYS * DAY_MINUTES / TOLD_RESTARTS  # one restart in so many minutes


def _longest_wait_s(run: Run) -> float:
    """Between the end of one run of the container and the start of the next."""
    waits = [band for band in run.history.container if band.state == "waiting"]
    return max(band.end_ms - band.start_ms for band in waits) / 1000


_TOLD, _FITTING = leak(180, DAYS), leak(MINUTES, DAYS)

FORTY_SEVEN = Sheet(
    "forty_seven",
    (
        Number(
            "restarts",
            "a leak that fills its limit in 3 h: RESTARTS after 3 days",
            1,
            _TOLD.restarts,
            slips=(
                Slip(TOLD_RESTARTS, "That is what was seen. Is it what this leak makes?"),
                Slip(_TOLD.restarts + 1, "The first start is a start, not a restart."),
                Slip(72, "That many hours. Each run lasts three of them."),
                Slip(9, "Three days of 24 hours, three hours each."),
            ),
            because="72 hours, three at a time",
            hints=(
                "How many hours are three days?",
                "One restart at the end of each run.",
                "3 * 24 h / 3 h.",
            ),
        ),
        Number(
            "minutes",
            "47 restarts in 3 days: one every so many minutes",
            1,
            MINUTES,
            0.5,
            "min",
            (
                Slip(180, "That leak makes half as many."),
                Slip(90, "Close: that would make 48."),
                Slip(1.5, "In minutes, please."),
                Slip(DAY_MINUTES / TOLD_RESTARTS, "47 in one day? It took three."),
            ),
            because="72 hours by 47: a leak twice as fast as the one in the story",
            hints=(
                "How many minutes are three days?",
                "So many minutes, so many restarts.",
                "3 * 24 * 60 / 47.",
            ),
        ),
        Number(
            "wait",
            "how long back-off makes the container wait before its 47th restart",
            1,
            round(_longest_wait_s(_FITTING)),
            1,
            "s",
            (
                Slip(300, "Five minutes is the most there is, for runs shorter than ten minutes."),
                Slip(10, "The first step of a back-off. Is there one?"),
                Slip(160, "It does not double: each run lasts longer than ten minutes."),
                Slip(470, "Ten seconds each? Nothing adds up here."),
            ),
            because="each run outlives the ten minutes after which a back-off is forgotten",
            hints=(
                "Look for BackOff in the trace of the leak.",
                "When is a back-off forgotten, and how long does each run last?",
                "It is restarted at once, the 47th time like the first.",
            ),
        ),
    ),
)

OVER_THE_LIMIT = Sheet(
    "over_the_limit",
    (
        Choice(
            "cpu",
            "a container wants more CPU than its limit",
            0,
            "it waits",
            {
                "it is killed": "Time can be given later; nobody has to die for it.",
                "it is evicted": "Eviction looks at memory, disk and process ids. Not at CPU.",
                "it gets what is idle": "That is what a request without a limit does.",
            },
            "until the next 100 ms begin",
        ),
        Choice(
            "memory_request",
            "a memory request of 1Gi",
            0,
            "makes the scheduler set 1Gi aside",
            {
                "reserves 1Gi in the cgroup": "No file of the cgroup is told of it.",
                "guarantees that 1Gi is free": (
                    "Others may use more than they asked for. Then somebody is evicted."
                ),
            },
            "and it says who goes first when memory is short",
        ),
    ),
)

WHO_GOES_FIRST = Sheet(
    "who_goes_first",
    (
        Choice(
            "evicted",
            "The node runs short of memory. Whom does the kubelet evict first?",
            0,
            "tool",
            {
                "cache": "It uses most, and all of it was asked for. Size is not what is compared.",
                "batch": "It is above its request too, by less than somebody else.",
                "nobody, a request reserves memory": (
                    "A request is a promise between you and the scheduler. No memory is set apart."
                ),
            },
            "200Mi above a request of nothing; batch is 100Mi above its own, cache below.",
        ),
    ),
)

EXERCISES = (
    FORTY_SEVEN,
    OVER_THE_LIMIT,
    WHO_GOES_FIRST,
    Sheet("guess_restarts", (Guess("reaches_47", "RESTARTS says 47 after", unit="h"),)),
    Sheet("guess_throttled", (Guess("took", "The request takes", unit="ms"),)),
)
