"""One probe worker: the guards and the counting of pkg/kubelet/prober/worker.go (FACTS 1.1, 1.3).

`do_probe` is one tick, guard by guard in the order of the Go file. The engine plays the same
steps through a sampler, which skips the ticks that change nothing: see prober.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from kubelet_lab.node.results import Results
from kubelet_lab.sim.sampler import Streak
from kubelet_lab.spec.pod import Probe, ProbeType

Step = Literal["adopt", "wait", "not running", "leaving", "exit", "probe"]

INITIAL = {"liveness": "success", "readiness": "failure", "startup": "unknown"}


class Seen(NamedTuple):
    """What the worker reads from the status manager at a tick."""

    pod_status_known: bool = True
    phase: str = "Running"
    container_id: str = ""  # "" while there is no container status, or no ID in it
    state: str = "waiting"  # "running", "waiting", "terminated", "none"
    running_for_ms: int = 0  # since State.Running.StartedAt
    started: bool = False
    deletion_timestamp: bool = False


class Worker:
    """The state of one worker: pod, container and probe type never change.

    `streak.verdict` mirrors the stored result of the container that the worker follows.
    """

    def __init__(
        self,
        probe_type: ProbeType,
        probe: Probe,
        pod_restart_policy: str,
        results: Results,
        updated: Callable[[str], None] = lambda _result: None,
    ) -> None:
        """`updated(result)` is called when the stored result is new or has changed."""
        self.probe_type = probe_type
        self.probe = probe
        self.container_id = ""
        self.on_hold = False  # no probing until there is a new container
        self.streak = Streak()  # lastResult, resultRun
        self.streak.last = "success"  # Go's zero value; with a run of 0 it means nothing
        self._never = pod_restart_policy == "Never"
        self._results, self._updated = results, updated

    def do_probe(self, seen: Seen, attempt: Callable[[], str | None]) -> bool:
        """Play one tick; return False when the worker is done for good.

        `attempt` makes the probe: "success", "failure", or None for an error, which is thrown
        away. A crash in it is swallowed, as Go's HandleCrash does: the result stays.
        """
        step = self.enter(seen)
        if step == "probe":
            try:
                self.count(attempt())
            except Exception:  # noqa: BLE001 - whatever the handler does, the worker survives it
                return True
        return step != "exit"

    def enter(self, seen: Seen) -> Step:
        """Play the guards with their effects; "probe" means: now make an attempt."""
        step = self.guard(seen)
        if step == "adopt":
            self._adopt(seen.container_id)
            step = self.guard(seen)
        if step == "not running":
            self._store("failure")
            return "exit" if self._never and seen.state == "terminated" else "wait"
        if step == "leaving":
            self._store("success")
            return "exit"
        return step

    def guard(self, seen: Seen) -> Step:  # noqa: PLR0911 - as many exits as the Go function has
        """Say what this tick comes to, without effects."""
        if not seen.pod_status_known:
            return "wait"  # either the pod has just been created or it is already gone
        if seen.phase in ("Failed", "Succeeded"):
            return "exit"
        if not seen.container_id:
            return "wait"  # nothing has been created yet
        if seen.container_id != self.container_id:
            return "adopt"
        if self.on_hold:
            return "wait"
        if seen.state != "running":
            return "not running"
        if seen.deletion_timestamp and self.probe_type != "readiness":
            return "leaving"  # no need to restart what is being shut down
        if seen.running_for_ms // 1000 < self.probe.initial_delay_s:  # whole seconds, as in Go
            return "wait"
        if seen.started == (self.probe_type == "startup"):
            return "wait"  # the startup probe is done, or the others are not due yet
        return "probe"

    def needed(self, result: str) -> int:
        """How many equal results in a row are stored."""
        if result == "success":
            return self.probe.success_threshold
        return self.probe.failure_threshold

    def count(self, result: str | None) -> None:
        """Count a result; store it once there are enough in a row. Errors are thrown away."""
        if result is None:
            return
        self.streak.add(result)
        if self.streak.run >= self.needed(result):
            self.keep(result)

    def keep(self, result: str) -> None:
        """Store a result that reached its threshold, and hold where only a restart can help."""
        self._store(result)
        if self.probe_type == "startup" or (self.probe_type, result) == ("liveness", "failure"):
            self.on_hold = True
            self.streak.run = 0

    def leave(self) -> None:
        """Forget the result: the worker ends."""
        self._results.remove(self.container_id)

    def _adopt(self, container_id: str) -> None:
        """Follow a new container. The streak of the old one is not forgotten (FACTS 1.3)."""
        if self.container_id:
            self._results.remove(self.container_id)
        self.container_id = container_id
        self._store(INITIAL[self.probe_type])
        self.on_hold = False

    def _store(self, result: str) -> None:
        self.streak.verdict = result
        if self._results.set(self.container_id, result):
            self._updated(result)
