"""Containers, init containers and sidecars: validateContainers, validateInitContainers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.defaults import PROBES
from kubelet_lab.spec.errors import (
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from kubelet_lab.spec.names import dns_label, port_name, port_number
from kubelet_lab.spec.rules.environment import env_errors
from kubelet_lab.spec.rules.mounts import mount_errors
from kubelet_lab.spec.rules.probes import lifecycle_errors, probe_errors
from kubelet_lab.spec.rules.resources import resource_errors
from kubelet_lab.spec.rules.security import container_security_errors

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
PROTOCOLS = ("SCTP", "TCP", "UDP")
NOT_FOR_INIT = "may not be set for init containers without restartPolicy=Always"


def container_errors(
    spec: Struct, volumes: Mapping[str, Struct], path: str
) -> Iterator[FieldError]:
    """The regular containers; `volumes` are the pod's valid ones by name."""
    containers = spec["containers"]
    if not containers:
        yield required(path)
        return
    names: set[str] = set()
    for i, container in enumerate(containers):
        at = f"{path}[{i}]"
        yield from _common(container, volumes, at)
        if container["name"] in names:
            yield duplicate(f"{at}.name", container["name"])
        names.add(container["name"])
        yield from _looked_after(container, at, spec["terminationGracePeriodSeconds"])
        if "restartPolicy" in container:
            yield forbidden(f"{at}.restartPolicy", "may not be set for non-init containers")
    yield from _host_ports(containers, path)


def init_container_errors(
    spec: Struct, volumes: Mapping[str, Struct], path: str
) -> Iterator[FieldError]:
    """The init containers; one with restartPolicy Always is a sidecar and may be probed."""
    names = {container["name"] for container in spec["containers"] or []}
    for i, container in enumerate(spec.get("initContainers", [])):
        at = f"{path}[{i}]"
        yield from _common(container, volumes, at)
        policy = container.get("restartPolicy", "Always")
        if policy != "Always":
            yield not_supported(f"{at}.restartPolicy", policy, ("Always",))
        if container["name"] in names:
            yield duplicate(f"{at}.name", container["name"])
        names.update(filter(None, [container["name"]]))
        yield from _host_ports([container], path)
        if container.get("restartPolicy") == "Always":
            yield from _looked_after(container, at, spec["terminationGracePeriodSeconds"])
            continue
        for name in ("lifecycle", *PROBES):
            if name in container:
                yield forbidden(f"{at}.{name}", NOT_FOR_INIT)


def image_errors(spec: Struct, path: str) -> Iterator[FieldError]:
    """Blanks around an image: wrong in a Pod, let pass in a template."""
    for kind in ("containers", "initContainers"):
        for i, container in enumerate(spec.get(kind) or []):
            image = container.get("image", "")
            if image != image.strip():
                detail = "must not have leading or trailing whitespace"
                yield invalid(f"{path}.{kind}[{i}].image", image, detail)


def _common(container: Struct, volumes: Mapping[str, Struct], path: str) -> Iterator[FieldError]:
    if not container["name"]:
        yield required(f"{path}.name")
    else:
        for reason in dns_label(container["name"]):
            yield invalid(f"{path}.name", container["name"], reason)
    if not container.get("image"):
        yield required(f"{path}.image")
    policy = container["terminationMessagePolicy"]
    if policy not in MESSAGE_POLICIES:
        yield not_supported(f"{path}.terminationMessagePolicy", policy, MESSAGE_POLICIES)
    yield from _ports(container.get("ports", []), f"{path}.ports")
    yield from env_errors(container, path)
    yield from mount_errors(container, volumes, path)
    if container["imagePullPolicy"] not in PULL_POLICIES:
        at = f"{path}.imagePullPolicy"
        yield not_supported(at, container["imagePullPolicy"], PULL_POLICIES)
    yield from resource_errors(container["resources"], f"{path}.resources")
    yield from container_security_errors(
        container.get("securityContext", {}), f"{path}.securityContext"
    )


def _looked_after(container: Struct, path: str, grace_s: int) -> Iterator[FieldError]:
    yield from lifecycle_errors(container.get("lifecycle", {}), f"{path}.lifecycle", grace_s)
    for name in PROBES:
        if name in container:
            yield from probe_errors(name, container[name], f"{path}.{name}")


def _ports(ports: list[Struct], path: str) -> Iterator[FieldError]:
    names: set[str] = set()
    for i, port in enumerate(ports):
        at = f"{path}[{i}]"
        yield from _port_name(port.get("name", ""), names, f"{at}.name")
        if not port["containerPort"]:
            yield required(f"{at}.containerPort")
        for field in ("containerPort", "hostPort"):
            if port.get(field):
                for reason in port_number(port[field]):
                    yield invalid(f"{at}.{field}", port[field], reason)
        if port["protocol"] not in PROTOCOLS:
            yield not_supported(f"{at}.protocol", port["protocol"], PROTOCOLS)


def _port_name(name: str, names: set[str], path: str) -> Iterator[FieldError]:
    wrong = port_name(name) if name else []
    for reason in wrong:
        yield invalid(path, name, reason)
    if name in names:
        yield duplicate(path, name)
    elif name and not wrong:
        names.add(name)


def _host_ports(containers: list[Struct], path: str) -> Iterator[FieldError]:
    taken: set[str] = set()
    for i, container in enumerate(containers):
        for j, port in enumerate(container.get("ports", [])):
            if port.get("hostPort"):
                place = f"{port['protocol']}/{port.get('hostIP', '')}/{port['hostPort']}"
                if place in taken:
                    yield duplicate(f"{path}[{i}].ports[{j}].hostPort", place)
                taken.add(place)
