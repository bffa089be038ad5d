"""What a panel gives to take away is what one would apply."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from kubelet_lab.panels.probe_yaml import probe_yaml
from kubelet_lab.spec.pod import GRPC, Exec, Handler, HTTPGet, Probe, TCPSocket

MOVED = {"periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1}
HANDLERS = {
    "http": (HTTPGet("/ready", 8080), {"httpGet": {"path": "/ready", "port": 8080}}),
    "https, named port": (
        HTTPGet("/", "web", host="a", scheme="HTTPS", headers=(("X", "y: z"),)),
        {
            "httpGet": {
                "path": "/",
                "port": "web",
                "httpHeaders": [{"name": "X", "value": "y: z"}],
                "host": "a",
                "scheme": "HTTPS",
            }
        },
    ),
    "tcp": (TCPSocket(5432), {"tcpSocket": {"port": 5432}}),
    "exec": (Exec(("sh", "-c", "exit 1")), {"exec": {"command": ["sh", "-c", "exit 1"]}}),
    "grpc": (GRPC(9000, "live"), {"grpc": {"port": 9000, "service": "live"}}),
    "none": (None, {}),
}


@pytest.mark.parametrize("case", HANDLERS)
def test_every_handler_is_written_as_in_a_manifest(case: str) -> None:
    handler, written = HANDLERS[case]
    text = probe_yaml("liveness", Probe(handler))  # type: ignore[arg-type]
    assert YAML(typ="safe").load(text) == {"livenessProbe": written | MOVED}


def test_fields_that_are_not_default_are_kept() -> None:
    handler: Handler = TCPSocket(1)
    probe = Probe(handler, 15, 2, 4, 2, 5, termination_grace_period_s=60)
    assert probe_yaml("readiness", probe) == (
        "readinessProbe:\n"
        "  tcpSocket:\n"
        "    port: 1\n"
        "  periodSeconds: 4\n"
        "  failureThreshold: 5\n"
        "  timeoutSeconds: 2\n"
        "  initialDelaySeconds: 15\n"
        "  successThreshold: 2\n"
        "  terminationGracePeriodSeconds: 60\n"
    )
