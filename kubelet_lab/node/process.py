"""The program in a container: loading, serving, stuck, waiting for a database.

It is what the probes ask. A `Program` describes it; a `Process` is one run of it, from one
container start to its end. Times in milliseconds. The kubelet never looks in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lab.node.handlers import NOT_TLS, ExecReply, GRPCReply, HTTPReply, Request
from kubelet_lab.node.program import Condition, Endpoint, Program, World
from kubelet_lab.sim.clock import WORLD, Clock, Timer
from kubelet_lab.sim.signal import Ramp, Signal
from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet

NEVER_MS = 10**12  # "no answer": longer than any timeout the API allows to be useful


class Process:
    """One run of a program."""

    def __init__(
        self,
        program: Program,
        world: World,
        clock: Clock,
        *,
        ip: str,
        note: Callable[[str, int], int],
        changed: Callable[[], None],
        started: int,
        exited: Callable[[int, int], None] = lambda _exit_code, _because: None,
        speed: Callable[[], int] = lambda: 1000,
        uses: Callable[[Ramp, int], None] = lambda _usage, _because: None,
    ) -> None:
        """`ip` is the pod's address, `started` the trace entry of the start.

        `note(text, because)` writes to the trace, `changed()` hears that some answer may be
        another, `exited(exit_code, because)` that it has ended by itself, `uses(usage, because)`
        how much memory it takes; `speed()` is how fast it may compute, in thousandths.
        """
        self.program, self.ip = program, ip
        self.cause = started  # the trace entry of the last change in the process itself
        self._loaded_by = self._connected_by = started
        self.loaded = self.connected = self.stuck = self.ended = False
        self.states: list[tuple[int, str]] = [(clock.now_ms, "starting")]  # since when, what
        self._world, self._clock, self._note, self._changed = world, clock, note, changed
        self._exited, self._may_compute, self._uses = exited, speed, uses
        self._work, self._since_ms, self._speed = program.loads_ms * 1000, clock.now_ms, 0
        self._loading: Timer | None = None
        self._usage, self._held = Ramp(program.memory, program.leaks_per_s, clock.now_ms), 0
        self._watch()
        if program.memory or program.leaks_per_s or world.leak or world.busy:
            self._memory_turns()
        self.speed_changed()

    def end(self, cause: int) -> None:
        """The process is gone; every port refuses from now on."""
        self.ended, self.cause = True, cause
        self._is_now("waiting")
        for signal, changed in self._watched():
            signal.unwatch(changed)
        self._changed()

    def speed_changed(self) -> None:
        """It loads faster or slower from now on."""
        if self.loaded or self.ended:
            return
        now_ms = self._clock.now_ms
        self._work = max(self._work - (now_ms - self._since_ms) * self._speed, 0)
        self._since_ms, self._speed = now_ms, self._may_compute()
        if self._loading:
            self._loading.cancel()
        left_ms = -(-self._work // self._speed)
        self._loading = self._clock.after(left_ms, self._load, order=WORLD)

    def _watched(self) -> Iterator[tuple[Signal[str] | Signal[int], Callable[[], None]]]:
        for signal in self._world.signals():
            yield signal, self._changed
        yield self._world.deadlocks, self._get_stuck
        if self._world.crashes:
            yield self._world.crashes, self._crash
        for memory in (self._world.leak, self._world.busy):
            if memory:
                yield memory, self._memory_turns

    def _watch(self) -> None:
        for signal, changed in self._watched():
            signal.watch(changed)

    def _memory_turns(self) -> None:
        leak, busy, now_ms = self._world.leak, self._world.busy, self._clock.now_ms
        per_s = self.program.leaks_per_s + (leak.value if leak else 0)
        held = busy.value if busy else 0
        level = self._usage.at(now_ms) + held - self._held
        self._usage, self._held = Ramp(level, per_s, now_ms), held
        causes = [signal.cause for signal in (leak, busy) if signal and signal.cause is not None]
        self._uses(self._usage, max(self.cause, *causes) if causes else self.cause)

    def _crash(self) -> None:
        crashes = self._world.crashes
        if crashes and crashes.cause is not None:
            self._exited(crashes.value, crashes.cause)

    def terminate(self) -> None:
        """SIGTERM arrives."""
        self._is_now("terminating")

    def stops_within(self, grace_ms: int) -> int:
        """How long after SIGTERM it is gone; `grace_ms` when only SIGKILL ends it."""
        return grace_ms if self.stuck else min(self.program.stops_ms, grace_ms)

    def http(self, request: Request) -> HTTPReply | None:
        """Answer a GET: 200, 503 while something it needs is missing, 404, or nothing."""
        if self.ended or (request.host, request.port) != (self.ip, self.program.port):
            return None
        if request.scheme != "http":
            return HTTPReply(0, NOT_TLS)
        endpoint = self.program.endpoints.get(request.path.partition("?")[0])
        if endpoint is None:
            return HTTPReply(404, "not found", headers_ms=self._asked(Endpoint())[1])
        healthy, takes_ms = self._asked(endpoint)
        return HTTPReply(200 if healthy else 503, headers_ms=takes_ms)

    def tcp(self, host: str, port: int) -> int | None:
        """Accept: the kernel does that, however stuck the program is."""
        return None if self.ended or (host, port) != (self.ip, self.program.port) else 1

    def exec(self, command: tuple[str, ...]) -> ExecReply:
        """Run a command; one that the program does not know ends with exit code 1."""
        if self.ended:
            return ExecReply(1, error="container is not running")
        endpoint = self.program.endpoints.get(" ".join(command))
        if endpoint is None:
            return ExecReply(1, f"{command[0]}: nothing to check here", 50)
        healthy, takes_ms = self._asked(endpoint)
        return ExecReply(0 if healthy else 1, "", takes_ms)

    def grpc(self, port: int, service: str) -> GRPCReply | None:
        """Answer a gRPC health check."""
        if self.ended or port != self.program.port:
            return None
        endpoint = self.program.endpoints.get(service)
        if endpoint is None:
            return GRPCReply(code="NotFound", desc="unknown service")
        healthy, takes_ms = self._asked(endpoint)
        return GRPCReply("SERVING" if healthy else "NOT_SERVING", lasts_ms=takes_ms)

    def why(self, handler: Handler | None) -> int | None:
        """The trace entry behind what `handler` is answered now."""
        match handler:
            case HTTPGet(path=name) | GRPC(service=name):
                endpoint = self.program.endpoints.get(name.partition("?")[0])
            case Exec(command=command):
                endpoint = self.program.endpoints.get(" ".join(command))
            case _:
                endpoint = None
        return self.cause if endpoint is None else self.condition(endpoint).because

    def condition(self, endpoint: Endpoint) -> Condition:
        """How an endpoint is now, and because of what."""
        if self.ended or (self.stuck and not endpoint.beside_stuck):
            return Condition("silent", self.cause)
        if not (self.loaded or endpoint.while_loading):
            return Condition("failing", self.cause)
        if endpoint.needs and not self.connected:
            return Condition("failing", self.cause)
        for name in endpoint.needs:
            signal = self._world.dependencies[name]
            if signal.value != "up":
                return Condition("silent" if signal.value == "hangs" else "failing", signal.cause)
        causes = [self._world.dependencies[name].cause for name in endpoint.needs]
        causes += [self._loaded_by, self._world.slow_ms.cause]
        causes += [self._connected_by] if endpoint.needs else []
        return Condition("ok", max(cause for cause in causes if cause is not None))

    def _asked(self, endpoint: Endpoint) -> tuple[bool, int]:
        """Whether all is well with an endpoint, and how long it takes to say so."""
        state = self.condition(endpoint).state
        silent = state == "silent"
        return state == "ok", NEVER_MS if silent else endpoint.lasts_ms + self._world.slow_ms.value

    def _load(self) -> None:
        if self.ended or self.stuck:
            return
        self.loaded = True
        self._is_now("running")
        self._loaded_by = self._turn("the program has loaded")
        self._clock.after(self.program.connects_ms, self._connect, order=WORLD)
        if self.program.exits_ms is not None:
            self._clock.after(self.program.exits_ms, self._exit, order=WORLD)

    def _connect(self) -> None:
        if not self.ended:
            self.connected = True
            self._connected_by = self._turn("the program has its connections")

    def _exit(self) -> None:
        if not (self.ended or self.stuck):
            self._exited(self.program.exit_code, self._loaded_by)

    def _get_stuck(self) -> None:
        self.stuck = True
        self._is_now("stuck")
        self.cause = self._world.deadlocks.cause or self.cause
        self._changed()

    def _is_now(self, state: str) -> None:
        if self.states[-1][1] != "terminating" or state == "waiting":
            self.states.append((self._clock.now_ms, state))

    def _turn(self, text: str) -> int:
        self.cause = self._note(text, self.cause)
        self._changed()
        return self.cause
