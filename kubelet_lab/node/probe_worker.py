"""One probe worker on its sampler: what it sees, and whom it tells (prober/worker.go).

Only looks that change something are played. Source: FACTS 1.1, 1.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kubelet_lab.node.cri import ProbeTarget
from kubelet_lab.node.handlers import Attempt, attempt
from kubelet_lab.node.probe import Probed, probe
from kubelet_lab.node.worker import Seen, Worker
from kubelet_lab.sim.sampler import NOTHING, VISIT, Answer, Sampler
from kubelet_lab.spec.pod import Container, Pod, ProbeType

if TYPE_CHECKING:
    from kubelet_lab.node.prober import ProbeManager


class Update(NamedTuple):
    """A new or changed result, as the sync loop hears of it."""

    pod_uid: str
    container: str
    container_id: str
    probe_type: ProbeType
    result: str
    cause: int | None  # the trace entry that decided it


class Decided(NamedTuple):
    """A look that changed the stored result: when it had its answer, and the run behind it."""

    at_ms: int
    look_ms: int
    result: str
    run: int


class ProbeWorker:
    """A worker on its sampler: what it sees, and whom it tells."""

    def __init__(
        self, manager: ProbeManager, pod: Pod, container: Container, kind: ProbeType
    ) -> None:
        spec = container.probe(kind)
        assert spec is not None  # noqa: S101 - add_pod asks first
        self.pod, self.container, self.kind, self.spec = pod, container, kind, spec
        self.decisions: list[Decided] = []
        self._manager = manager
        self._results = manager.results[kind]
        self._worker = Worker(kind, spec, pod.restart_policy, self._results, self._updated)
        self._cause: int | None = None  # the trace entry of the last event
        self._expected: Probed | None = None  # what one would find; None: to be found out
        self._expected_answer = NOTHING  # the same, as the sampler is told
        self._status: Seen | None = None  # as read last
        self._known: tuple[object, ...] = ()  # what the plan of the next look stands on
        self.sampler = Sampler(
            manager.clock, self, spec.period_s * 1000, streak=self._worker.streak
        )

    def stop(self) -> None:
        """End the worker; its result is forgotten."""
        self.sampler.stop()
        self._worker.leave()

    def plan_anew(self) -> None:
        """Ask what the next look would see, now and when the initial delay is over."""
        self.sampler.changed()
        if not self.spec.initial_delay_s:
            return
        seen = self._seen()
        delay_ms = self.spec.initial_delay_s * 1000 - seen.running_for_ms
        if seen.state == "running" and delay_ms > 0:
            self._manager.clock.after(delay_ms, self.sampler.changed)

    def answers_changed(self) -> bool:
        """The process may answer otherwise: whether the next look would see something else."""
        before, self._expected = self._expected, None
        if before is None or self._worker.guard(self._seen()) != "probe":
            return True
        return self._probe() != before

    def sees_otherwise(self) -> bool:
        """Whether the status says something else than the last time."""
        self._status = None
        seen, ip = self._seen(), self._manager.host.pod_ip(self.pod.uid)
        known, self._known = self._known, (*seen[:4], seen.started, ip)
        if known and known[-1] != ip:
            self._expected = None
        return known != self._known

    def preview(self) -> Answer:
        """What a look would see now (sim.sampler.Looker)."""
        step = self._worker.guard(self._seen())
        if step == "probe":
            self._probe()
            return self._expected_answer
        if step == "wait" or (step == "not running" and self._settled_down()):
            return NOTHING
        return VISIT

    def look(self) -> Answer:
        """Start one look that is played (sim.sampler.Looker)."""
        step = self._worker.enter(self._seen())
        if step == "exit":
            self.sampler.stop()
            self._worker.leave()
        if step != "probe":
            return NOTHING
        self._probe()
        return self._expected_answer

    def news(self, answer: Answer, _look_ms: int) -> None:
        """Write the event of an attempt that went otherwise than the last (sim.sampler.Looker)."""
        why = self._target().why(self.spec.handler)
        self._cause = self._note(answer.detail or f"{self.kind.capitalize()} probe succeeded", why)

    def decided(self, answer: Answer, look_ms: int) -> None:
        """Store a result that reached its threshold (sim.sampler.Looker)."""
        result, run = str(answer.outcome), self._worker.streak.run
        self.decisions.append(Decided(self._manager.clock.now_ms, look_ms, result, run))
        counted = f"{run} in a row, {answer.needed} needed"
        text = f"{self.kind.capitalize()} result is now {result}: {counted}"
        self._cause = self._note(text, self._cause)
        self._worker.keep(result)

    def _settled_down(self) -> bool:
        """A container that does not run has its Failure stored, and the worker stays."""
        stored = self._results.get(self._worker.container_id)
        return stored == "failure" and self.pod.restart_policy != "Never"

    def _seen(self) -> Seen:
        """The status; one that was read holds until another is written, but for its age."""
        if self._status is None or self.spec.initial_delay_s:
            self._status = self._manager.host.seen(self.pod.uid, self.container.name)
        return self._status

    def _target(self) -> ProbeTarget:
        return self._manager.host.target(self.pod.uid, self.container.name)

    def _probe(self) -> Probed:
        if self._expected is None:
            self._expected = probe(self.kind, self._attempt)
            self._expected_answer = self._answer(self._expected)
        return self._expected

    def _attempt(self) -> Attempt:
        return attempt(
            self.spec.handler,
            self._target(),
            pod_ip=self._manager.host.pod_ip(self.pod.uid),
            timeout_ms=self.spec.timeout_s * 1000,
            ports=self.container.ports,
            owner=f"{self.pod.name}_{self.pod.namespace}({self.pod.uid}):{self.container.name}",
        )

    def _answer(self, probed: Probed) -> Answer:
        if probed.result is None:
            return Answer("discarded", probed.lasts_ms, rule="ignore", detail=probed.event)
        needed = self._worker.needed(probed.result)
        return Answer(probed.result, probed.lasts_ms, needed, detail=probed.event)

    def _updated(self, result: str) -> None:
        followed = self._worker.container_id
        self._manager.host.probe_result(
            Update(self.pod.uid, self.container.name, followed, self.kind, result, self._cause)
        )

    def _note(self, text: str, because: int | None) -> int:
        subject = f"pod/{self.pod.name}/{self.container.name}"
        return self._manager.trace.add(self._manager.clock.now_ms, "prober", subject, text, because)
