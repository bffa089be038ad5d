"""What the API server warns of while it accepts a pod: pkg/api/pod/warnings.go, v1.32.

The recorded cases show no warning for a negative terminationGracePeriodSeconds; neither do we.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import go_quote
from kubelet_lab.spec.quantity import Quantity
from kubelet_lab.spec.rules.placement import PREFERRED, REQUIRED

OLD_LABELS = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": (
        'deprecated since v1.17; use "topology.kubernetes.io/region" instead'
    ),
    "failure-domain.beta.kubernetes.io/zone": (
        'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'
    ),
    "beta.kubernetes.io/instance-type": (
        'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'
    ),
}
OLD_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": (
        'non-functional in v1.16+; use the "priorityClassName" field instead'
    ),
    "security.alpha.kubernetes.io/sysctls": (
        'non-functional in v1.11+; use the "sysctls" field instead'
    ),
    "security.alpha.kubernetes.io/unsafe-sysctls": (
        'non-functional in v1.11+; use the "sysctls" field instead'
    ),
}
OLD_VOLUMES = {
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/"
APP_ARMOR_OF = "container.apparmor.security.beta.kubernetes.io/"
NO_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
OLD_APP_ARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'
NO_MATCH = "a null labelSelector results in matching no pod"
BYTES = ("memory", "ephemeral-storage")


def pod_warnings(metadata: Struct, spec: Struct, prefix: str = "") -> Iterator[str]:
    """The warnings for a pod, or for the template that stands at `prefix` ("spec.template.")."""
    path = f"{prefix}spec"
    yield from _old_labels(spec, path)
    for key in (key for key in OLD_ANNOTATIONS if key in metadata.get("annotations", {})):
        yield f"{prefix}metadata.annotations[{key}]: {OLD_ANNOTATIONS[key]}"
    for i, volume in enumerate(spec.get("volumes", [])):
        for kind in (kind for kind in OLD_VOLUMES if kind in volume):
            name = "storageOS" if kind == "storageos" else kind
            yield f"{path}.volumes[{i}].{name}: {OLD_VOLUMES[kind]}"
    yield from _twice(spec, "hostAliases", "ip", path)
    yield from _twice(spec, "imagePullSecrets", "name", path)
    yield from _fractions(spec.get("overhead", {}), f"{path}.overhead")
    annotations, notes = metadata.get("annotations", {}), f"{prefix}metadata.annotations"
    if SECCOMP in annotations and "seccompProfile" not in spec["securityContext"]:
        yield f"{notes}[{SECCOMP}]: {NO_SECCOMP}"
    for at, container in _visit(spec, path):
        for key, rule in _old_profiles(container, spec):
            if key in annotations:
                yield f"{notes}[{key}]: {rule}"
        resources = container["resources"]
        for name in BYTES:
            yield from _fractions(resources.get("limits", {}), f"{at}.resources.limits", name)
            yield from _fractions(resources.get("requests", {}), f"{at}.resources.requests", name)
        yield from _hidden(container.get("env", []), f"{at}.env")
    yield from _ports(spec, path)
    yield from _selectors(spec.get("affinity", {}), f"{path}.affinity")


def _old_labels(spec: Struct, path: str) -> Iterator[str]:
    for key in sorted(spec.get("nodeSelector", {}).keys() & OLD_LABELS.keys()):
        yield f"{path}.nodeSelector[{key}]: {OLD_LABELS[key]}"
    node = spec.get("affinity", {}).get("nodeAffinity", {})
    at = f"{path}.affinity.nodeAffinity"
    for i, term in enumerate(node.get(REQUIRED, {}).get("nodeSelectorTerms") or []):
        yield from _old_keys(term, f"{at}.{REQUIRED}.nodeSelectorTerms[{i}]")
    for i, preferred in enumerate(node.get(PREFERRED, [])):
        yield from _old_keys(preferred["preference"], f"{at}.{PREFERRED}[{i}].preference")
    for i, constraint in enumerate(spec.get("topologySpreadConstraints", [])):
        at, key = f"{path}.topologySpreadConstraints[{i}]", constraint["topologyKey"]
        if key in OLD_LABELS:
            yield f"{at}.topologyKey: {key} is {OLD_LABELS[key]}"
        if "labelSelector" not in constraint:
            yield f"{at}.labelSelector: {NO_MATCH}"


def _old_keys(term: Struct, path: str) -> Iterator[str]:
    for i, rule in enumerate(term.get("matchExpressions", [])):
        if rule["key"] in OLD_LABELS:
            words = f"{rule['key']} is {OLD_LABELS[rule['key']]}"
            yield f"{path}.matchExpressions[{i}].key: {words}"


def _old_profiles(container: Struct, spec: Struct) -> Iterator[tuple[str, str]]:
    """The annotations that fields have replaced, unless the field is there."""
    own, context = container.get("securityContext", {}), spec["securityContext"]
    if "seccompProfile" not in own:
        yield SECCOMP_OF + container["name"], NO_SECCOMP
    if "appArmorProfile" not in own.keys() | context.keys():
        yield APP_ARMOR_OF + container["name"], OLD_APP_ARMOR


def _visit(spec: Struct, path: str) -> Iterator[tuple[str, Struct]]:
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        for i, container in enumerate(spec.get(kind) or []):
            yield f"{path}.{kind}[{i}]", container


def _twice(spec: Struct, field: str, name: str, path: str) -> Iterator[str]:
    seen: set[str] = set()
    items = [item.get(name, "") for item in spec.get(field, [])]
    for i, value in enumerate(items):
        if value in seen:
            yield f"{path}.{field}[{i}].{name}: duplicate {name} {go_quote(value)}"
        seen.add(value)
    if field == "imagePullSecrets":
        for i in (i for i, value in enumerate(items) if not value):
            yield f'{path}.{field}[{i}].{name}: invalid empty name ""'


def _fractions(quantities: dict[str, Quantity], path: str, *names: str) -> Iterator[str]:
    for name in names or BYTES:
        if name in quantities and quantities[name].go_milli() % 1000:
            shown = go_quote(str(quantities[name]))
            rule = f"fractional byte value {shown} is invalid, must be an integer"
            yield f"{path}[{name}]: {rule}"


def _hidden(variables: list[Struct], path: str) -> Iterator[str]:
    seen: set[str] = set()
    for i, variable in enumerate(variables):
        name, value = variable["name"], variable.get("value", "")
        reference = f"$({name})"
        builds_on = "valueFrom" not in variable and reference in value and value != reference
        if name in seen and not builds_on:
            rule = "which may be dropped when using apply"
            yield f"{path}[{i}]: hides previous definition of {go_quote(name)}, {rule}"
        seen.add(name)


def _ports(spec: Struct, path: str) -> Iterator[str]:
    taken: dict[tuple[int, str], list[tuple[str, str, int]]] = {}
    for above, container in _visit(spec, path):
        for i, port in enumerate(container.get("ports", [])):
            at = f"{above}.ports[{i}]"
            host = (port.get("hostIP", ""), port.get("hostPort", 0))
            if host[0] and not host[1]:
                yield f"{at}: hostIP set without hostPort: {_go_port(port)}"
            others = taken.setdefault((port["containerPort"], port["protocol"]), [])
            for other, ip, number in others:
                word = _conflict(host, (ip, number))
                if word:
                    yield f"{at}: {word} port definition with {other}"
            others.append((at, *host))


def _conflict(one: tuple[str, int], other: tuple[str, int]) -> str:
    if one == other:
        return "duplicate"
    if not one[1] or not other[1]:
        return "overlapping"
    ambiguous = one[1] == other[1] and (not one[0]) != (not other[0])
    return "dangerously ambiguous" if ambiguous else ""


def _go_port(port: Struct) -> str:
    parts = f"Name:{port.get('name', '')} HostPort:{port.get('hostPort', 0)}"
    parts += f" ContainerPort:{port['containerPort']} Protocol:{port['protocol']}"
    return f"{{{parts} HostIP:{port.get('hostIP', '')}}}"


def _selectors(affinity: Struct, path: str) -> Iterator[str]:
    for name in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(name, {})
        for i, term in enumerate(terms.get(REQUIRED, [])):
            if "labelSelector" not in term:
                yield f"{path}.{name}.{REQUIRED}[{i}].labelSelector: {NO_MATCH}"
        for i, weighted in enumerate(terms.get(PREFERRED, [])):
            if "labelSelector" not in weighted["podAffinityTerm"]:
                at = f"{path}.{name}.{PREFERRED}[{i}].podAffinityTerm"
                yield f"{at}.labelSelector: {NO_MATCH}"
