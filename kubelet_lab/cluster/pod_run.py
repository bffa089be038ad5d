"""What a site's kubelet does with one pod: starts it, starts it again, ends it.

On a node whose runtime answers at once (the profile "plain") the steps of a pod worker, PLEG and
the prober come at instants that can be told beforehand; here they are counted, not played.
tests/cluster holds them against real `node.Node`s, transition by transition. They agree but for
one thing: if a container with a readiness probe crashes in a loop, and a look of the probe falls on
the very instant of a relist, a whole node's retry may come a second or two sooner or later.

Longer than our habit: a pod's steps share one state, and read best in the order they come in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from kubelet_lab.cluster.workload import PodObject
from kubelet_lab.node.crash_loop import do_back_off
from kubelet_lab.node.kill_pod import MINIMUM_GRACE_MS
from kubelet_lab.node.kubelet import HARD_EVICTION_GRACE_MS
from kubelet_lab.node.memory import Cgroup
from kubelet_lab.node.pleg import RELIST_PERIOD_MS
from kubelet_lab.node.pod_worker import BACK_OFF_MS, RESYNC_MS
from kubelet_lab.node.program import Endpoint
from kubelet_lab.node.runtime_profiles import PROFILES
from kubelet_lab.sim.clock import ACT, LOOK, Timer
from kubelet_lab.sim.signal import Ramp
from kubelet_lab.spec.pod import Pod

if TYPE_CHECKING:
    from kubelet_lab.cluster.site import Site

PROFILE = PROFILES["plain"]
RESTART_MS = PROFILE.create_container.ms + PROFILE.start_container.ms
START_MS = PROFILE.run_pod_sandbox.ms + RESTART_MS
STOP_SANDBOX_MS = 60
ANSWER_MS = Endpoint().lasts_ms
FIRST = 10**12  # more than there are ranks

State = Literal["new", "starting", "running", "exited", "waiting", "stopping", "ending", "ended"]
NONE, STARTING, ALIVE = (0, 0), (0, 1), (1, 0)  # containers that run; that are to run
COUNTS: dict[State, tuple[int, int]] = {
    "starting": STARTING, "running": ALIVE, "stopping": ALIVE,
}  # fmt: skip


class PodRun:
    """One pod on one site."""

    __slots__ = (
        "_cause", "_heard_ms", "_looked_ms", "_looks_ms", "_news", "_rank", "_resting", "_spec",
        "_started_ms", "_synced_ms", "_timer",
        "finished_ms", "pod", "ready", "restarts", "site", "state",
    )  # fmt: skip

    def __init__(self, site: Site, pod: PodObject) -> None:
        self.site, self.pod = site, pod
        self.state: State = "new"
        self.ready = False  # as the kubelet knows it
        self.restarts = 0
        self._news = False  # the readiness probe's next look will find something new
        self._rank = site.clock.new_rank()
        self.finished_ms: int | None = None
        self._cause = pod.cause
        self._started_ms = self._heard_ms = self._synced_ms = 0
        self._looks_ms = self._looked_ms = 0
        self._resting = False  # since _synced_ms nothing but resyncs
        self._spec: Pod | None = None
        self._timer: Timer | None = None

    @property
    def spec(self) -> Pod:
        """The pod as a kubelet reads it; made when somebody asks."""
        if self._spec is None:
            self._spec = self.pod.workload.pod(self.pod.name)
        return self._spec

    def settle(self) -> None:
        """It has been running and ready for long."""
        self._turn("running")
        self.ready = self._resting = True
        self._use_memory(None)

    def start(self, *, again: bool = False) -> None:
        """The kubelet begins to start it; `again`: its sandbox is there."""
        self._turn("starting")
        self._resting = False
        now_ms = self.site.clock.now_ms
        if not again:
            self._looked_ms = now_ms  # the probe's worker begins with the pod's
        self._synced_ms = now_ms + (RESTART_MS if again else START_MS)
        self._at(self._synced_ms, self._runs)

    def is_alive(self) -> bool:
        """Whether its container runs."""
        return COUNTS.get(self.state) is ALIVE

    def oom_killed(self, because: int) -> None:
        """The kernel has killed its container."""
        site = self.site
        site.memory.free(self.pod.name)
        self._cause = site.note("runtime", f"pod/{self.pod.name}", "OOMKilled", because)
        now_ms = self.finished_ms = site.clock.now_ms
        self._news = self.ready or now_ms <= self._heard_ms
        if now_ms > self._heard_ms:  # else the probe is still in step with a run before
            self._looked_ms = self._looks_ms
        if now_ms < self._synced_ms:  # what was to come of its start does not
            self._synced_ms, self._resting = self._synced(now_ms), False
        if self.state == "stopping":
            self._turn("ending")
        else:
            self._turn("exited")
            self.kubelet_hears()

    def kubelet_hears(self) -> None:
        """PLEG notices with its next relist that the container has ended."""
        if self.site.kubelet is None:
            return
        now_ms = self.site.clock.now_ms
        tick_ms = self.site.tick_from(now_ms)
        if self._synced(tick_ms) >= tick_ms:
            tick_ms += RELIST_PERIOD_MS
        self._at(tick_ms, self._sync_after_exit, LOOK)

    def end(self, because: int | None, *, evicted: bool = False) -> None:
        """The pod is to end: it was deleted, or the kubelet evicts it."""
        if self.state in ("stopping", "ending", "ended"):
            return
        now_ms = self.site.clock.now_ms
        synced_ms = now_ms if self.state == "starting" else self._synced(now_ms)
        if self._is_looked_at(now_ms):  # by the relist that found it running, and synced it
            synced_ms = self._heard_ms
            self.site.clock.at(self._heard_ms + ANSWER_MS, self._answers, order=LOOK)
        begin_ms = max(self.site.tick_after(synced_ms), now_ms)
        self._cause = because
        if self.state != "running":
            self.finished_ms = now_ms
        self._turn("stopping" if self.state == "running" else "ending")
        if self.state == "ending" and not (self.ready or evicted):  # all that is seen is its end
            self._at(self.site.tick_after(begin_ms + STOP_SANDBOX_MS), self._gone, LOOK)
            return

        def begin() -> None:
            self._begin_to_end(evicted=evicted)

        self._at(begin_ms, begin, LOOK if begin_ms > now_ms else ACT)

    def found(self, cause: int | None) -> None:
        """A kubelet that has just started finds the pod here."""
        pod = self.pod
        if self.state in ("stopping", "ending"):
            self._turn("running" if self.is_alive() else "exited")
        if pod.deleted or pod.failed or pod.gone:
            self.end(pod.cause if cause is None else cause)
        elif self.state == "running":
            self._heard_ms = self._synced_ms = self.site.clock.now_ms + RELIST_PERIOD_MS
            if not (self.ready and pod.ready):
                self._at(self._heard_ms, self._is_ready, LOOK)
        elif self.finished_ms is None:
            self.start()
        else:
            self.kubelet_hears()

    def lose_kubelet(self) -> None:
        """The kubelet has died: nobody goes on with what it was at."""
        if self._timer:
            self._timer.cancel()
        if self.state in ("starting", "waiting"):
            self._turn("exited")

    def stop_at_once(self, cause: int) -> None:
        """Someone kills the container from outside, or the machine goes down."""
        self.lose_kubelet()
        self.site.memory.free(self.pod.name)
        self._cause, self.ready = cause, False
        self._turn("exited")

    def _runs(self) -> None:
        site, now_ms = self.site, self.site.clock.now_ms
        self._turn("running")
        self._resting = False
        self._synced_ms = self._started_ms = now_ms
        self._cause = site.note("kubelet", f"pod/{self.pod.name}", "Started", self._cause)
        self._heard_ms = site.tick_after(now_ms)
        self._use_memory(self._cause)
        self._at(self._ready_at(now_ms), self._is_ready, LOOK)

    def _ready_at(self, started_ms: int) -> int:
        """When the status says Ready: with the relist that finds it, or a good look after.

        The first look comes with that relist. If it fails, that is news: the sync that follows
        with the next relist triggers a look, too, and from there they come in step.
        """
        probe = self.pod.workload.container.readiness
        self._looks_ms = self._heard_ms
        if probe is None:
            return self._heard_ms
        loaded_ms = started_ms + self.pod.workload.program.loads_ms
        if loaded_ms <= self._heard_ms:
            return self._heard_ms + ANSWER_MS
        self._looks_ms = self._synced_ms = self._heard_ms + RELIST_PERIOD_MS
        looks = max(-(-(loaded_ms - self._looks_ms) // (probe.period_s * 1000)), 0)
        return self._looks_ms + looks * probe.period_s * 1000 + ANSWER_MS

    def _is_ready(self) -> None:
        site, now_ms = self.site, self.site.clock.now_ms
        self.ready = self._resting = True
        newest_ms = site.tick_after(now_ms) - RELIST_PERIOD_MS
        before_ms = max(self._synced_ms, self._heard_ms)
        probed = self.pod.workload.container.readiness is not None
        self._synced_ms = now_ms
        if probed and newest_ms <= before_ms:  # the sync has to wait for a newer relist
            self._synced_ms = newest_ms + RELIST_PERIOD_MS
        self._cause = site.note("kubelet", f"pod/{self.pod.name}", "Ready", self._cause)
        site.post_ready(self.pod, self._cause, ready=True)

    def _is_looked_at(self, now_ms: int) -> bool:
        """Whether the first look of its readiness probe is under way, and will be good."""
        if self.state != "running" or self.ready or self.pod.workload.container.readiness is None:
            return False
        passed_ms = now_ms - self._heard_ms
        return self._looks_ms == self._heard_ms and 0 <= passed_ms < ANSWER_MS

    def _answers(self) -> None:
        """The look that was under way when the pod was to end is good, and still told."""
        if self.state == "stopping":
            self.ready = True
            self.site.post_ready(self.pod, self._cause, ready=True)

    def _sync_after_exit(self) -> None:
        """The kubelet knows: not ready, and started again unless it has to wait."""
        now_ms = self.site.clock.now_ms
        if self.ready:
            self.ready = False
            self.site.post_ready(self.pod, self._cause, ready=False)
        self._synced_ms, self._resting = now_ms, False
        self._start_again()

    def _start_again(self) -> None:
        site, now_ms = self.site, self.site.clock.now_ms
        container = self.pod.workload.container
        waiting = do_back_off(site.backoff, self.spec, container, self.finished_ms, now_ms)
        if waiting is None:
            self.start(again=True)
            return
        if self.state != "waiting":
            self._turn("waiting")
            self._cause = site.note("kubelet", f"pod/{self.pod.name}", waiting.event, self._cause)
        base_ms = self._after_failed_look(now_ms) if self._news else now_ms
        self._news = False
        times = max(-(-(waiting.until_ms - base_ms) // BACK_OFF_MS), 1)
        self._at(base_ms + times * BACK_OFF_MS, self._start_again)

    def _after_failed_look(self, now_ms: int) -> int:
        """The sync that comes of the readiness probe's next look, which finds nothing running."""
        probe = self.pod.workload.container.readiness
        if probe is None:
            return now_ms
        period_ms = probe.period_s * 1000
        look_ms = now_ms + (self._looked_ms - now_ms) % period_ms
        return max(look_ms, now_ms + RELIST_PERIOD_MS)

    def _begin_to_end(self, *, evicted: bool) -> None:
        """SyncTerminatingPod."""
        site, workload = self.site, self.pod.workload
        alive = self.state == "stopping"
        if alive and not self.ready and workload.container.readiness is None:
            self.ready = True  # the sync that finds it running ends it
            site.post_ready(self.pod, self._cause, ready=True)
        grace_ms = workload.template.termination_grace_period_s * 1000
        if evicted:
            grace_ms = HARD_EVICTION_GRACE_MS
            site.post_failed(self.pod, self._cause)
        if evicted and self.ready:
            self.ready = False
            site.post_ready(self.pod, self._cause, ready=False)
        grace_ms = max(grace_ms, MINIMUM_GRACE_MS)
        stops_ms = min(workload.program.stops_ms, grace_ms) if alive else 0
        self._at(site.clock.now_ms + stops_ms, self._container_ends)

    def _container_ends(self) -> None:
        self.site.memory.free(self.pod.name)
        self._turn("ending")
        self._at(self.site.clock.now_ms + STOP_SANDBOX_MS, self._sandbox_ends)

    def _sandbox_ends(self) -> None:
        site = self.site
        if self.ready:
            self.ready = False
            site.post_ready(self.pod, self._cause, ready=False)
        self._at(site.tick_after(site.clock.now_ms), self._gone, LOOK)

    def _gone(self) -> None:
        self._turn("ended")
        self.site.ended(self, self._cause)

    def _synced(self, now_ms: int) -> int:
        """When its worker's last sync up to `now_ms` ended."""
        if now_ms < self._synced_ms:
            return self._heard_ms if self._heard_ms <= now_ms else self._started_ms
        if not self._resting:
            return self._synced_ms
        return now_ms - (now_ms - self._synced_ms) % RESYNC_MS

    def _use_memory(self, cause: int | None) -> None:
        site, workload = self.site, self.pod.workload
        program = workload.program
        if not (program.memory or program.leaks_per_s):
            return
        usage, name = workload.usage, self.pod.name
        if program.leaks_per_s:
            usage = Ramp(program.memory, program.leaks_per_s, site.clock.now_ms)
        full_name, score = f"{name}/{workload.container.name}", site.oom_score_adj(workload)
        limit, killed = workload.limit, self.oom_killed
        site.memory.use(name, Cgroup(name, full_name, usage, cause, limit, score, killed))

    def _turn(self, state: State) -> None:
        was, now = COUNTS.get(self.state, NONE), COUNTS.get(state, NONE)
        self.state = state
        if was is not now:
            self.site.count(now[0] - was[0], now[1] - was[1])

    def _at(self, at_ms: int, action: Callable[[], None], order: int = ACT) -> None:
        if self._timer:
            self._timer.cancel()
        # relists come before anybody else's looks, and list the pods in the order they came in
        rank = self._rank if order == ACT else self._rank - FIRST
        self._timer = self.site.clock.at(at_ms, action, order=order, rank=rank)
