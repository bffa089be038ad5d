"""Whole nodes drawn at random: pods, probes, programs, and what the world does to them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from kubelet_lab.node.images import MB, Image, Registry
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.node import Node
from kubelet_lab.node.program import Endpoint, Program, World
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.signal import Signal
from kubelet_lab.spec.pod import Container, Exec, HTTPGet, Pod, Probe, Resources, TCPSocket

LASTS_MS = 900_000
MOST_EVENTS = 200_000  # a story that needs more has run into a loop
PORT = 8080
ENDPOINTS = {
    "/ready": Endpoint(needs=("database",), beside_stuck=True),
    "/health": Endpoint(),
    "warm up": Endpoint(while_loading=True, lasts_ms=700),
}
MACHINE = Machine(
    cpu_m=2_000,
    memory=2 * GI,
    disk_bytes_per_s=100 * MB,
    disk_bytes=4 * GI,
    system_files=GI,
)


class Change(NamedTuple):
    """Something the world does at an instant, to a pod or to all."""

    at_ms: int
    what: str
    pod: int
    value: int


class Story(NamedTuple):
    """A node's pods with their programs by container, when each comes, and what happens."""

    pods: list[tuple[int, Pod, dict[str, Program], int]]
    changes: list[Change]
    handler: str


instants = st.integers(0, LASTS_MS) | st.integers(0, 90).map(lambda s: s * 10_000)
probes = st.builds(
    Probe,
    st.sampled_from([HTTPGet("/ready", PORT), HTTPGet("/health", PORT), TCPSocket(PORT)]),
    initial_delay_s=st.sampled_from([0, 0, 3, 20]),
    timeout_s=st.integers(1, 4),
    period_s=st.sampled_from([1, 2, 3, 5, 7, 10, 30]),
    success_threshold=st.just(1),
    failure_threshold=st.integers(1, 4),
    termination_grace_period_s=st.sampled_from([None, None, 5]),
)
maybe_probe = st.none() | probes
readiness_probes = st.none() | probes.flatmap(
    lambda probe: st.integers(1, 3).map(
        lambda n: Probe(probe.handler, probe.initial_delay_s, probe.timeout_s, probe.period_s, n)
    )
)
resources = st.sampled_from(
    [
        Resources(),
        Resources({"cpu": 100, "memory": 64 * MI}, {"cpu": 500, "memory": 200 * MI}),
        Resources({"cpu": 900, "memory": 300 * MI}, {"memory": 900 * MI}),
        Resources({"cpu": 100, "memory": 64 * MI}, {"ephemeral-storage": 60 * MI}),
    ]
)
hooks = st.sampled_from([None, None, None, Exec(("warm", "up")), Exec(("fail",)), "sleep"])


@st.composite
def containers(draw: st.DrawFn, name: str, *, sidecar: bool = False) -> Container:
    return Container(
        name,
        draw(
            st.sampled_from(["shop:1", "shop:2", "gone:1"] if draw(st.booleans()) else ["shop:1"])
        ),
        image_pull_policy=draw(
            st.sampled_from(["IfNotPresent", "IfNotPresent", "Always", "Never"])
        ),
        startup=draw(maybe_probe),
        readiness=draw(readiness_probes),
        liveness=draw(maybe_probe),
        resources=draw(resources),
        restart_policy="Always" if sidecar else None,
        post_start=draw(hooks.filter(lambda hook: hook != "sleep")),
        pre_stop=draw(hooks),
        pre_stop_sleep_s=3,
    )


