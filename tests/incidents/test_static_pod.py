"""The Static Pod Trick: what kubectl sees, and what runs."""

from __future__ import annotations

import json

import pytest

from kubelet_lab.incidents import Outcome, as_text, run
from kubelet_lab.incidents.static_node import StaticNode, quiet_world
from kubelet_lab.incidents.static_pod import EDITED, FILE, MANIFEST, NAME
from kubelet_lab.node.process import Program
from kubelet_lab.sim.trace import Trace


def table(outcome: Outcome) -> list[tuple[str, float | None, str]]:
    return [(row.told[:24], row.computed_s, row.verdict) for row in outcome.rows]


def test_the_trick_row_by_row() -> None:
    assert table(run("static-pod")) == [
        ("echo … > /etc/kubernetes", 0, "same"),
        ("kubelet automatically: s", 0, "same"),
        ("Starts pod", 2.5, "same"),
        ("Registers with API Serve", 0, "same"),
        ("kubectl get pods: my-sta", 3, "same"),
        ("kubectl delete pod my-st", 60, "same"),
        ("It's back! kubelet recre", 60, "differs"),
        ("File modified? Restart p", 124.5, "differs"),
        ("rm /etc/kubernetes/manif", 180, "same"),
        ("Now it's gone for real!", 182, "same"),
        ("No API Server needed!", 2.5, "same"),
    ]


def test_kubectl_deletes_a_picture_and_the_container_does_not_notice() -> None:
    outcome = run("static-pod")
    stops = [entry.at_ms for entry in outcome.trace.find("StopContainer: SIGTERM")]
    assert [(at_ms - outcome.zero_ms) / 1000 for at_ms in stops] == [120, 180]
    assert "RESTARTS 0" in outcome.rows[6].computed
    assert "nginx" in as_text(outcome)
    json.dumps(outcome.as_json())


def test_every_start_and_stop_leads_back_to_a_file() -> None:
    trace = run("static-pod").trace
    for text in ("StartContainer", "StopContainer"):
        for entry in trace.find(text):
            assert trace.why(entry.number)[-1].subject == f"file/{FILE}"


@pytest.mark.parametrize(("written_s", "seen_s"), [(0, 20), (7, 13), (19, 1), (20, 20)])
def test_what_inotify_misses_waits_up_to_twenty_seconds(written_s: int, seen_s: int) -> None:
    rows = run("static-pod", {"noticed": "reread", "written_s": written_s}).rows
    assert rows[1].computed_s == seen_s


@pytest.mark.parametrize(
    "changes",
    [
        {"lasts_s": 0},
        {"lasts_s": 1},
        {"removed_s": 1},
        {"edited_s": 0},
        {"pulls_s": 300},
        {"lasts_s": 1_000_000},
    ],
)
def test_it_plays_whatever_comes_first(changes: dict[str, float]) -> None:
    for noticed in ("inotify", "reread"):
        outcome = run("static-pod", {**changes, "noticed": noticed})
        assert len(outcome.rows) == 11
        json.dumps(outcome.as_json())


def node_with(*changes: tuple[float, str]) -> StaticNode:
    trace = Trace()
    node = StaticNode("node1", {"nginx": (Program(80), quiet_world(trace))}, trace)
    for at_s, text in changes:
        if text:
            node.write(at_s, FILE, text)
        else:
            node.remove(at_s, FILE)
    node.clock.run(60_000)
    return node


def running(node: StaticNode) -> list[str]:
    found = [
        instance.state
        for record in node.kubelet.runtime.pods.values()
        for instances in record.containers.values()
        for instance in instances
    ]
    return sorted(found)


def test_a_pod_removed_in_the_middle_of_its_start_does_not_stay() -> None:
    node = node_with((1, MANIFEST), (1.2, ""))
    assert "running" not in running(node)
    assert node.mirrors.api == {}


def test_of_several_edits_in_a_row_the_last_one_counts() -> None:
    edits = [(10 + i / 10, MANIFEST.replace("image: nginx", f"image: nginx:{i}")) for i in range(5)]
    node = node_with((1, MANIFEST), *edits)
    assert running(node) == ["exited", "running"]
    assert [pod.pod.containers[0].image for pod in node.seen] == ["nginx", "nginx:4"]


def test_an_edit_taken_back_while_the_pod_ends_starts_it_anew() -> None:
    node = node_with((1, MANIFEST), (10, EDITED), (10.2, MANIFEST))
    assert [pod.pod.containers[0].image for pod in node.seen] == ["nginx", "nginx"]
    assert "running" in running(node)


def test_a_half_written_edit_leaves_the_pod_running() -> None:
    node = node_with((1, MANIFEST), (10, MANIFEST[:60]))
    assert running(node) == ["running"]
    assert next(node.trace.find("its pod runs on until the folder is read anew"))
    node.reread(61)
    node.clock.run(120_000)
    assert running(node) == ["exited"]


def test_a_kubelet_that_comes_back_keeps_what_has_a_file_and_ends_what_has_none() -> None:
    trace = Trace()
    quiet = quiet_world(trace)
    node = StaticNode("node1", {"nginx": (Program(80), quiet)}, trace)
    other = MANIFEST.replace("my-static-pod", "other")
    node.write(1, FILE, MANIFEST)
    node.write(1, "other.yaml", other)
    node.stop_kubelet(30)
    node.remove(40, "other.yaml")
    node.start_kubelet(60)
    node.clock.run(120_000)
    assert running(node) == ["exited", "running"]
    assert [mirror.name for mirror in node.mirrors.api.values()] == [NAME]
    assert len(list(trace.find("StartContainer"))) == 2
    assert len(list(trace.find("StopContainer: SIGTERM"))) == 1


def test_a_file_written_while_the_kubelet_is_away_is_read_when_it_is_back() -> None:
    trace = Trace()
    node = StaticNode("node1", {"nginx": (Program(80), quiet_world(trace))}, trace)
    node.stop_kubelet(1)
    node.write(10, FILE, MANIFEST)
    node.start_kubelet(60)
    node.clock.run(120_000)
    assert [entry.at_ms // 1000 for entry in trace.find("StartContainer")] == [60]


def test_an_edit_while_the_kubelet_is_away_replaces_the_pod_when_it_is_back() -> None:
    trace = Trace()
    node = StaticNode("node1", {"nginx": (Program(80), quiet_world(trace))}, trace)
    node.write(1, FILE, MANIFEST)
    node.stop_kubelet(30)
    node.write(40, FILE, EDITED)
    node.start_kubelet(60)
    node.clock.run(120_000)
    assert running(node) == ["exited", "running"]
    assert [pod.pod.containers[0].image for pod in node.seen] == ["nginx", "nginx:1.27"]
