"""The four handlers against what the real ones made of real local servers.

The servers of the recording are played by `Servers`: by path for HTTP, by the words of
`target_behaviour` for the rest.
"""

import re
from typing import Any
from urllib.parse import unquote

from kubelet_lab.node.handlers import (
    NOT_TLS,
    Attempt,
    ExecReply,
    GRPCReply,
    HTTPReply,
    Request,
    attempt,
)
from kubelet_lab.node.probe import probe
from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet, TCPSocket

PORTS = {"PORT": 33793, "TLSPORT": 33794, "CLOSEDPORT": 33795, "GRPCPORT": 33796}
BODILESS = (204, 304)
REDIRECTS = {301: "Moved Permanently", 302: "Found", 303: "See Other", 307: "Temporary Redirect",
             308: "Permanent Redirect"}  # fmt: skip


class Servers:
    """The servers of the recording, and what they saw."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.seen: list[Any] = []

    def http(self, request: Request) -> HTTPReply | None:
        if request.port == PORTS["CLOSEDPORT"]:
            return None
        if request.port == PORTS["TLSPORT"] and request.scheme == "http":
            return HTTPReply(400)  # Go's TLS server says so itself; the handler sees nothing
        if request.port != PORTS["TLSPORT"] and request.scheme == "https":
            return HTTPReply(0, NOT_TLS)
        self.seen.append(request)
        return self.reply(request.path.partition("?")[0])

    def reply(self, path: str) -> HTTPReply:  # noqa: PLR0911 - one for each server path
        if status := re.fullmatch(r"/status/(\d+)", path):
            code = int(status[1])
            return HTTPReply(code, "" if code in BODILESS else "body")
        if path.startswith("/redirect"):
            return self.redirect(path)
        if path == "/slow":
            return HTTPReply(200, "slow", headers_ms=1500)
        if path == "/slowbody":
            return HTTPReply(200, "slow", body_ms=1500)
        if path == "/big":
            return HTTPReply(200, "x" * 20_000)
        if "close" in self.behaviour and "port closed" not in self.behaviour:
            return HTTPReply(0)
        if self.behaviour.startswith("answers "):
            return HTTPReply(int(self.behaviour.split()[1]), "body")
        return HTTPReply(200, "hello")

    def redirect(self, path: str) -> HTTPReply:
        told = re.match(r"(\d+) to (\S+)", self.behaviour)
        code, to = (int(told[1]), told[2]) if told else (302, path)
        if "loop" in path or "itself" in self.behaviour:
            to = path
        elif "another host" in self.behaviour or "other host" in self.behaviour:
            to = to if "//" in to else "http://0.0.0.0/fail"
        return HTTPReply(code, f'<a href="{to}">{REDIRECTS[code]}</a>.\n\n', location=to)

    def tcp(self, _host: str, port: int) -> int | None:
        return None if port == PORTS["CLOSEDPORT"] else 0

    def exec(self, command: tuple[str, ...]) -> ExecReply:
        self.seen.append(command)
        if "timed out" in self.behaviour:
            return ExecReply(0, lasts_ms=1500)
        if "runtime error" in self.behaviour:
            why = "failed to exec in container: executable file not found in $PATH"
            return ExecReply(0, error=f"rpc error: code = Unknown desc = {why}")
        ended = re.match(r"exit code (\d+)(?:, prints (\S+)(?: (bytes))?)?", self.behaviour)
        assert ended, f"unknown behaviour: {self.behaviour}"
        said = "" if ended[2] == "nothing" else ended[2] or ""
        output = "y" * int(said) if ended[3] else said
        return ExecReply(int(ended[1]), output)

    def grpc(self, port: int, _service: str) -> GRPCReply | None:
        if port == PORTS["CLOSEDPORT"]:
            return None
        if self.behaviour == "NotFound":
            return GRPCReply(code="NotFound", desc="unknown service")
        if "1.5 s" in self.behaviour or "slow" in self.behaviour:
            return GRPCReply("SERVING", lasts_ms=1500)
        if any(word in self.behaviour.lower() for word in ("implement", "without", "no health")):
            return GRPCReply(code="Unimplemented", desc="unknown service grpc.health.v1.Health")
        return GRPCReply(self.behaviour)


def port_of(spec: dict[str, Any], default: str) -> int | str:
    port = spec.get("port", default)
    return PORTS.get(port, port)


def handler_of(case: dict[str, Any]) -> Handler | None:
    spec = case["probe_spec"]
    if case["handler"] == "httpGet":
        headers = tuple((h["name"], h["value"]) for h in spec["httpHeaders"] or ())
        return HTTPGet(
            spec["path"], port_of(spec, "PORT"), spec["host"], spec["scheme"] or "HTTP", headers
        )
    if case["handler"] == "tcpSocket":
        return TCPSocket(port_of(spec, "PORT"))
    if case["handler"] == "exec":
        return Exec(tuple(spec["command"]))
    if case["handler"] == "grpc":
        return GRPC(int(port_of(spec, "GRPCPORT")), spec["service"])
    return None


def masked(text: str) -> str:
    for name, number in PORTS.items():
        text = text.replace(str(number), name)
    return text


def cut_output(text: str) -> str:
    """The recording keeps the beginning of a long output, and its length."""
    return text if len(text) <= 400 else f"{text[:400]}... ({len(text)} characters)"


def cut_event(text: str) -> str:
    return text if len(text) <= 500 else f"{text[:500]}..."


def server_saw(request: Request) -> dict[str, str]:
    path, _, query = request.path.partition("?")
    headers = {f"header {name}": value for name, value in request.headers}
    host = request.host_header or f"{request.host}:{request.port}"
    fixed = {"method": "GET", "path": unquote(path), "query": query, "host": masked(host)}
    return {**headers, "header Connection": "close", **fixed}


def play(case: dict[str, Any]) -> dict[str, Any]:
    servers = Servers(case["target_behaviour"])
    spec = case["probe_spec"]
    ports = tuple((p["name"], p["containerPort"]) for p in spec.get("container_ports") or ())
    made: list[Attempt] = []

    def make_attempt() -> Attempt:
        made.append(
            attempt(
                handler_of(case),
                servers,
                pod_ip="127.0.0.1",
                timeout_ms=spec.get("timeoutSeconds", 1) * 1000,
                ports=ports,
                owner="p_default(uid):main",
            )
        )
        return made[-1]

    probed = probe("liveness", make_attempt)
    out = {
        "handler_result": made[-1].result,
        "handler_output": cut_output(masked(made[-1].output)),
        "handler_error": masked(made[-1].error),
        "final": probed.result or "discarded",
        "events": [cut_event(masked(probed.event))] if probed.event else [],
    }
    if case["handler"] in ("httpGet", "exec"):
        out["attempts_seen_by_target"] = len(servers.seen)
    if "request_seen_by_server" in case:
        out["request_seen_by_server"] = server_saw(servers.seen[-1])
    return out


def test_every_handler_answers_like_the_real_one(vectors, report) -> None:
    cases = vectors("probe_handlers")
    mismatches = []
    for case in cases:
        mine = play(case)
        for field, value in mine.items():
            if value != case[field]:
                mismatches.append(f"{case['name']} {field}: {value!r}, real {case[field]!r}")
    report(mismatches, len(cases))
