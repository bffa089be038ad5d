"""What a container's image does: a program, and the world that it depends on.

Times in milliseconds, memory and logs in bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kubelet_lab.sim.signal import Signal


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
    loads_cpu_m: int = 0  # millicores it could use while loading; with fewer it takes longer
    connects_ms: int = 0
    stops_ms: int = 1000  # from SIGTERM to the exit; a stuck program never gets there
    exits_ms: int | None = None  # from loaded to its own end; None: it serves until it is stopped
    exit_code: int = 0  # of its own end
    memory: int = 0  # bytes in use from the start
    leaks_per_s: int = 0  # bytes
    logs_per_s: int = 0  # bytes to its standard output, and so to the disk
    writes_per_s: int = 0  # bytes to files in the container, which it never deletes
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """What the program depends on: by name "up", "down" (fails at once) or "hangs"; and delays.

    `deadlocks` counts them: each one stops the process that runs at that instant, for good.
    `crashes` ends it with the value as its exit code, `leak` adds bytes per second to what it
    leaks by itself.
    """

    dependencies: dict[str, Signal[str]]
    slow_ms: Signal[int]
    deadlocks: Signal[int]
    crashes: Signal[int] | None = None
    leak: Signal[int] | None = None

    def signals(self) -> tuple[Signal[str] | Signal[int], ...]:
        """What every process of the program has to watch."""
        return (*self.dependencies.values(), self.slow_ms)


class Condition(NamedTuple):
    """How an endpoint is: "ok", "failing" (answers so) or "silent", and since which entry."""

    state: str
    because: int | None
