"""What a notebook sees of comparisons, cgroups and leaks; and what a slip is answered with."""

from __future__ import annotations

import pytest

from kubelet_lab.lab.compare import reaction_panel, side_by_side
from kubelet_lab.lab.resources import cgroups, leak_panel, throttled


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (lambda: side_by_side("probes.handler", "liveness", handler=("grpc",)), "did you mean"),
        (lambda: side_by_side("probes.handlers", "liveness", handler=("udp",)), "must be one of"),
        (lambda: side_by_side("probes.handlers", "startup", handler=("grpc",)), "no startup"),
        (lambda: side_by_side("probes.handlers", "liveness"), "one setting with"),
        (lambda: side_by_side("probes.handlers", "liveness", handler=()), "one setting with"),
        (lambda: reaction_panel("startup", "deadlock", "?"), "can be asked for"),
        (lambda: reaction_panel("liveness", "flood", "?"), "can be asked for"),
        (lambda: reaction_panel("liveness", "deadlock", "?", period=3), "no slider is called"),
        (lambda: cgroups({"cpu": "half"}), "quantities must match"),
        (lambda: cgroups({"memory": "2Gi"}, {"memory": "1Gi"}), "less than or equal"),
        (lambda: throttled(0, (1, 500)), "cases are pairs"),
        (lambda: throttled(120), "cases are pairs"),
        (lambda: throttled(120, (0, 500)), "cases are pairs"),
        (lambda: throttled(120, (1, "500m")), "cases are pairs"),
        (lambda: throttled(120, 500), "cases are pairs"),
        (lambda: throttled("120", (1, 500)), "cases are pairs"),
        (lambda: leak_panel("?", leek=3), "no slider is called"),
        (lambda: leak_panel("?", leak=0), "must be"),
    ],
)
def test_a_slip_is_answered_with_a_sentence(shown, says) -> None:
    assert says in repr(shown())


def test_the_panel_says_both_ends_and_the_rule() -> None:
    panel = reaction_panel("liveness", "deadlock", "?", guess={"longest": 30.0, "words": "never"})
    assert panel.readout.text.startswith("Acts 21 to 31 s after the deadlock: (failureThreshold 3")
    assert "your longest" in str(panel.live.figure)
    panel.sliders["timeoutSeconds"].value = 20
    assert panel.readout.text.startswith("Acts 60 to 70 s")
    assert "timeoutSeconds: 20" in panel.snippet.text


def test_a_leak_is_invisible_until_its_runs_are_shorter_than_ten_minutes() -> None:
    panel = leak_panel("?", leak=650, **{"limits.memory": 2_048})
    assert panel.readout.text.startswith("RESTARTS 24, one run lasts 3 h. No back-off")
    panel.sliders["leak"].value = 1_275
    assert panel.readout.text.startswith("RESTARTS 47")
    panel.sliders["days"].value = 1
    panel.sliders["limits.memory"].value = 256
    assert "CrashLoopBackOff" in panel.readout.text
    assert "60 of" in panel.live.figure["layout"]["xaxis"]["title"]["text"]


def test_the_lessons_resources_in_the_files_of_both_cgroup_versions() -> None:
    table = cgroups({"cpu": "500m", "memory": "1Gi"}, {"cpu": "1000m", "memory": "2Gi"})
    text = repr(table)
    for words in (
        "cpu.cfs_quota_us = 100000", "cpu.max = 100000 100000", "memory.max = 2147483648",
        "memory request  written nowhere", "Burstable", "oom_score_adj 938 on a node of 16Gi",
    ):  # fmt: skip
        assert words in text
    assert "<table" in table._repr_mimebundle_()["text/html"]  # type: ignore[union-attr]


def test_without_anything_it_is_best_effort() -> None:
    assert "BestEffort, in kubepods/besteffort/pod<uid>/<container>; oom_score_adj 1000" in repr(
        cgroups()
    )
