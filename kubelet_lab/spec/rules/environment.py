"""Environment variables and where they come from: ValidateEnv, ValidateEnvFrom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, invalid, not_supported, required
from kubelet_lab.spec.names import config_key, dns_subdomain, env_name, generated, qualified_name
from kubelet_lab.spec.quantity import Quantity

IN_ENV = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
MAPS = ("metadata.annotations", "metadata.labels")
IN_FILES = ("metadata.annotations", "metadata.labels", *IN_ENV[:3])
FIELDS = {*IN_ENV, *MAPS, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"}
SUBSCRIPTED = re.compile(r"(.+?)\['(.*)'\]", re.DOTALL)

SIZES = ("1", *(f"1{unit}" for unit in ("k", "M", "G", "T", "P", "E")))
SIZES += tuple(f"1{unit}i" for unit in ("K", "M", "G", "T", "P", "E"))
RESOURCES = tuple(
    f"{what}.{name}"
    for what in ("limits", "requests")
    for name in ("cpu", "ephemeral-storage", "memory")
)
HUGE = ("limits.hugepages-", "requests.hugepages-")
ONE_OF = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"


def env_errors(container: Struct, path: str) -> Iterator[FieldError]:
    """`env` and `envFrom` of a container."""
    for i, variable in enumerate(container.get("env", [])):
        at = f"{path}.env[{i}]"
        if not variable["name"]:
            yield required(f"{at}.name")
        else:
            for reason in env_name(variable["name"]):
                yield invalid(f"{at}.name", variable["name"], reason)
        if "valueFrom" in variable:
            yield from _value_from(variable, f"{at}.valueFrom")
    for i, source in enumerate(container.get("envFrom", [])):
        yield from _env_from(source, f"{path}.envFrom", i)


def field_ref_errors(
    reference: Struct, allowed: tuple[str, ...], path: str
) -> Iterator[FieldError]:
    """A `fieldRef`: the downward API's fields, in variables (IN_ENV) or in files (IN_FILES)."""
    given = reference["fieldPath"]
    if not given:
        yield required(f"{path}.fieldPath")
        return
    wrong = _conversion(reference["apiVersion"], given)
    found = SUBSCRIPTED.fullmatch(given)
    if wrong:
        yield invalid(f"{path}.fieldPath", given, f"error converting fieldPath: {wrong}")
    elif found:
        key = found[2].lower() if found[1] == "metadata.annotations" else found[2]
        for reason in qualified_name(key):
            yield invalid(path, key, reason)
    else:
        name = "spec.nodeName" if given == "spec.host" else given
        if name not in allowed:
            yield not_supported(f"{path}.fieldPath", name, sorted(allowed))


def resource_ref_errors(reference: Struct, path: str, *, in_file: bool) -> Iterator[FieldError]:
    """A `resourceFieldRef`: a request or a limit of a container."""
    name = reference["resource"]
    if in_file and not reference.get("containerName"):
        yield required(f"{path}.containerName")
    elif not name:
        yield required(f"{path}.resource")
    elif name not in RESOURCES and not name.startswith(HUGE):
        yield not_supported(f"{path}.resource", name, sorted(RESOURCES))
    yield from _divisor(name, reference["divisor"], path)


def _conversion(version: str, given: str) -> str:
    found = SUBSCRIPTED.fullmatch(given)
    if version != "v1":
        return f"unsupported pod version: {version}"
    if found and found[1] not in MAPS:
        return f"field label does not support subscript: {given}"
    return "" if found or given in FIELDS else f"field label not supported: {given}"


def _divisor(name: str, divisor: Quantity, path: str) -> Iterator[FieldError]:
    if divisor == Quantity(0):
        return
    kind = name.partition(".")[2]
    allowed: tuple[str, ...] = ("1m", "1") if kind == "cpu" else SIZES
    listed = "1m and 1" if kind == "cpu" else ", ".join(SIZES)
    shown = "local ephemeral storage" if kind == "ephemeral-storage" else kind
    shown = "hugepages" if name.startswith(HUGE) else shown
    words = f"{listed} are supported with the {shown}"
    if (name in RESOURCES or name.startswith(HUGE)) and str(divisor) not in allowed:
        yield invalid(f"{path}.divisor", name, f"only divisor's values {words} resource")


def _value_from(variable: Struct, path: str) -> Iterator[FieldError]:
    sources = variable["valueFrom"]
    if "fieldRef" in sources:
        yield from field_ref_errors(sources["fieldRef"], IN_ENV, f"{path}.fieldRef")
    if "resourceFieldRef" in sources:
        at = f"{path}.resourceFieldRef"
        yield from resource_ref_errors(sources["resourceFieldRef"], at, in_file=False)
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in sources:
            yield from _key(sources[name], f"{path}.{name}")
    if not sources:
        yield invalid(path, "", ONE_OF)
    elif variable.get("value"):
        yield invalid(path, "", "may not be specified when `value` is not empty")
    elif len(sources) > 1:
        yield invalid(path, "", "may not have more than one field specified at a time")


def _key(selector: Struct, path: str) -> Iterator[FieldError]:
    name = selector.get("name", "")
    for reason in dns_subdomain(name):
        yield invalid(f"{path}.name", name, reason)
    if not selector["key"]:
        yield required(f"{path}.key")
        return
    for reason in config_key(selector["key"]):
        yield invalid(f"{path}.key", selector["key"], reason)


def _env_from(source: Struct, path: str, index: int) -> Iterator[FieldError]:
    at = f"{path}[{index}]"
    for reason in env_name(source["prefix"]) if "prefix" in source else ():
        yield invalid(f"{at}.prefix", source["prefix"], reason)
    given = [name for name in ("configMapRef", "secretRef") if name in source]
    for reference in given:
        name = source[reference].get("name", "")
        if not name:
            yield required(f"{at}.{reference}.name")
        else:
            for reason in dns_subdomain(generated(name)):
                yield invalid(f"{at}.{reference}.name", name, reason)
    if not given:  # Go names the whole list here
        yield invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
    elif len(given) > 1:
        yield invalid(path, "", "may not have more than one field specified at a time")