programs = st.builds(
    Program,
    port=st.just(PORT),
    loads_ms=st.sampled_from([0, 900, 12_345, 40_000]),
    loads_cpu_m=st.sampled_from([0, 500, 1_500]),
    connects_ms=st.integers(0, 3_000),
    stops_ms=st.sampled_from([0, 500, 4_000, 60_000]),
    exits_ms=st.sampled_from([None, None, None, 0, 5_000, 100_000, 601_000]),
    exit_code=st.sampled_from([0, 1]),
    memory=st.sampled_from([0, 30 * MI, 250 * MI]),
    leaks_per_s=st.sampled_from([0, 0, MI // 2, 5 * MI]),
    logs_per_s=st.sampled_from([0, MB, 30 * MB]),
    writes_per_s=st.sampled_from([0, 0, 0, 3 * MB, 20 * MB]),
    endpoints=st.just(ENDPOINTS),
)
finite = st.builds(
    Program,
    loads_ms=st.sampled_from([0, 2_500]),
    exits_ms=st.just(0),
    exit_code=st.sampled_from([0, 0, 1]),
)


@st.composite
def pods(draw: st.DrawFn, number: int) -> tuple[int, Pod, dict[str, Program], int]:
    regular = [draw(containers(f"c{n}")) for n in range(draw(st.integers(1, 2)))]
    kinds = draw(st.lists(st.booleans(), max_size=2))
    inits = [
        draw(containers(f"i{n}", sidecar=sidecar))
        if sidecar
        else Container(f"i{n}", "shop:1", image_pull_policy="IfNotPresent")
        for n, sidecar in enumerate(kinds)
    ]
    pod = Pod(
        f"pod{number}",
        tuple(regular),
        uid=f"u{number}",
        init_containers=tuple(inits),
        restart_policy=draw(st.sampled_from(["Always", "Always", "OnFailure", "Never"])),
        termination_grace_period_s=draw(st.sampled_from([0, 5, 30])),
        runtime_class=draw(st.sampled_from(["", "", "kata", "no-such"])),
    )
    plans = {container.name: draw(programs) for container in regular}
    for container in inits:
        plans[container.name] = draw(programs if container.restart_policy else finite)
    return draw(instants.map(lambda ms: ms // 3)), pod, plans, draw(st.sampled_from([0, 0, 1_000]))


changes = st.builds(
    Change,
    instants,
    st.sampled_from(
        [
            "database",
            "slow",
            "deadlock",
            "crash",
            "leak",
            "delete",
            "pause",
            "disk",
            "registry",
            "kubelet",
            "kubelet",
            "network",
        ]
    ),
    st.integers(0, 2),
    st.integers(0, 3),
)
stories = st.builds(
    Story,
    st.integers(1, 3).flatmap(lambda n: st.tuples(*map(pods, range(n))).map(list)),
    st.lists(changes, max_size=8),
    st.sampled_from(["containerd", "cri-o", "gvisor", "plain"]),
)
DISK = (0, 60 * MB, 99 * MB, 400 * MB)
DATABASE = ("up", "down", "hangs", "up")


class Stage:
    """A story on a clock."""

    def __init__(self, story: Story, *, skip: bool) -> None:
        self.clock = Clock(skip=skip)
        registry = Registry(
            {"shop:1": Image({"base": 40 * MB, "one": 9 * MB}), "shop:2": Image({"base": 40 * MB})}
        )
        self.node = Node(self.clock, machine=MACHINE, handler=story.handler, registry=registry)
        trace = self.node.trace
        registry.trouble = Signal("registry", "", trace)
        self.registry = registry.trouble
        self.database = Signal("database", "up", trace)
        self.slow, self.deadlock = Signal("slowness", 0, trace), Signal("deadlock", 0, trace)
        self.crash, self.leak = Signal("crash", 0, trace), Signal("leak", 0, trace)
        self.world = World(
            {"database": self.database}, self.slow, self.deadlock, self.crash, self.leak
        )
        for at_ms, pod, plans, volumes_ms in story.pods:
            self.at(at_ms, self.arrive, pod, plans, volumes_ms)
        for change in story.changes:
            self.at(change.at_ms, self.turn, change)

    def at(self, at_ms: int, action: object, *arguments: object) -> None:
        self.clock.at(at_ms, lambda: action(*arguments), order=WORLD)

    def arrive(self, pod: Pod, plans: dict[str, Program], volumes_ms: int) -> None:
        given = {name: (program, self.world) for name, program in plans.items()}
        self.node.add_pod(pod, given, volumes_ms=volumes_ms)

    def turn(self, change: Change) -> None:
        uid, now_ms, value = f"u{change.pod}", self.clock.now_ms, change.value
        match change.what:
            case "database":
                self.database.set(DATABASE[value], now_ms, f"database {DATABASE[value]}")
            case "slow":
                self.slow.set(value * 700, now_ms, f"{value * 700} ms slower")
            case "deadlock" | "crash":
                signal = getattr(self, change.what)
                signal.set(signal.value + 1, now_ms, change.what)
            case "leak":
                self.leak.set(value * MI, now_ms, f"leaks {value} MiB/s more")
            case "registry":
                words = "" if value % 2 else "dial tcp: i/o timeout"
                self.registry.set(words, now_ms, words or "the registry answers")
            case what:
                self.turn_node(what, uid, value)

    def turn_node(self, what: str, uid: str, value: int) -> None:
        match what:
            case "delete" if uid in self.node.runtime.pods:
                self.node.delete_pod(uid, grace_s=None if value else 1)
            case "pause" if uid in self.node.runtime.pods:
                self.node.kill_pause(uid)
            case "disk":
                self.node.write_to_disk(DISK[value], f"{DISK[value]} bytes/s to disk")
            case "kubelet":
                (self.node.stop_kubelet if value % 2 else self.node.start_kubelet)()
            case "network" if value % 2:
                self.node.mend_network()
            case "network":
                self.node.lose_network()

    def run(self, until_ms: int = LASTS_MS) -> list[tuple[object, ...]]:
        self.clock.run(until_ms, MOST_EVENTS)
        return [tuple(entry) for entry in self.node.trace]
