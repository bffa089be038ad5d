"""What keeps a pod's address, and what loses it."""

import pytest

from kubelet_lab import incidents
from kubelet_lab.incidents.pod_sandbox import TOLD, live

FAR_S = 1_000


@pytest.mark.parametrize(
    ("changes", "restarts", "addresses"),
    [
        ({"nginx_crashes": FAR_S, "pause_killed": FAR_S}, (0, 0), ["10.244.1.5"]),
        ({"pause_killed": FAR_S}, (1, 0), ["10.244.1.5"]),
        ({"nginx_crashes": FAR_S}, (1, 1), ["10.244.1.5", "10.244.1.6"]),
        ({}, (2, 1), ["10.244.1.5", "10.244.1.6"]),
    ],
    ids=["nothing", "nginx crashes", "pause is killed", "both"],
)
def test_a_crash_keeps_the_address_and_a_lost_sandbox_does_not(
    changes: dict[str, float], restarts: tuple[int, int], addresses: list[str]
) -> None:
    life = live({**TOLD, **changes})
    assert (tuple(life.restarts.values()), life.ips) == (restarts, addresses)


def test_the_new_address_leads_back_to_the_pause_container() -> None:
    trace = live(TOLD).trace
    changed = next(trace.find("no longer 10.244.1.5"))
    texts = [entry.text for entry in trace.why(changed.number)]
    assert texts[-1] == "the pause container is killed"
    assert any("SandboxChanged" in text for text in texts)


def test_the_lesson_is_right_about_the_crash_and_wrong_about_never() -> None:
    verdicts = {row.told: row.verdict for row in incidents.run("pod-sandbox").rows}
    assert verdicts["Pod IP unchanged"] == "same"
    assert verdicts["The pause container never crashes"] == "differs"


@pytest.mark.parametrize("at_s", [0, 0.2, 10**6])
def test_no_instant_breaks_the_story(at_s: float) -> None:
    assert incidents.run("pod-sandbox", {"pause_killed": at_s, "nginx_crashes": at_s}).rows


def test_a_container_that_was_removed_is_still_drawn() -> None:
    bands = live(TOLD).history.container
    assert [band.state for band in bands].count("running") == 3
