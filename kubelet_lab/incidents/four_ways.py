"""One deadlock, asked about in four ways: what each handler notices of a process that is stuck.

Source of the words: the lesson's "Probe Methods"; of the rules: FACTS 1.6, pkg/probe/*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.checkout_settings import FIELDS, with_settings
from kubelet_lab.incidents.service import Night, Run, play
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.handlers import ExecReply, HTTPReply, attempt
from kubelet_lab.node.process import NEVER_MS
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.spec.pod import GRPC, Container, Exec, Handler, HTTPGet, Pod, Probe, TCPSocket

PORT = 8080
HANDLERS: dict[str, Handler] = {
    "httpGet": HTTPGet("/healthz", PORT),
    "tcpSocket": TCPSocket(PORT),
    "exec a look at the process list": Exec(("pgrep", "app")),
    "exec the program's own client": Exec(("app-cli", "ping")),
    "grpc": GRPC(PORT, "app"),
}
PROGRAM = Program(
    PORT,
    endpoints={
        "/healthz": Endpoint(),
        "pgrep app": Endpoint(beside_stuck=True, while_loading=True, lasts_ms=40),
        "app-cli ping": Endpoint(lasts_ms=120),
        "app": Endpoint(),
    },
)
APP = Pod("app", (Container("app", "app:1", liveness=Probe(HANDLERS["httpGet"])),), uid="app-1")
TOLD = {
    "handler": "httpGet",
    "stuck_s": 25,
    "lasts_s": 100,
    **{f"liveness.{api}": getattr(APP.containers[0].liveness, our) for api, our in FIELDS.items()},
}


def _run(parameters: Mapping[str, Any]) -> Run:
    """Play the deadlock for a probe with the handler that the parameters name."""
    settings = {name: value for name, value in parameters.items() if "." in name}
    pod = with_settings(APP, settings)
    container = pod.containers[0]
    asked = replace(container.liveness, handler=HANDLERS[parameters["handler"]])  # type: ignore[type-var]
    pod = replace(pod, containers=(replace(container, liveness=asked),))
    night = Night(deadlock_s=parameters["stuck_s"], lasts_s=parameters["lasts_s"])
    return play(pod, PROGRAM, night, name="app")


def _play(parameters: Mapping[str, Any]) -> Outcome:
    run = _run(parameters)
    rows = [*_http(), *_tcp(parameters), *_exec(), _grpc(parameters)]
    return Outcome("probes.handlers", parameters, rows, run.trace, run.zero_ms, run.history)


class _Answers:
    """A target that answers everything in one way."""

    def __init__(self, status: int = 200, exit_code: int = 0, *, late: bool = False) -> None:
        self._status, self._exit_code = status, exit_code
        self._ms = NEVER_MS if late else 1

    def http(self, _request: object) -> HTTPReply:
        return HTTPReply(self._status, headers_ms=self._ms)

    def tcp(self, _host: str, _port: int) -> int | None:
        return self._ms if self._status else None

    def exec(self, _command: tuple[str, ...]) -> ExecReply:
        return ExecReply(self._exit_code, lasts_ms=self._ms)

    def grpc(self, _port: int, _service: str) -> None:
        return None


def _result(handler: str, target: _Answers) -> str:
    made = attempt(HANDLERS[handler], target, pod_ip="10.244.1.5", timeout_ms=1000)
    return made.result


def _exec_result(target: _Answers) -> str:
    return _result("exec the program's own client", target)


def _good(handler: str, target: _Answers) -> bool:
    return _result(handler, target) in ("success", "warning")


def _http() -> Iterator[Row]:
    good = [status for status in range(100, 600) if _good("httpGet", _Answers(status))]
    yield row(
        None,
        "HTTP GET: Success: Status 200-399",
        None,
        f"{good[0]} to {good[-1]}",
        "A redirect is followed if it stays on the same host; to another host it counts as good.",
        holds=(good[0], good[-1], len(good)) == (200, 399, 200),
    )
    yield row(
        None,
        "Failure: Other status codes or timeout",
        None,
        f"status 503: {_result('httpGet', _Answers(503))}, "
        f"no answer in time: {_result('httpGet', _Answers(late=True))}",
        holds=True,
    )


def _tcp(parameters: Mapping[str, Any]) -> Iterator[Row]:
    stuck = _run({**parameters, "handler": "tcpSocket"})
    yield row(
        None,
        "TCP Socket: Success: Connection established",
        None,
        f"also by a process that is stuck: RESTARTS {stuck.restarts}",
        "The kernel completes the handshake for whoever has the port. It asks no program.",
        holds=True,
    )
    yield row(
        None,
        "Failure: Connection refused or timeout",
        None,
        f"refused: {_result('tcpSocket', _Answers(0))}, "
        f"no answer: {_result('tcpSocket', _Answers(late=True))}",
        holds=True,
    )


def _exec() -> Iterator[Row]:
    yield row(
        None,
        "Exec Command: Success: Exit code 0. Failure: Non-zero exit code",
        None,
        f"0: {_exec_result(_Answers())}, "
        f"1: {_exec_result(_Answers(exit_code=1))}, "
        f"no end in time: {_exec_result(_Answers(late=True))}",
        "A timeout counts since 1.20. A command that cannot be run at all counts as nothing.",
        holds=True,
    )


def _grpc(parameters: Mapping[str, Any]) -> Row:
    run = _run({**parameters, "handler": "grpc"})
    return row(
        None,
        "(three methods)",
        None,
        f"and a fourth, grpc: the standard health check. RESTARTS {run.restarts}",
        "On by default since 1.24: the kubelet brings the client, the image needs none.",
        holds=False,
    )


INCIDENTS = {
    "probes.handlers": Incident(
        "One deadlock, four ways to ask", TOLD, _play, words={"handler": tuple(HANDLERS)}
    )
}
