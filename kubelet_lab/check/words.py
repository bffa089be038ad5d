"""How a check names probes and times."""

from __future__ import annotations

from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet, Probe, TCPSocket

LONGEST = 60  # characters of a command


def handler_words(handler: Handler | None) -> str:
    """A handler in a few words: "httpGet :8080/healthz", "exec redis-cli ping"."""
    match handler:
        case HTTPGet(path=path, port=port, host=host):
            return f"httpGet {host}:{port}{path if path.startswith('/') else f'/{path}'}"
        case TCPSocket(port=port, host=host):
            return f"tcpSocket {host}:{port}"
        case GRPC(port=port, service=service):
            return f"grpc :{port}" + (f" {service}" if service else "")
        case Exec(command=command):
            words = " ".join(" ".join(command).split())
            return f"exec {words if len(words) <= LONGEST else words[:LONGEST] + ' …'}"
    return "no handler"


def probe_words(probe: Probe) -> str:
    """A probe's handler and numbers in one line."""
    delay = f", from {probe.initial_delay_s} s on" if probe.initial_delay_s else ""
    tries = f"{probe.failure_threshold} failure{'s' if probe.failure_threshold > 1 else ''}"
    numbers = f"every {probe.period_s} s{delay}, timeout {probe.timeout_s} s, {tries}"
    if probe.success_threshold > 1:
        numbers += f", {probe.success_threshold} successes"
    return f"{handler_words(probe.handler)} {numbers}"


def span_words(shortest_s: int, longest_s: int) -> str:
    """A span of time: "20 to 30 s"."""
    return f"{shortest_s} s" if shortest_s == longest_s else f"{shortest_s} to {longest_s} s"
