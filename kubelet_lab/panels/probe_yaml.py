"""A probe as one would write it in a manifest: what a panel gives to take away."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet, Probe, ProbeType, TCPSocket

_MOVED = {  # a panel moves these, so they are always written
    "periodSeconds": "period_s",
    "failureThreshold": "failure_threshold",
    "timeoutSeconds": "timeout_s",
}
_IF_SET = {  # field: (slot, the API server's default)
    "initialDelaySeconds": ("initial_delay_s", 0),
    "successThreshold": ("success_threshold", 1),
    "terminationGracePeriodSeconds": ("termination_grace_period_s", None),
}


def probe_yaml(probe_type: ProbeType, probe: Probe) -> str:
    """The handler, the three fields a panel moves, and the others where they are not default."""
    fields = _handler(probe.handler)
    fields |= {field: getattr(probe, slot) for field, slot in _MOVED.items()}
    for field, (slot, default) in _IF_SET.items():
        if getattr(probe, slot) != default:
            fields[field] = getattr(probe, slot)
    text = StringIO()
    YAML().dump({f"{probe_type}Probe": fields}, text)
    return text.getvalue()


def _handler(handler: Handler | None) -> dict[str, Any]:
    match handler:
        case HTTPGet():
            headers = [{"name": name, "value": value} for name, value in handler.headers]
            given = {"path": handler.path, "port": handler.port, "httpHeaders": headers}
            scheme = {"scheme": handler.scheme} if handler.scheme != "HTTP" else {}
            return {"httpGet": _set(given | {"host": handler.host} | scheme)}
        case TCPSocket():
            return {"tcpSocket": _set({"port": handler.port, "host": handler.host})}
        case Exec():
            return {"exec": {"command": list(handler.command)}}
        case GRPC():
            return {"grpc": _set({"port": handler.port, "service": handler.service})}
        case None:
            return {}


def _set(fields: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if value not in ("", [])}
