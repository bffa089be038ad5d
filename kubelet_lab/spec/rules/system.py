"""The operating system that a pod names, and what then cannot be set: validateOS and its two."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.defaults import CONTAINER_LISTS
from kubelet_lab.spec.errors import FieldError, forbidden, not_supported, required

SYSTEMS = ("linux", "windows")
NOT_ON_LINUX = "windows options cannot be set for a linux pod"
NOT_ON_WINDOWS = "cannot be set for a windows pod"
OF_LINUX_PODS = (  # in Go's order; those without a dot are the pod's own
    "securityContext.appArmorProfile",
    "securityContext.seLinuxOptions",
    "hostPID",
    "hostIPC",
    "securityContext.seccompProfile",
    "securityContext.fsGroup",
    "securityContext.fsGroupChangePolicy",
    "securityContext.sysctls",
    "shareProcessNamespace",
    "securityContext.runAsUser",
    "securityContext.runAsGroup",
    "securityContext.supplementalGroups",
)
OF_LINUX_CONTAINERS = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "runAsUser",
    "runAsGroup",
)


def system_errors(spec: Struct, path: str) -> Iterator[FieldError]:
    """`os` of a pod spec, and the fields that another system has."""
    if "os" not in spec:
        return
    name = spec["os"]["name"]
    if not name:
        yield required(f"{path}.os.name", "cannot be empty")
    elif name not in SYSTEMS:
        yield not_supported(f"{path}.os", name, SYSTEMS)
    elif name == "linux":
        if "windowsOptions" in spec["securityContext"]:
            yield forbidden(f"{path}.securityContext.windowsOptions", NOT_ON_LINUX)
        yield from _set_in_containers(spec, ("windowsOptions",), path, NOT_ON_LINUX)
    else:
        for field in OF_LINUX_PODS:
            inside = field.removeprefix("securityContext.")
            if inside in (spec if inside == field else spec["securityContext"]):
                yield forbidden(f"{path}.{field}", NOT_ON_WINDOWS)
        yield from _set_in_containers(spec, OF_LINUX_CONTAINERS, path, NOT_ON_WINDOWS)


def _set_in_containers(
    spec: Struct, fields: tuple[str, ...], path: str, detail: str
) -> Iterator[FieldError]:
    for kind in CONTAINER_LISTS:
        for i, container in enumerate(spec.get(kind) or []):
            for field in fields:
                if field in container.get("securityContext", {}):
                    yield forbidden(f"{path}.{kind}[{i}].securityContext.{field}", detail)
