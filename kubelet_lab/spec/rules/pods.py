"""A whole pod: ValidatePodCreate, ValidatePodSpec, ValidatePodTemplateSpec."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import (
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from kubelet_lab.spec.names import dns_label, dns_subdomain, in_range
from kubelet_lab.spec.rules.containers import container_errors, image_errors, init_container_errors
from kubelet_lab.spec.rules.metadata import (
    annotation_errors,
    metadata_errors,
    pod_annotation_errors,
)
from kubelet_lab.spec.rules.placement import (
    affinity_errors,
    label_errors,
    name_errors,
    spread_errors,
    toleration_errors,
)
from kubelet_lab.spec.rules.resources import resource_errors
from kubelet_lab.spec.rules.security import pod_security_errors
from kubelet_lab.spec.rules.system import system_errors
from kubelet_lab.spec.rules.volumes import valid_volumes, volume_errors

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
PREEMPTION = ("PreemptLowerPriority", "Never")
HOST_PORT = "must match `containerPort` when `hostNetwork` is true"
TOKEN = "must not be specified when serviceAccountName is not set"  # noqa: S105  # no secret
MAX_NAMESERVERS, MAX_SEARCHES, MAX_SEARCH_CHARS = 3, 32, 2048
IP_RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def pod_errors(pod: Struct) -> Iterator[FieldError]:
    """A Pod to be created, decoded and defaulted."""
    metadata, spec = pod["metadata"], pod["spec"]
    annotations = metadata.get("annotations", {})
    yield from metadata_errors(metadata)
    yield from pod_annotation_errors(annotations, spec, "metadata.annotations")
    yield from spec_errors(spec, "spec", metadata.get("name", ""), in_template=False)
    if not _account(spec):
        yield from _tokens(spec)
    yield from image_errors(spec, "spec")
    if spec.get("ephemeralContainers"):
        yield forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        yield forbidden(
            "spec.nodeName", "cannot be set until all schedulingGates have been cleared"
        )


def template_errors(template: Struct, path: str) -> Iterator[FieldError]:
    """A pod template inside a Deployment, Job or the like, at `path`."""
    metadata, spec = template["metadata"], template["spec"]
    annotations = metadata.get("annotations", {})
    yield from label_errors(metadata.get("labels", {}), f"{path}.labels")
    yield from annotation_errors(annotations, f"{path}.annotations")
    yield from pod_annotation_errors(annotations, spec, f"{path}.annotations")
    yield from spec_errors(spec, f"{path}.spec", "", in_template=True)
    if spec.get("ephemeralContainers"):
        detail = "ephemeral containers not allowed in pod template"
        yield forbidden(f"{path}.spec.ephemeralContainers", detail)


def spec_errors(
    spec: Struct, path: str, pod_name: str, *, in_template: bool
) -> Iterator[FieldError]:
    """A pod spec, decoded and defaulted."""
    volumes = valid_volumes(spec)
    yield from volume_errors(spec, pod_name, f"{path}.volumes")
    yield from container_errors(spec, volumes, f"{path}.containers")
    yield from init_container_errors(spec, volumes, f"{path}.initContainers")
    if spec.get("hostNetwork"):
        yield from _host_network(spec["containers"] or [], path, in_template=in_template)
    for name, values in (("restartPolicy", RESTART_POLICIES), ("dnsPolicy", DNS_POLICIES)):
        if spec[name] not in values:
            yield not_supported(f"{path}.{name}", spec[name], values)
    yield from label_errors(spec.get("nodeSelector", {}), f"{path}.nodeSelector")
    yield from pod_security_errors(spec, f"{path}.securityContext")
    yield from affinity_errors(spec.get("affinity", {}), f"{path}.affinity")
    yield from _dns(spec, f"{path}.dnsConfig")
    for i, gate in enumerate(spec.get("readinessGates", [])):
        yield from name_errors(gate["conditionType"], f"{path}.readinessGates[{i}].conditionType")
    yield from _scheduling_gates(spec.get("schedulingGates", []), f"{path}.schedulingGates")
    constraints = spec.get("topologySpreadConstraints", [])
    yield from spread_errors(constraints, f"{path}.topologySpreadConstraints")
    yield from _plain_fields(spec, path)


def _plain_fields(spec: Struct, path: str) -> Iterator[FieldError]:
    for reason in dns_subdomain(_account(spec)) if _account(spec) else ():
        yield invalid(f"{path}.serviceAccountName", _account(spec), reason)
    yield from _name(spec, "nodeName", dns_subdomain, path)
    deadline = spec.get("activeDeadlineSeconds", 1)
    for reason in in_range(deadline, 1, 2**31 - 1):
        yield invalid(f"{path}.activeDeadlineSeconds", deadline, reason)
    yield from _name(spec, "hostname", dns_label, path)
    yield from _name(spec, "subdomain", dns_label, path)
    yield from toleration_errors(spec.get("tolerations", []), f"{path}.tolerations")
    for i, alias in enumerate(spec.get("hostAliases", [])):
        at = f"{path}.hostAliases[{i}]"
        yield from _ip(alias["ip"], f"{at}.ip")
        for j, hostname in enumerate(alias.get("hostnames", [])):
            for reason in dns_subdomain(hostname):
                yield invalid(f"{at}.hostnames[{j}]", hostname, reason)
    yield from _name(spec, "priorityClassName", dns_subdomain, path)
    yield from _name(spec, "runtimeClassName", dns_subdomain, path)
    policy = spec.get("preemptionPolicy", "Never")
    if policy not in PREEMPTION:
        yield not_supported(f"{path}.preemptionPolicy", policy, PREEMPTION)
    yield from resource_errors({"limits": spec.get("overhead", {})}, f"{path}.overhead")
    yield from system_errors(spec, path)


def _account(spec: Struct) -> str:
    """The service account; serviceAccount is its old name (v1/conversion.go)."""
    return str(spec.get("serviceAccountName") or spec.get("serviceAccount", ""))


def _name(
    spec: Struct, field: str, rule: Callable[[str], list[str]], path: str
) -> Iterator[FieldError]:
    for reason in rule(spec[field]) if field in spec else ():
        yield invalid(f"{path}.{field}", spec[field], reason)


def _host_network(
    containers: list[Struct], path: str, *, in_template: bool
) -> Iterator[FieldError]:
    """A template may leave host ports out: the pod gets them."""
    for i, container in enumerate(containers):
        for j, port in enumerate(container.get("ports", [])):
            host_port = port.get("hostPort", 0)
            if host_port != port["containerPort"] and (host_port or not in_template):
                at = f"{path}.containers[{i}].ports[{j}].hostPort"
                yield invalid(at, host_port, HOST_PORT)


def _scheduling_gates(gates: list[Struct], path: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for i, gate in enumerate(gates):
        yield from name_errors(gate["name"], f"{path}[{i}]")
        if gate["name"] in seen:
            yield duplicate(f"{path}[{i}]", gate["name"])
        seen.add(gate["name"])


def _dns(spec: Struct, path: str) -> Iterator[FieldError]:
    config = spec.get("dnsConfig")
    if spec["dnsPolicy"] == "None":
        if config is None:
            yield required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if "nameservers" not in config:
            detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            yield required(f"{path}.nameservers", detail)
            return
    if config is None:
        return
    servers, searches = config.get("nameservers", []), config.get("searches", [])
    if len(servers) > MAX_NAMESERVERS:
        detail = f"must not have more than {MAX_NAMESERVERS} nameservers"
        yield invalid(f"{path}.nameservers", servers, detail)
    for i, server in enumerate(servers):
        yield from _ip(server, f"{path}.nameservers[{i}]")
    yield from _searches(searches, f"{path}.searches")
    for i, option in enumerate(config.get("options", [])):
        if not option.get("name"):
            yield required(f"{path}.options[{i}]", "must not be empty")


def _searches(searches: list[str], path: str) -> Iterator[FieldError]:
    if len(searches) > MAX_SEARCHES:
        yield invalid(path, searches, f"must not have more than {MAX_SEARCHES} search paths")
    if len(" ".join(searches)) > MAX_SEARCH_CHARS:
        detail = f"must not have more than {MAX_SEARCH_CHARS} characters (including spaces) "
        yield invalid(path, searches, f"{detail}in the search list")
    for i, search in enumerate(searches):
        plain = search.removesuffix(".")
        for reason in dns_subdomain(plain):
            yield invalid(f"{path}[{i}]", plain, reason)


def _tokens(spec: Struct) -> Iterator[FieldError]:
    for i, volume in enumerate(spec.get("volumes", [])):
        for j, source in enumerate(volume.get("projected", {}).get("sources") or []):
            if "serviceAccountToken" in source:
                at = f"spec.volumes[{i}].projected.sources[{j}].serviceAccountToken"
                yield forbidden(at, TOKEN)


def _ip(value: str, path: str) -> Iterator[FieldError]:
    """Go's ParseIPSloppy: zeros may lead in IPv4, and IPv6 has no zone."""
    plain = re.sub(r"(^|\.)0+(?=[0-9])", r"\1", value) if ":" not in value else value
    try:
        IPv6Address(plain) if ":" in plain else IPv4Address(plain)
    except ValueError:
        yield invalid(path, value, IP_RULE)
        return
    if "%" in plain:
        yield invalid(path, value, IP_RULE)
