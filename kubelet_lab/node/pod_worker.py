"""pkg/kubelet/pod_workers.go: one pod's worker, one sync at a time, until the pod has ended.

A sync is a generator that yields the milliseconds each step takes: SyncPod, SyncTerminatingPod
and SyncTerminatedPod of kubelet.go. Syncs that would do nothing are not played: when they come
is arithmetic (`_Rest`), and so are the looks they would send the readiness probes on. Longer than
our habit: the three kinds of sync share one pod's state, as they do in the Go file.
Source: FACTS 4.2, 4.3, 4.7, 1.8.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Literal, NamedTuple

from kubelet_lab.node.backoff import Waiting
from kubelet_lab.node.image_manager import FOR_EVER_MS
from kubelet_lab.node.init_actions import ProbeResults
from kubelet_lab.node.pod_actions import PodActions, compute_pod_actions
from kubelet_lab.node.pod_ending import Ending
from kubelet_lab.node.pod_statuses import PodStatuses
from kubelet_lab.sim.clock import ACT, Timer, Turn
from kubelet_lab.sim.ticks import Triggers
from kubelet_lab.spec.pod import Pod

if TYPE_CHECKING:
    from kubelet_lab.node.kubelet import Kubelet

# The kubelet draws a factor from 1 to 1.5; the lab takes the middle, so that runs repeat.
RESYNC_MS = 60_000 * 5 // 4  # kubelet config syncFrequency
BACK_OFF_MS = 10_000 * 5 // 4  # pod_workers.go: workerBackOffPeriod, after an error
NO_NETWORK_MS = 1_000 * 5 // 4  # pod_workers.go: backOffOnTransientErrorPeriod

Steps = Generator[int, None, None]
State = Literal["syncing", "terminating", "terminated", "finished"]


class _Rest(NamedTuple):
    """Nothing changes by itself: syncs come at from_ms + n · every_ms and do nothing."""

    from_ms: int
    every_ms: int


class PodWorker:
    """The worker of one pod."""

    def __init__(self, kubelet: Kubelet, pod: Pod, state: State = "syncing") -> None:
        self.pod = pod
        self.state: State = state
        self.ending = Ending()
        self.reasons: dict[str, Waiting] = {}  # why containers' last starts failed, by name
        self._kubelet = kubelet
        self._rank = kubelet.clock.new_rank()
        self._statuses = PodStatuses(kubelet.prober, pod)
        self._cause: int | None = None  # what the sync under way, or the next one, is for
        self._steps: Steps | None = None  # the sync under way
        self._timer: Timer | None = None  # its next step, or the next sync
        self._asked = self._waiting = False  # asked again while busy; waits for a newer cache
        self._synced_ms: int | None = None  # when the last sync ended
        self._every_ms = RESYNC_MS  # after the sync under way, the next comes in so long
        self._told = False  # that the network is not ready
        self._idle = False  # it did nothing, and the next one would do nothing
        self._until_ms = FOR_EVER_MS  # … until then
        self._rest: _Rest | None = None

    def update(self, cause: int | None) -> None:
        """Ask for a sync (UpdatePod); several requests while one is under way become one."""
        if self.state == "finished":
            return
        self._cause = self._cause if cause is None else cause
        if self._steps or self._waiting:
            self._asked = self._asked or self._steps is not None
            return
        self._stop_resting()
        self._waiting = True
        if self._synced_ms is None:
            self._at(self._kubelet.clock.now_ms, self._begin)  # a new pod needs no cache
        else:
            self._kubelet.cache.get_newer_than(self._synced_ms, self._begin)

    def end(self, ending: Ending, cause: int) -> None:
        """The pod is to end: deleted or evicted. A sync under way is given up."""
        if self.ending.deleted or not (ending.deleted or self.state == "syncing"):
            return
        was = self.ending
        self.ending = (
            ending._replace(reason=was.reason, message=was.message) if was.reason else ending
        )
        if self.state == "syncing":
            self._give_up()
            self.state = "terminating"
        if self.state == "finished":
            self._kubelet.forget(self.pod, cause)
        self.update(cause)

    def stop(self) -> None:
        """The kubelet ends, and the calls it waits for are cancelled."""
        self._stop_resting()
        self._give_up()
        if self._timer:
            self._timer.cancel()

    def stay_awake(self) -> None:
        """Relists have become slow: syncs have to wait for them, so each one is played."""
        if self._rest and not self._kubelet.cache.answers_within(self._rest.every_ms):
            self.wake()

    def wake(self) -> None:
        """The next sync may do something: it is played when it comes."""
        rest = self._rest
        if rest:
            self._stop_resting()
            assert self._synced_ms is not None  # noqa: S101 - it has rested since a sync
            self._at(self._synced_ms + rest.every_ms, self._resync)

    def _at(self, at_ms: int, action: Callable[[], None]) -> None:
        self._timer = self._kubelet.clock.at(at_ms, action, rank=self._rank)

    def _resync(self) -> None:
        self._kubelet.loop.deliver(lambda: self.update(None))

    def _give_up(self) -> None:
        if self._steps:
            self._steps.close()
            self._steps, self._synced_ms = None, self._kubelet.clock.now_ms
            if self._timer:
                self._timer.cancel()

    def _begin(self) -> None:
        self._waiting, self._idle, self._until_ms = False, True, FOR_EVER_MS
        self._every_ms = RESYNC_MS
        syncs = {
            "syncing": self.sync_pod,
            "terminating": self.sync_terminating_pod,
            "terminated": self.sync_terminated_pod,
        }
        self._steps = syncs[self.state]()
        self._step()

    def _step(self) -> None:
        """Play the sync to its next wait."""
        assert self._steps is not None  # noqa: S101 - there is one
        state = self.state
        for wait_ms in self._steps:
            if wait_ms:
                self._at(self._kubelet.clock.now_ms + wait_ms, self._step)
                return
        self._steps, self._synced_ms = None, self._kubelet.clock.now_ms
        asked, self._asked = self._asked, False
        if self.state == "finished":
            return
        if asked or state != self.state:  # a new state begins with its own sync at once
            self.update(None)
        else:
            self._go_to_rest()

    def _go_to_rest(self) -> None:
        clock, cache = self._kubelet.clock, self._kubelet.cache
        every_ms = self._every_ms
        if not (self._idle and clock.skip and cache.answers_within(every_ms)):
            self._at(clock.now_ms + every_ms, self._resync)
            return
        self._rest = _Rest(clock.now_ms, every_ms)
        if self._until_ms < FOR_EVER_MS:
            times = max(-(-(self._until_ms - clock.now_ms) // every_ms), 1)
            self._at(clock.now_ms + times * every_ms, self._resync)
        triggers = Triggers(clock.now_ms + every_ms, every_ms, self._rank)
        for sampler in self._statuses.triggered:
            sampler.trigger_evenly(triggers)

    def _stop_resting(self) -> None:
        """Count the syncs that came and did nothing: they still age the pod cache."""
        if self._timer:
            self._timer.cancel()
        rest, self._rest = self._rest, None
        if rest is None:
            return
        turn = self._kubelet.clock.turn
        times = (turn.at_ms - rest.from_ms) // rest.every_ms
        last_ms = rest.from_ms + times * rest.every_ms
        if Turn(last_ms, ACT, self._rank) >= turn:
            last_ms -= rest.every_ms
        self._synced_ms = max(last_ms, rest.from_ms)
        for sampler in self._statuses.triggered:
            sampler.trigger_evenly(None)

    def sync_pod(self) -> Steps:
        """Report the status, then make the runtime agree with the spec (kubelet.go: SyncPod)."""
        kubelet, pod, cause = self._kubelet, self.pod, self._cause
        cached = kubelet.cache.get(pod.uid)
        statuses = self._statuses.generate(cached, self.reasons)
        phase = kubelet.status.set_pod_status(pod, statuses, cause, cached)
        if phase in ("Succeeded", "Failed"):
            self.state = "terminating"
            return
        if kubelet.network.holds_back(pod):
            self._wait_for_network()
            return
        self._told = False
        if kubelet.volumes.has_to_wait(pod):
            yield from kubelet.volumes.wait_for_attach_and_mount(pod)
            subject, now_ms = f"pod/{pod.name}", kubelet.clock.now_ms
            text = "the volumes are mounted"
            cause = kubelet.trace.add(now_ms, "kubelet", subject, text, cause)
        kubelet.prober.add_pod(pod)  # before the sandbox exists: this is what phases the ticks
        caches = kubelet.prober.results
        results = ProbeResults(caches["liveness"], caches["startup"])
        actions = compute_pod_actions(pod, cached, results)
        if actions == PodActions(attempt=actions.attempt):
            return
        result = yield from kubelet.kuberuntime.sync_pod(pod, cached, actions, cause)
        self._every_ms = BACK_OFF_MS if result.failed else RESYNC_MS
        known = {name: self.reasons.get(name) for name in result.waiting}
        self._idle = not result.acted and known == result.waiting
        self._until_ms = result.until_ms
        self.reasons.update(result.waiting)
        for name in result.started:
            self.reasons.pop(name, None)

    def _wait_for_network(self) -> None:
        """Nothing starts in a pod without a network: try again soon, and say so once."""
        self._every_ms, self._idle = NO_NETWORK_MS, False
        if not self._told:
            self._told = True
            kubelet = self._kubelet
            words = f"network is not ready: {kubelet.network.errors()[0]}"
            why = kubelet.runtime.why_network()
            kubelet.recorder.event(self.pod, f"Warning NetworkNotReady {words}", why)

    def sync_terminating_pod(self) -> Steps:
        """Stop what could restart something, then everything (SyncTerminatingPod)."""
        kubelet, pod, cause, ending = self._kubelet, self.pod, self._cause, self.ending
        cached = kubelet.cache.get(pod.uid)
        statuses = self._statuses.generate(cached, self.reasons)
        kubelet.status.set_pod_status(pod, statuses, cause, cached, ending=ending)
        kubelet.prober.stop_liveness_and_startup(pod)
        yield from kubelet.kuberuntime.killer.kill_pod(pod, cached, cause, ending.grace_ms)
        kubelet.prober.remove_pod(pod.uid)
        ended = kubelet.runtime.pod_status(pod.uid)
        statuses = self._statuses.generate(ended, {})
        kubelet.status.set_pod_status(pod, statuses, cause, ended, ending=ending, terminal=True)
        self.state = "terminated"

    def sync_terminated_pod(self) -> Steps:
        """All is stopped: say so; a deleted pod's object goes (SyncTerminatedPod)."""
        self.state = "finished"
        if self.ending.deleted:
            self._kubelet.forget(self.pod, self._cause)
        elif (
            self.ending.reason
        ):  # an evicted pod leaves nothing (kubelet.go: cleanUpContainersInPod)
            self._kubelet.runtime.remove_pod(self.pod)
        yield from ()
