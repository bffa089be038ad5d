"""A control plane out of four files."""

from __future__ import annotations

import pytest

from kubelet_lab.incidents import run
from kubelet_lab.incidents.bootstrap import FILES, ControlPlane


def test_all_four_start_at_once_and_only_their_needs_put_them_in_order() -> None:
    outcome = run("static-pod.bootstrap")
    starts = [entry.at_ms for entry in outcome.trace.find("StartContainer")]
    assert starts == [500] * 4
    found = [(row.computed_s, row.verdict) for row in outcome.rows]
    assert found == [
        (0, "same"), (0, "same"), (0.5, "differs"), (0.5, "same"), (3.5, "same"), (3.5, "differs"),
    ]  # fmt: skip


@pytest.mark.parametrize(("etcd_s", "apiserver_s", "answers_s"), [(3, 2, 3.5), (1, 20, 20.5)])
def test_the_api_server_answers_when_it_and_etcd_have_loaded(
    etcd_s: float, apiserver_s: float, answers_s: float
) -> None:
    rows = run("static-pod.bootstrap", {"etcd_s": etcd_s, "apiserver_s": apiserver_s}).rows
    assert rows[4].computed_s == answers_s


def test_the_mirrors_are_made_because_etcd_serves() -> None:
    trace = run("static-pod.bootstrap").trace
    mirrors = list(trace.find("Creating a mirror pod"))
    assert len(mirrors) == 4
    chain = [entry.text for entry in trace.why(mirrors[0].number)]
    assert chain[1:3] == ["the API server answers", "etcd serves"]
    assert trace.why(mirrors[0].number)[-1].subject.startswith("file/")


def test_without_etcd_four_pods_run_and_nobody_can_ask_about_them() -> None:
    plane = ControlPlane(etcd_s=1_000, apiserver_s=2)
    plane.run(60)
    assert len(plane.node.seen) == len(FILES)
    assert plane.node.mirrors.api == {}
    assert run("static-pod.bootstrap", {"lasts_s": 0}).rows[4].computed == "not yet"
