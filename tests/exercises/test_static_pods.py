"""What the sheet calls right is what a node does."""

import pytest

from kubelet_lab.exercises.check import check
from kubelet_lab.exercises.questions import Choice
from kubelet_lab.exercises.static_deletions import (
    ANOTHER,
    DELETIONS,
    MIRROR_ONLY,
    NOTHING,
    STOPS,
)
from kubelet_lab.incidents.static_node import StaticNode
from kubelet_lab.sim.trace import Trace
from tests.exercises.proofs.static_pods import pod

FILE = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: a, image: b}
"""
AT_S = 30


def other_name(node: StaticNode) -> None:
    node.remove(AT_S, "web.yaml")
    node.write(AT_S, "web.yaml.bak", FILE)


DONE = {
    "kubectl_delete": lambda node: node.kubectl_delete(AT_S, "default/web-node1"),
    "rm_file": lambda node: node.remove(AT_S, "web.yaml"),
    "add_comment": lambda node: node.write(AT_S, "web.yaml", f"# hello\n{FILE}"),
    "change_image": lambda node: node.write(AT_S, "web.yaml", FILE.replace("image: b", "image: c")),
    "rename_to_bak": other_name,
    "drain_node": lambda _node: None,  # kubectl leaves mirror pods out: nothing reaches the node
}


def seen(node: StaticNode) -> str:
    """Which of the options came true."""
    since = AT_S * 1000
    ended = any(node.trace.find("StopContainer", from_ms=since))
    mirrors = tuple(e.text.split()[0] for e in node.trace.find("mirror pod", from_ms=since))
    started = any(node.trace.find("StartContainer", from_ms=since))
    outcomes = {
        (False, (), False): NOTHING,
        (False, ("Deleting", "Creating"), False): MIRROR_ONLY,
        (True, ("Deleting",), False): STOPS,
        (True, ("Deleting", "Creating"), True): ANOTHER,
    }
    return outcomes[ended, mirrors, started]


@pytest.mark.parametrize("question", DELETIONS.questions, ids=lambda question: question.key)
def test_the_right_option_is_what_the_node_does(question: Choice) -> None:
    node = StaticNode("node1", {}, Trace())
    node.write(5, "web.yaml", FILE)
    DONE[question.key](node)
    node.clock.run(90_000)
    assert seen(node) == question.right


def test_a_program_that_is_killed_all_the_time_is_not_said_to_have_ended_by_itself() -> None:
    deaf = pod("livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 10}")
    runs, shown, back = check(deaf).criteria
    assert runs.reason == "The program was fine. It was killed and begun anew all the same."
    assert shown.points == shown.max_points
    assert back.reason == "It was killed before its own end, so this was not put to the test."
