"""What the kubelet makes of what a program answers, beyond the recorded cases."""

import pytest

from kubelet_lab.node.handlers import Attempt, ExecReply, GRPCReply, HTTPReply, Request, attempt
from kubelet_lab.spec.pod import GRPC, HTTPGet, TCPSocket


class Answers:
    """A target with one answer for everything; a list is answered one after the other."""

    def __init__(self, *replies: HTTPReply | None, accepts_ms: int | None = 0) -> None:
        self.replies, self.accepts_ms = list(replies), accepts_ms
        self.requests: list[Request] = []

    def http(self, request: Request) -> HTTPReply | None:
        self.requests.append(request)
        return self.replies[min(len(self.requests), len(self.replies)) - 1]

    def tcp(self, _host: str, _port: int) -> int | None:
        return self.accepts_ms

    def exec(self, _command: tuple[str, ...]) -> ExecReply:
        return ExecReply(0)

    def grpc(self, _port: int, _service: str) -> GRPCReply | None:
        return None


def probe(target: Answers, handler: HTTPGet | TCPSocket | GRPC, timeout_ms: int = 1000) -> Attempt:
    return attempt(handler, target, pod_ip="10.0.0.1", timeout_ms=timeout_ms)


def test_a_redirect_to_the_same_host_is_followed_on_any_port() -> None:
    target = Answers(HTTPReply(302, location="http://10.0.0.1:9090/up?x=1"), HTTPReply(200, "ok"))
    assert probe(target, HTTPGet("/", 8080)) == Attempt("success", "ok")
    assert [(r.port, r.path) for r in target.requests] == [(8080, "/"), (9090, "/up?x=1")]


def test_a_redirect_to_another_host_ends_there_as_a_warning() -> None:
    target = Answers(HTTPReply(302, "elsewhere", location="http://example.com/"))
    assert probe(target, HTTPGet("/", 8080)).result == "warning"
    assert len(target.requests) == 1


def test_ten_redirects_are_enough() -> None:
    target = Answers(HTTPReply(302, location="/again"))
    done = probe(target, HTTPGet("/again", 8080))
    assert done.output == 'Get "/again": stopped after 10 redirects'
    assert len(target.requests) == 10


def test_the_timeout_is_for_all_hops_together() -> None:
    slow = HTTPReply(302, location="/next", headers_ms=600)
    done = probe(Answers(slow), HTTPGet("/", 8080))
    assert (done.result, done.lasts_ms) == ("failure", 1000)
    assert done.output.startswith('Get "http://10.0.0.1:8080/next": context deadline exceeded')


@pytest.mark.parametrize(
    ("port", "error"),
    [
        ("web", 'strconv.Atoi: parsing "web": invalid syntax'),
        ("70000", "invalid port number: 70000"),
        (0, "invalid port number: 0"),
        ("-1", "invalid port number: -1"),
    ],
)
def test_a_port_that_cannot_be_used_is_an_error_and_no_failure(port, error) -> None:
    assert probe(Answers(HTTPReply(200)), HTTPGet("/", port)) == Attempt("unknown", error=error)


def test_a_connection_that_is_never_accepted_times_out() -> None:
    done = probe(Answers(accepts_ms=5000), TCPSocket(5432))
    assert done == Attempt("failure", "dial tcp 10.0.0.1:5432: i/o timeout", lasts_ms=1000)


def test_a_grpc_dial_goes_on_until_the_deadline() -> None:
    done = probe(Answers(), GRPC(9000), timeout_ms=2000)
    assert done.lasts_ms == 2000
    assert done.output == (
        'timeout: failed to connect service "10.0.0.1:9000" within 2s: context deadline exceeded'
    )
