"""The sentences under a panel and in place of a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checkout_story import checkout
from long_runs import crash_loop, never_up, quiet_month

from kubelet_lab.figures.words import alt_text, readout
from kubelet_lab.node.history import Band, PodHistory

READOUTS = {
    "leaves, is killed, comes back": (
        checkout(),
        (
            "Leaves the Service at 124 s (deadlock + 4 s), back at 201 s. "
            "Gets traffic while stuck (4 s). Killed at 141 s (deadlock + 21 s)."
        ),
    ),
    "does not come back": (
        checkout(liveness={"periodSeconds": 20, "failureThreshold": 5}),
        (
            "Leaves the Service at 124 s (deadlock + 4 s), not back. "
            "Gets traffic while stuck (4 s). Killed at 201 s (deadlock + 81 s)."
        ),
    ),
    "many times": (
        crash_loop(),
        (
            "Leaves the Service 84 times, first at 124 s (deadlock + 4 s), 1 h 6 min out in all. "
            "Gets traffic while stuck (336 s). Killed 84 times, first at 141 s (deadlock + 21 s)."
        ),
    ),
    "nothing happens": (
        quiet_month(),
        "Stays in the Service from 33 s to the end. Never killed.",
    ),
    "never up": (never_up(), "Never Ready. Killed at 46 s."),
}


@pytest.mark.parametrize("case", READOUTS)
def test_readout(case: str) -> None:
    run, words = READOUTS[case]
    assert readout(run) == words


def test_alternative_text_tells_the_story() -> None:
    assert alt_text(checkout()) == (
        "Pod checkout over 240 s. It gets traffic from 30 s to 124 s and from 201 s to the end. "
        "The readiness probe has failed 2 of 2 at 124 s; "
        "the liveness probe has failed 3 of 3 at 141 s. "
        "App ready at 30 s, deadlock at 120 s, SIGTERM at 141 s and restart at 171 s."
    )


def test_alternative_text_of_a_long_run_counts_instead_of_listing() -> None:
    words = alt_text(crash_loop())
    assert "It gets traffic in 85 stretches, 2 h 12 min in all." in words
    assert "3 of 3 at 141 s, and 83 times more" in words
    assert words.endswith("restart at 171 s and 333 more events.")


def test_traffic_before_a_restart_has_ended_is_named() -> None:
    run = PodHistory(
        "checkout",
        60_000,
        [Band(0, 60_000, "Ready")],
        [
            Band(0, 20_000, "stuck"),
            Band(20_000, 50_000, "terminating"),
            Band(50_000, 50_100, "waiting"),
            Band(50_100, 60_000, "starting"),
        ],
        {},
        [],
    )
    assert readout(run) == (
        "Stays in the Service from 0 s to the end. "
        "Gets traffic while stuck (20 s), terminating (30 s) and starting (9.9 s). Killed at 20 s."
    )


def test_an_empty_run_still_has_words() -> None:
    nothing = PodHistory("idle", 1_000, [Band(0, 1_000, "NotReady")], [], {}, [])
    assert alt_text(nothing) == "Pod idle over 1 s. It never gets traffic."
    assert readout(replace(nothing, ready=[])) == "Never Ready. Never killed."
