"""Up to three probes of one container over time, against the real workers.

The scheduling around the workers is that of the recording (vectors/README.md, section 3): one
second steps, a pod sync at once, a restart after a fixed delay. The looks in between are the
engine's: skipped, and once more played one by one.
"""

from typing import Any

import pytest

from kubelet_lab.node.handlers import ExecReply
from kubelet_lab.node.prober import ProbeManager, Update
from kubelet_lab.node.worker import Seen
from kubelet_lab.sim.clock import WORLD, Clock, seconds
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import PROBE_TYPES, Container, Exec, Pod, Probe

REPLIES = {
    "success": ExecReply(0),
    "failure": ExecReply(1, "bad"),
    "error": ExecReply(0, error="boom"),
}


class Driver:
    """The recording's kubelet: one container, syncs at once, no back-off."""

    def __init__(self, case: dict[str, Any], *, skip: bool) -> None:
        self.case, self.clock, self.trace = case, Clock(skip=skip), Trace()
        self.number, self.state, self.started_ms = 0, "waiting", 0
        self.started = self.ready = False
        self.changes: list[dict[str, Any]] = []
        self.pod = Pod("p", (Container("app", "app", **{k: self.probe(k) for k in PROBE_TYPES}),))
        self.manager = ProbeManager(self.clock, self.trace, self)
        self.manager.add_pod(self.pod)
        for windows in case["probe_outcome_windows"].values():
            for window in windows:
                for at in (window["from"], window["to"]):
                    self.clock.at(seconds(at), self.tell, order=WORLD)
        self.clock.at(seconds(case["container_started_at"]), self.start, order=WORLD)

    @property
    def container_id(self) -> str:
        return f"c{self.number}" if self.number else ""

    def probe(self, kind: str) -> Probe | None:
        given = self.case["probes"].get(kind)
        return given and Probe(
            Exec((kind,)),
            initial_delay_s=given["initialDelaySeconds"],
            period_s=given["periodSeconds"],
            success_threshold=given["successThreshold"],
            failure_threshold=given["failureThreshold"],
        )

    def start(self) -> None:
        self.number += 1
        self.state, self.started_ms = "running", self.clock.now_ms
        self.sync()

    def sync(self) -> None:
        for kind in ("startup", "liveness"):
            failed = self.manager.results[kind].get(self.container_id) == "failure"
            if self.state == "running" and failed:
                self.state = "terminated"
                self.clock.after(
                    seconds(self.case["restart_delay_seconds"]), self.start, order=WORLD
                )
        running = self.state == "running"
        status = self.manager.update_pod_status("", "app", self.container_id, running=running)
        self.started, self.ready = status.started, status.ready
        self.tell()
        self.note()

    def tell(self) -> None:
        self.manager.status_changed("")

    def note(self) -> None:
        """Keep the status at the end of each second in which it changed."""
        now = {
            "from": self.clock.now_ms // 1000,
            "state": self.state,
            "started": self.started,
            "ready": self.ready,
            "restarts": max(self.number - 1, 0),
        }
        if self.changes and self.changes[-1]["from"] == now["from"]:
            self.changes.pop()
        if not self.changes or {**self.changes[-1], "from": 0} != {**now, "from": 0}:
            self.changes.append(now)

    def seen(self, _uid: str, _container: str) -> Seen:
        return Seen(
            container_id=self.container_id,
            state=self.state,
            running_for_ms=self.clock.now_ms - self.started_ms,
            started=self.started,
        )

    def target(self, _uid: str, _container: str) -> "Driver":
        return self

    def pod_ip(self, _uid: str) -> str:
        return "10.244.1.5"

    def probe_result(self, _update: Update) -> None:
        self.clock.after(0, self.sync)

    def exec(self, command: tuple[str, ...]) -> ExecReply:
        at = self.clock.now_ms / 1000
        windows = self.case["probe_outcome_windows"].get(command[0], [])
        outcomes = [w["outcome"] for w in windows if w["from"] <= at < w["to"]]
        return REPLIES[outcomes[0] if outcomes else "success"]

    def why(self, _handler: object) -> None:
        return None

    def run(self) -> list[dict[str, Any]]:
        self.note()
        self.clock.run(seconds(self.case["observed_seconds"]))
        return self.changes


@pytest.mark.parametrize("skip", [True, False], ids=["looks skipped", "look by look"])
def test_started_ready_and_restarts_follow_the_real_workers(vectors, report, skip: bool) -> None:
    cases = vectors("prober_timeline")
    mismatches = []
    for case in cases:
        mine, real = Driver(case, skip=skip).run(), case["status_changes"]
        if mine != real:
            first = next(
                (pair for pair in zip(mine, real, strict=False) if pair[0] != pair[1]),
                (mine[len(real) :], real[len(mine) :]),
            )
            mismatches.append(f"{case['name']}: {first[0]}, real {first[1]}")
    report(mismatches, len(cases))
