"""How one probe attempt is made and judged (pkg/probe/{http,tcp,exec,grpc}; FACTS 1.6).

A `Target` says what the world answers; the functions here say what the kubelet makes of it.
Durations are milliseconds; an attempt never lasts longer than the probe's timeout.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet, TCPSocket

MAX_BODY = 10 * 1024  # pkg/probe/{http,exec}: maxRespBodyLength, maxReadLength
MAX_REDIRECTS = 10  # pkg/probe/http: RedirectChecker
USER_AGENT = "kube-probe/1.32"
REFUSED = "connect: connection refused"
CLOSED = "EOF"
NOT_TLS = "http: server gave HTTP response to HTTPS client"
LATE_HEADERS = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
LATE_BODY = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
NO_HEALTH_SERVICE = (
    "this server does not implement the grpc health protocol (grpc.health.v1.Health)"
)


class Request(NamedTuple):
    """The HTTP request that a probe sends; `headers` without `Host`."""

    scheme: str
    host: str
    port: int
    path: str  # with the query
    headers: tuple[tuple[str, str], ...]
    host_header: str = ""

    @property
    def url(self) -> str:
        """The address as Go prints it in an error."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"


class HTTPReply(NamedTuple):
    """What comes back: `status` 0 means no answer, `body` then says how Go puts it."""

    status: int
    body: str = ""
    location: str = ""
    headers_ms: int = 0  # until the headers are there
    body_ms: int = 0  # until the body has ended


class ExecReply(NamedTuple):
    """How a command ended; `error` is set when it could not be run at all."""

    exit_code: int
    output: str = ""
    lasts_ms: int = 0
    error: str = ""


class GRPCReply(NamedTuple):
    """A health status (SERVING, NOT_SERVING, …), or the code and text of a failed call."""

    status: str = ""
    code: str = ""
    desc: str = ""
    lasts_ms: int = 0


class Target(Protocol):
    """The world behind a probe. None means: nobody listens on that port."""

    def http(self, request: Request) -> HTTPReply | None:
        """Answer a GET request."""

    def tcp(self, host: str, port: int) -> int | None:
        """Accept a connection after so many milliseconds."""

    def exec(self, command: tuple[str, ...]) -> ExecReply:
        """Run a command in the container."""

    def grpc(self, port: int, service: str) -> GRPCReply | None:
        """Answer a gRPC health check."""


class Attempt(NamedTuple):
    """One attempt: a result that counts, or an error that is thrown away."""

    result: Literal["success", "warning", "failure", "unknown"]
    output: str = ""
    error: str = ""
    lasts_ms: int = 0


def attempt(
    handler: Handler | None,
    target: Target,
    *,
    pod_ip: str,
    timeout_ms: int,
    ports: tuple[tuple[str, int], ...] = (),
    owner: str = "",
) -> Attempt:
    """Make one probe attempt. `owner` names pod and container in the no-handler error."""
    match handler:
        case HTTPGet() | TCPSocket():
            port = resolve_port(handler.port, ports)
            if isinstance(port, str):
                return Attempt("unknown", error=port)
            host = handler.host or pod_ip
            if isinstance(handler, TCPSocket):
                return _tcp(target.tcp(host, port), f"{host}:{port}", timeout_ms)
            return _http(build_request(handler, host, port), target, timeout_ms)
        case Exec():
            return _exec(handler, target.exec(handler.command), timeout_ms)
        case GRPC():
            reply = target.grpc(handler.port, handler.service)
            return _grpc(reply, f"{pod_ip}:{handler.port}", timeout_ms)
    return Attempt("unknown", error=f"missing probe handler for {owner}")


def resolve_port(port: int | str, ports: tuple[tuple[str, int], ...]) -> int | str:
    """Return the port number, or Go's error text (pkg/probe/util.go: ResolveContainerPort)."""
    number = dict(ports).get(port) if isinstance(port, str) else port
    if number is None:
        digits = str(port).removeprefix("+").removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            return f'strconv.Atoi: parsing "{port}": invalid syntax'
        number = int(port)
    return number if 0 < number < 65536 else f"invalid port number: {number}"  # noqa: PLR2004


@lru_cache(maxsize=1024)  # every look of a probe asks the same
def build_request(handler: HTTPGet, host: str, port: int) -> Request:
    """Build the request (pkg/probe/http/request.go): defaults fill in, empty values remove."""
    headers: dict[str, str] = {}
    for name, value in handler.headers:
        headers.setdefault("-".join(word.capitalize() for word in name.split("-")), value)
    headers.setdefault("User-Agent", USER_AGENT)
    headers.setdefault("Accept", "*/*")
    host_header = headers.pop("Host", "")
    kept = tuple(sorted((name, value) for name, value in headers.items() if value))
    path = handler.path.partition("#")[0]
    path = path if path.startswith("/") else f"/{path}"
    return Request(handler.scheme.lower() or "http", host, port, path, kept, host_header)


