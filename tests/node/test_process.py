"""What a program answers while it loads, serves, waits for its database, or is stuck."""

from collections.abc import Callable

import pytest

from kubelet_lab.node.handlers import GRPCReply, Request
from kubelet_lab.node.process import NEVER_MS, Endpoint, Process, Program, World
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Exec, HTTPGet

IP = "10.244.1.5"
ENDPOINTS = {
    "/health": Endpoint(),
    "/ready": Endpoint(needs=("database",), beside_stuck=True),
    "/alive": Endpoint(while_loading=True),
    "cat /tmp/healthy": Endpoint(),
    "payments": Endpoint(),
}


class Site:
    """A running process and its world."""

    def __init__(self) -> None:
        self.clock, self.trace = Clock(), Trace()
        self.database = Signal("database", "up", self.trace)
        self.slowness = Signal("slowness", 0, self.trace)
        self.deadlock = Signal("deadlock", 0, self.trace)
        world = World({"database": self.database}, self.slowness, self.deadlock)
        started = self.trace.add(0, "runtime", "pod/a", "StartContainer")
        program = Program(loads_ms=30_000, connects_ms=2_000, endpoints=ENDPOINTS)
        self.process = Process(
            program,
            world,
            self.clock,
            ip=IP,
            note=lambda text, why: self.trace.add(self.clock.now_ms, "process", "a", text, why),
            changed=lambda: None,
            started=started,
        )

    def get(self, path: str, **change: object) -> tuple[int, int] | None:
        request = Request("http", IP, 8080, path, ())._replace(**change)
        reply = self.process.http(request)
        return reply and (reply.status, reply.headers_ms)


def loading(_: Site) -> None: ...


def loaded(site: Site) -> None:
    site.clock.run(31_000)


def serving(site: Site) -> None:
    site.clock.run(40_000)


def without_database(site: Site) -> None:
    serving(site)
    site.database.set("down", 40_000, "database down")


def hanging_database(site: Site) -> None:
    serving(site)
    site.database.set("hangs", 40_000, "database hangs")


def stuck(site: Site) -> None:
    serving(site)
    site.deadlock.set(1, 40_000, "deadlock")


def slow(site: Site) -> None:
    serving(site)
    site.slowness.set(3_000, 40_000, "slow answers")


def ended(site: Site) -> None:
    serving(site)
    site.process.end(0)


@pytest.mark.parametrize(
    ("comes_to", "health", "ready", "port"),
    [
        (loading, (503, 5), (503, 5), 1),
        (loaded, (200, 5), (503, 5), 1),
        (serving, (200, 5), (200, 5), 1),
        (without_database, (200, 5), (503, 5), 1),
        (hanging_database, (200, 5), (503, NEVER_MS), 1),
        (stuck, (503, NEVER_MS), (200, 5), 1),  # the kernel still accepts
        (slow, (200, 3_005), (200, 3_005), 1),
        (ended, None, None, None),
    ],
)
def test_each_endpoint_stands_on_something_else(
    comes_to: Callable[[Site], None],
    health: tuple[int, int] | None,
    ready: tuple[int, int] | None,
    port: int | None,
) -> None:
    site = Site()
    comes_to(site)
    assert site.get("/health") == health
    assert site.get("/ready") == ready
    assert site.process.tcp(IP, 8080) == port


def test_an_endpoint_may_answer_while_the_rest_is_loading() -> None:
    assert Site().get("/alive") == (200, 5)


def test_what_it_does_not_know_is_404_and_what_it_does_not_listen_on_is_refused() -> None:
    site = Site()
    assert site.get("/nowhere") == (404, 5)
    assert site.get("/health", port=80) is None
    assert site.get("/health", host="10.0.0.1") is None
    assert site.get("/health", scheme="https") == (0, 0)  # it does not speak TLS


def test_commands_and_grpc_services_follow_the_same_state() -> None:
    site = Site()
    assert site.process.exec(("cat", "/tmp/healthy")).exit_code == 1  # noqa: S108
    assert site.process.grpc(8080, "payments") == GRPCReply("NOT_SERVING", lasts_ms=5)
    serving(site)
    assert site.process.exec(("cat", "/tmp/healthy")).exit_code == 0  # noqa: S108
    assert site.process.grpc(8080, "payments") == GRPCReply("SERVING", lasts_ms=5)
    assert site.process.grpc(8080, "other") == GRPCReply(code="NotFound", desc="unknown service")


def test_why_names_what_an_answer_stands_on() -> None:
    site = Site()
    without_database(site)
    because = site.process.why(HTTPGet("/ready", 8080))
    assert because is not None
    assert site.trace[because].text == "database down"
    assert site.trace[site.process.why(HTTPGet("/health", 8080)) or 0].text == (
        "the program has loaded"
    )
    assert site.process.why(Exec(("anything", "else"))) == site.process.cause


def test_only_a_stuck_process_needs_the_whole_grace_period() -> None:
    site = Site()
    serving(site)
    assert site.process.stops_within(30_000) == 1_000
    assert site.process.stops_within(500) == 500
    site.deadlock.set(1, 40_000, "deadlock")
    assert site.process.stops_within(30_000) == 30_000
