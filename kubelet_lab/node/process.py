"""The program in a container: loading, serving, stuck, waiting for a database.

It is what the probes ask. A `Program` describes it; a `Process` is one run of it, from one
container start to its end. Times in milliseconds. The kubelet never looks in here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kubelet_lab.node.handlers import NOT_TLS, ExecReply, GRPCReply, HTTPReply, Request
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet

NEVER_MS = 10**12  # "no answer": longer than any timeout the API allows to be useful


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one path, command or gRPC service of the program stands on."""

    needs: tuple[str, ...] = ()  # dependencies, by name, that must be up
    while_loading: bool = False  # answers before everything is loaded
    beside_stuck: bool = False  # does not go through the part that can get stuck
    lasts_ms: int = 5


@dataclass(frozen=True, slots=True)
class Program:
    """A program: its port, how long it loads, how it stops, and what it answers.

    `endpoints` is keyed by HTTP path, by the words of a command, or by gRPC service.
    `connects_ms` is how long each dependency's connection takes after loading.
    """

    port: int = 8080
    loads_ms: int = 0
    connects_ms: int = 0
    stops_ms: int = 1000  # from SIGTERM to the exit; a stuck program never gets there
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """What the program depends on: by name "up", "down" (fails at once) or "hangs"; and delays.

    `stuck` counts deadlocks: each one stops the process that runs at that instant, for good.
    """

    dependencies: dict[str, Signal[str]]
    slow_ms: Signal[int]
    deadlocks: Signal[int]

    def signals(self) -> tuple[Signal[str] | Signal[int], ...]:
        """What every process of the program has to watch."""
        return (*self.dependencies.values(), self.slow_ms)


class Condition(NamedTuple):
    """How an endpoint is: "ok", "failing" (answers so) or "silent", and since which entry."""

    state: str
    because: int | None


class Process:
    """One run of a program. `changed` is called whenever some answer may have changed."""

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
    ) -> None:
        """`ip` is the pod's address, `started` the trace entry of the start.

        `note(text, because)` writes to the trace.
        """
        self.program, self.ip = program, ip
        self.cause = started  # the trace entry of the last change in the process itself
        self._loaded_by = self._connected_by = started
        self.loaded = self.connected = self.stuck = self.ended = False
        self.states: list[tuple[int, str]] = [(clock.now_ms, "starting")]  # since when, what
        self._world, self._clock, self._note, self._changed = world, clock, note, changed
        for signal in world.signals():
            signal.watch(changed)
        world.deadlocks.watch(self._get_stuck)
        clock.after(program.loads_ms, self._load, order=WORLD)

    def end(self, cause: int) -> None:
        """The process is gone; every port refuses from now on."""
        self.ended, self.cause = True, cause
        self._is_now("waiting")
        for signal in self._world.signals():
            signal.unwatch(self._changed)
        self._world.deadlocks.unwatch(self._get_stuck)
        self._changed()

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
            return HTTPReply(404, "not found", headers_ms=self._takes(Endpoint()))
        status = 200 if self.condition(endpoint).state == "ok" else 503
        return HTTPReply(status, headers_ms=self._takes(endpoint))

    def tcp(self, host: str, port: int) -> int | None:
        """Accept: the kernel does that, however stuck the program is."""
        return None if self.ended or (host, port) != (self.ip, self.program.port) else 1

    def exec(self, command: tuple[str, ...]) -> ExecReply:
        """Run a command; one that the program does not know ends with exit code 1."""
        endpoint = self.program.endpoints.get(" ".join(command))
        if endpoint is None:
            return ExecReply(1, f"{command[0]}: nothing to check here", 50)
        healthy = self.condition(endpoint).state == "ok"
        return ExecReply(0 if healthy else 1, "", self._takes(endpoint))

    def grpc(self, port: int, service: str) -> GRPCReply | None:
        """Answer a gRPC health check."""
        if self.ended or port != self.program.port:
            return None
        endpoint = self.program.endpoints.get(service)
        if endpoint is None:
            return GRPCReply(code="NotFound", desc="unknown service")
        healthy = self.condition(endpoint).state == "ok"
        return GRPCReply("SERVING" if healthy else "NOT_SERVING", lasts_ms=self._takes(endpoint))

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

    def _takes(self, endpoint: Endpoint) -> int:
        if self.condition(endpoint).state == "silent":
            return NEVER_MS
        return endpoint.lasts_ms + self._world.slow_ms.value

    def _load(self) -> None:
        if not self.ended and not self.stuck:
            self.loaded = True
            self._is_now("running")
            self._loaded_by = self._turn("the program has loaded")
            self._clock.after(self.program.connects_ms, self._connect, order=WORLD)

    def _connect(self) -> None:
        if not self.ended:
            self.connected = True
            self._connected_by = self._turn("the program has its connections")

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
