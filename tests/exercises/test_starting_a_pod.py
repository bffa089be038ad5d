"""What the sheets of lessons 02 and 07 call right is what the engine does."""

from kubelet_lab.exercises.starting_a_pod import (
    KEEPS_IP,
    NEW,
    RIGHT_S,
    SAME,
    TIME_TO_READY,
    UNPACKING_S,
)
from kubelet_lab.figures.steps import steps_to_ready
from kubelet_lab.incidents.pod_sandbox import TOLD as SANDBOX_TOLD
from kubelet_lab.incidents.pod_sandbox import live
from kubelet_lab.incidents.pod_start import TOLD, start
from kubelet_lab.node.images import MB, Image, ImageStore, Registry
from kubelet_lab.node.node import Node
from kubelet_lab.sim.clock import Clock

NEVER_S = 10_000


def test_the_pull_that_the_answer_names_is_the_one_that_was_played() -> None:
    trace = start({**TOLD, "image_mb": 1500, "bandwidth": 50}).trace
    pull = next(step for step in steps_to_ready(trace) if step.name == "pull shop:1")
    said = TIME_TO_READY.questions[0]
    assert f"{(pull.end_ms - pull.start_ms) / 1000:g} s" in said.because
    assert f"{UNPACKING_S:g} s of unpacking" in said.because
    assert RIGHT_S == 71


def test_a_log_agent_of_600_mb_is_not_on_the_path() -> None:
    """Its pull is longer by less than its lane has to spare."""
    node = Node(
        Clock(), registry=Registry({"a": Image({"a": 60 * MB}), "b": Image({"b": 600 * MB})})
    )
    store = node.runtime.images
    assert isinstance(store, ImageStore)
    small, big = next(store.pull_image("a", 0)), 0
    big = next(store.pull_image("b", 0)) - small
    spare = {step.name: step.spare_ms for step in steps_to_ready(start(TOLD).trace)}
    assert (big - small, spare["pull log-agent:1"]) == (11_880, 12_690)
    assert "11.9 s longer" in TIME_TO_READY.questions[1].wrong["12 s later"]


def test_the_addresses_are_those_of_the_story() -> None:
    crash, pause, _ = KEEPS_IP.questions
    crashed = live({**SANDBOX_TOLD, "pause_killed": NEVER_S})
    killed = live({**SANDBOX_TOLD, "nginx_crashes": NEVER_S})
    assert (crash.right, len(crashed.ips)) == (SAME, 1)
    assert (pause.right, len(killed.ips)) == (NEW, 2)
