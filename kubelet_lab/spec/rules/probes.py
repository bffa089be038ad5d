"""Probes, lifecycle hooks and the handlers they share: validateProbe, validateHandler."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, forbidden, invalid, not_supported, required
from kubelet_lab.spec.names import http_header, port_name, port_number

HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
NUMBERS = (
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
)


def probe_errors(name: str, probe: Struct, path: str) -> Iterator[FieldError]:
    """`name` is livenessProbe, readinessProbe or startupProbe."""
    yield from _handler(probe, path, grace_s=0)
    for number in NUMBERS:
        if probe.get(number, 0) < 0:
            value = probe[number]
            yield invalid(f"{path}.{number}", value, "must be greater than or equal to 0")
    grace_s = probe.get("terminationGracePeriodSeconds")
    at = f"{path}.terminationGracePeriodSeconds"
    if grace_s is not None and grace_s <= 0:
        yield invalid(at, grace_s, "must be greater than 0")
    if name == "readinessProbe":
        if grace_s is not None:
            yield invalid(at, grace_s, "must not be set for readinessProbes")
    elif probe["successThreshold"] != 1:
        yield invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")


def lifecycle_errors(lifecycle: Struct, path: str, grace_s: int) -> Iterator[FieldError]:
    """The hooks; a sleep must be over within the pod's grace period of `grace_s` seconds."""
    for hook in ("postStart", "preStop"):
        if hook in lifecycle:
            yield from _handler(lifecycle[hook], f"{path}.{hook}", grace_s)


def _handler(struct: Struct, path: str, grace_s: int) -> Iterator[FieldError]:
    given = [name for name in HANDLERS if name in struct]
    if not given:
        yield required(path, "must specify a handler type")
        return
    yield from _action(given[0], struct[given[0]], f"{path}.{given[0]}", grace_s)
    for name in given[1:]:
        yield forbidden(f"{path}.{name}", "may not specify more than 1 handler type")


def _action(name: str, action: Struct, path: str, grace_s: int) -> Iterator[FieldError]:
    if name == "exec":
        if not action.get("command"):
            yield required(f"{path}.command")
    elif name == "httpGet":
        yield from _http_get(action, path)
    elif name == "sleep":
        yield from _sleep(action["seconds"], path, grace_s)
    else:
        yield from _port(action["port"], f"{path}.port")


def _http_get(action: Struct, path: str) -> Iterator[FieldError]:
    yield from _port(action["port"], f"{path}.port")
    if action["scheme"] not in {"HTTP", "HTTPS"}:
        yield not_supported(f"{path}.scheme", action["scheme"], ("HTTP", "HTTPS"))
    for header in action.get("httpHeaders", []):
        for reason in http_header(header["name"]):
            yield invalid(f"{path}.httpHeaders", header["name"], reason)


def _port(port: int | str, path: str) -> Iterator[FieldError]:
    for reason in port_name(port) if isinstance(port, str) else port_number(port):
        yield invalid(path, port, reason)


def _sleep(seconds: int, path: str, grace_s: int) -> Iterator[FieldError]:
    if seconds <= 0 or seconds > grace_s:
        yield invalid(
            path,
            seconds,
            "must be greater than 0 and less than terminationGracePeriodSeconds "
            f"({grace_s}). Enable AllowPodLifecycleSleepActionZeroValue feature gate "
            "for zero sleep.",
        )
