"""From a decoded, defaulted, valid pod to the typed `Pod` that the engine runs."""

from __future__ import annotations

from typing import Literal

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.pod import (
    GRPC,
    Container,
    Exec,
    Handler,
    HTTPGet,
    Pod,
    Probe,
    Resources,
    TCPSocket,
    Toleration,
)
from kubelet_lab.spec.quantity import MILLI, Quantity

SYSTEM_CLASSES = {  # the two PriorityClasses that every cluster has (scheduling/v1/helpers.go)
    "system-cluster-critical": 2_000_000_000,
    "system-node-critical": 2_000_001_000,
}


def to_pod(pod: Struct) -> Pod:
    """The typed pod; `pod` is what `admit` gives as `defaulted`, and has no errors."""
    metadata, spec = pod["metadata"], pod["spec"]
    grace_s = spec["terminationGracePeriodSeconds"]
    return Pod(
        name=metadata.get("name", ""),
        namespace=metadata.get("namespace", "default"),
        uid=metadata.get("uid", ""),
        labels=tuple(sorted(metadata.get("labels", {}).items())),
        containers=tuple(map(_container, spec["containers"])),
        init_containers=tuple(map(_container, spec.get("initContainers", []))),
        restart_policy=spec["restartPolicy"],
        termination_grace_period_s=grace_s
        if grace_s >= 0
        else 1,  # as the API server's warning has it
        host_network=spec.get("hostNetwork", False),
        runtime_class=spec.get("runtimeClassName", ""),
        priority_class=spec.get("priorityClassName", ""),
        priority=spec.get("priority", SYSTEM_CLASSES.get(spec.get("priorityClassName", ""), 0)),
        tolerations=tuple(map(_toleration, spec.get("tolerations", []))),
        readiness_gates=tuple(gate["conditionType"] for gate in spec.get("readinessGates", [])),
    )


def _container(container: Struct) -> Container:
    lifecycle = container.get("lifecycle", {})
    resources = container["resources"]
    ports = container.get("ports", [])
    return Container(
        name=container["name"],
        image=container["image"],
        image_pull_policy=container["imagePullPolicy"],
        ports=tuple((port.get("name", ""), port["containerPort"]) for port in ports),
        startup=_probe(container.get("startupProbe")),
        readiness=_probe(container.get("readinessProbe")),
        liveness=_probe(container.get("livenessProbe")),
        resources=Resources(_amounts(resources, "requests"), _amounts(resources, "limits")),
        restart_policy=container.get("restartPolicy"),
        post_start=_hook(lifecycle.get("postStart")),
        pre_stop=_hook(lifecycle.get("preStop")),
        pre_stop_sleep_s=lifecycle.get("preStop", {}).get("sleep", {}).get("seconds", 0),
    )


def _probe(probe: Struct | None) -> Probe | None:
    if probe is None:
        return None
    return Probe(
        handler=_handler(probe),
        initial_delay_s=probe.get("initialDelaySeconds", 0),
        timeout_s=probe["timeoutSeconds"],
        period_s=probe["periodSeconds"],
        success_threshold=probe["successThreshold"],
        failure_threshold=probe["failureThreshold"],
        termination_grace_period_s=probe.get("terminationGracePeriodSeconds"),
    )


def _hook(handler: Struct | None) -> Handler | Literal["sleep"] | None:
    if handler is None:
        return None
    return "sleep" if "sleep" in handler else _handler(handler)


def _handler(struct: Struct) -> Handler | None:
    if "exec" in struct:
        return Exec(tuple(struct["exec"]["command"]))
    if "httpGet" in struct:
        return _http_get(struct["httpGet"])
    if "tcpSocket" in struct:
        return TCPSocket(struct["tcpSocket"]["port"], struct["tcpSocket"].get("host", ""))
    if "grpc" in struct:
        return GRPC(struct["grpc"]["port"], struct["grpc"]["service"])
    return None


def _http_get(action: Struct) -> HTTPGet:
    headers = action.get("httpHeaders", [])
    return HTTPGet(
        path=action["path"],
        port=action["port"],
        host=action.get("host", ""),
        scheme=action["scheme"],
        headers=tuple((header["name"], header["value"]) for header in headers),
    )


def _amounts(resources: Struct, kind: str) -> dict[str, int]:
    """CPU in thousandths, everything else in its own unit, rounded up as the kubelet does."""
    amounts: dict[str, Quantity] = resources.get(kind, {})
    return {name: q.units(MILLI if name == "cpu" else 0) for name, q in amounts.items()}


def _toleration(toleration: Struct) -> Toleration:
    return Toleration(
        key=toleration.get("key", ""),
        operator=toleration.get("operator", "Equal"),
        value=toleration.get("value", ""),
        effect=toleration.get("effect", ""),
        seconds=toleration.get("tolerationSeconds"),
    )