def _http(request: Request, target: Target, timeout_ms: int) -> Attempt:
    spent_ms, location = 0, ""
    for _ in range(MAX_REDIRECTS):
        reply = target.http(request)
        if reply is None:
            dial = f"dial tcp {request.host}:{request.port}: {REFUSED}"
            return _failure(f'Get "{request.url}": {dial}', spent_ms)
        spent_ms += reply.headers_ms
        if spent_ms >= timeout_ms:
            return _failure(f'Get "{request.url}": {LATE_HEADERS}', timeout_ms)
        if reply.status == 0:
            return _failure(f'Get "{request.url}": {reply.body or CLOSED}', spent_ms)
        following = _redirected(request, reply)
        if following is None:
            return _judge_http(reply, spent_ms, timeout_ms)
        request, location = following, reply.location
    # Go names the last Location as it came, not the whole address
    text = f'Get "{location}": stopped after {MAX_REDIRECTS} redirects'
    return _failure(text, spent_ms)


def _redirected(request: Request, reply: HTTPReply) -> Request | None:
    """The next request; None when the reply stands (no redirect, or to another hostname)."""
    if reply.status not in (301, 302, 303, 307, 308) or not reply.location:
        return None
    to = urlsplit(urljoin(request.url, reply.location))
    if to.hostname != request.host:
        return None
    port = to.port or (443 if to.scheme == "https" else 80)
    path = (to.path or "/") + (f"?{to.query}" if to.query else "")
    return request._replace(scheme=to.scheme, port=port, path=path)


def _judge_http(reply: HTTPReply, spent_ms: int, timeout_ms: int) -> Attempt:
    if spent_ms + reply.body_ms >= timeout_ms:
        return Attempt("failure", error=LATE_BODY, lasts_ms=timeout_ms)
    spent_ms += reply.body_ms
    body = reply.body[:MAX_BODY]
    if 200 <= reply.status < 300:  # noqa: PLR2004
        return Attempt("success", body, lasts_ms=spent_ms)
    if 300 <= reply.status < 400:  # noqa: PLR2004
        output = f"Probe terminated redirects, Response body: {body}"
        return Attempt("warning", output, lasts_ms=spent_ms)
    return _failure(f"HTTP probe failed with statuscode: {reply.status}", spent_ms)


def _tcp(accepted_ms: int | None, address: str, timeout_ms: int) -> Attempt:
    if accepted_ms is None:
        return _failure(f"dial tcp {address}: {REFUSED}", 0)
    if accepted_ms >= timeout_ms:
        return _failure(f"dial tcp {address}: i/o timeout", timeout_ms)
    return Attempt("success", lasts_ms=accepted_ms)


def _exec(handler: Exec, reply: ExecReply, timeout_ms: int) -> Attempt:
    if reply.error:
        return Attempt("unknown", error=reply.error, lasts_ms=reply.lasts_ms)
    if reply.lasts_ms >= timeout_ms:
        command = " ".join(handler.command)
        text = f'command timed out: "{command}" timed out after {timeout_ms // 1000}s'
        return _failure(text, timeout_ms)
    output = reply.output[:MAX_BODY]
    if reply.exit_code:
        return _failure(output, reply.lasts_ms)
    return Attempt("success", output, lasts_ms=reply.lasts_ms)


def _grpc(reply: GRPCReply | None, address: str, timeout_ms: int) -> Attempt:
    within = f"within {timeout_ms // 1000}s"
    if reply is None:  # the dial blocks and tries again until the deadline
        text = f'timeout: failed to connect service "{address}" {within}: '
        return _failure(text + "context deadline exceeded", timeout_ms)
    if reply.lasts_ms >= timeout_ms:
        return _failure(f"timeout: health rpc did not complete {within}", timeout_ms)
    if reply.code == "Unimplemented":
        return _failure(f"error: {NO_HEALTH_SERVICE}: {reply.desc}", reply.lasts_ms)
    if reply.code:
        text = f"error: health rpc probe failed: rpc error: code = {reply.code} desc = {reply.desc}"
        return _failure(text, reply.lasts_ms)
    if reply.status != "SERVING":
        text = f'service unhealthy (responded with "{reply.status}")'
        return _failure(text, reply.lasts_ms)
    return Attempt("success", "service healthy", lasts_ms=reply.lasts_ms)


def _failure(output: str, lasts_ms: int) -> Attempt:
    return Attempt("failure", output, lasts_ms=lasts_ms)
