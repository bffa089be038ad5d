"""What the engine needs to know of a pod: the typed, defaulted view of a manifest.

Field names are those of the Pod API in snake case, with the unit as a suffix.
Source: FACTS 1.7 and 2; pkg/apis/core/types.go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ProbeType = Literal["startup", "readiness", "liveness"]
PROBE_TYPES: tuple[ProbeType, ...] = ("startup", "readiness", "liveness")  # order of AddPod


@dataclass(frozen=True, slots=True)
class HTTPGet:
    """`httpGet`: a GET request; `port` is a number or the name of a container port."""

    path: str = "/"
    port: int | str = 80
    host: str = ""
    scheme: str = "HTTP"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TCPSocket:
    """`tcpSocket`: open a connection, close it at once."""

    port: int | str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Exec:
    """`exec`: run a command inside the container; exit code 0 is success."""

    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GRPC:
    """`grpc`: the standard gRPC health check, no TLS, numeric port only."""

    port: int
    service: str = ""


Handler = HTTPGet | TCPSocket | Exec | GRPC


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe after defaulting (FACTS 1.7); times in whole seconds, as the API has them."""

    handler: Handler | None
    initial_delay_s: int = 0
    timeout_s: int = 1
    period_s: int = 10
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_period_s: int | None = None


@dataclass(frozen=True, slots=True)
class Resources:
    """Requests and limits by resource name: cpu in millicores, all others in their base unit."""

    requests: dict[str, int] = field(default_factory=dict, hash=False)
    limits: dict[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Container:
    """One container after defaulting. `restart_policy` is set on sidecars only."""

    name: str
    image: str
    image_pull_policy: str = "IfNotPresent"
    ports: tuple[tuple[str, int], ...] = ()  # (name, containerPort)
    startup: Probe | None = None
    readiness: Probe | None = None
    liveness: Probe | None = None
    resources: Resources = field(default_factory=Resources)
    restart_policy: str | None = None
    post_start: Handler | Literal["sleep"] | None = None
    pre_stop: Handler | Literal["sleep"] | None = None
    pre_stop_sleep_s: int = 0

    def probe(self, probe_type: ProbeType) -> Probe | None:
        """The probe of that type, or None."""
        return {"startup": self.startup, "readiness": self.readiness, "liveness": self.liveness}[
            probe_type
        ]


@dataclass(frozen=True, slots=True)
class Toleration:
    """One toleration; empty `key` or `effect` matches all; `seconds` None means for ever."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""
    seconds: int | None = None

    def tolerates(self, key: str, value: str, effect: str) -> bool:
        """Whether it speaks of that taint (core/v1/toleration.go: ToleratesTaint)."""
        if self.effect not in ("", effect) or self.key not in ("", key):
            return False
        if self.operator in ("", "Equal"):
            return self.value == value
        return self.operator == "Exists"


@dataclass(frozen=True, slots=True)
class Pod:
    """One pod (or one pod template with a name) after defaulting."""

    name: str
    containers: tuple[Container, ...]
    namespace: str = "default"
    uid: str = ""
    init_containers: tuple[Container, ...] = ()
    restart_policy: str = "Always"
    termination_grace_period_s: int = 30
    host_network: bool = False
    runtime_class: str = ""
    priority_class: str = ""
    priority: int = 0  # the number: the higher, the later it is given up
    static: bool = False  # from a file on the node
    tolerations: tuple[Toleration, ...] = ()
    readiness_gates: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
