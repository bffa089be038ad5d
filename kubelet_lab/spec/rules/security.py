"""Security contexts of containers and pods: ValidateSecurityContext and its neighbours.

What stands in Windows options is decoded, but not checked: the lab has no Windows node.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import (
    FieldError,
    Go,
    duplicate,
    invalid,
    not_supported,
    required,
)
from kubelet_lab.spec.names import in_range
from kubelet_lab.spec.rules.mounts import descending_path_errors

MAX_ID = 2**31 - 1
PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
SYSCTL = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
LONGEST_SYSCTL = 253
LONGEST_PROFILE = 4095  # PATH_MAX - 1
ADDED_ADMIN = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"


def container_security_errors(context: Struct, path: str) -> Iterator[FieldError]:
    """The securityContext of a container."""
    yield from _ids(context, ("runAsUser", "runAsGroup"), path)
    yield from _seccomp(context, path)
    if context.get("allowPrivilegeEscalation") is False:
        whole = Go("core.SecurityContext{…}")  # Go prints addresses here
        if context.get("privileged"):
            detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            yield invalid(path, whole, detail)
        for capability in context.get("capabilities", {}).get("add", []):
            if capability == "CAP_SYS_ADMIN":
                yield invalid(path, whole, ADDED_ADMIN)
    yield from _app_armor(context, path)


def pod_security_errors(spec: Struct, path: str) -> Iterator[FieldError]:
    """The securityContext of a pod, which takes host namespaces into account."""
    context = spec["securityContext"]
    yield from _ids(context, ("fsGroup", "runAsUser", "runAsGroup"), path)
    for i, group in enumerate(context.get("supplementalGroups", [])):
        for reason in in_range(group, 0, MAX_ID):
            yield invalid(f"{path}.supplementalGroups[{i}]", group, reason)
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid(f"{path}.shareProcessNamespace", Go("true"), detail)
    yield from _sysctls(context.get("sysctls", []), spec, f"{path}.sysctls")
    policy = context.get("fsGroupChangePolicy")
    if policy not in {None, "Always", "OnRootMismatch"}:
        yield not_supported(f"{path}.fsGroupChangePolicy", policy, ("Always", "OnRootMismatch"))
    yield from _seccomp(context, path)
    yield from _app_armor(context, path)


def _ids(context: Struct, names: tuple[str, ...], path: str) -> Iterator[FieldError]:
    for name in names:
        if name in context:
            for reason in in_range(context[name], 0, MAX_ID):
                yield invalid(f"{path}.{name}", context[name], reason)


def _seccomp(context: Struct, path: str) -> Iterator[FieldError]:
    profile = context.get("seccompProfile")
    if profile is None:
        return
    path = f"{path}.seccompProfile"
    kind, local = profile["type"], profile.get("localhostProfile")
    if not kind:
        yield required(f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in PROFILES:
        yield not_supported(f"{path}.type", kind, PROFILES)
    at = f"{path}.localhostProfile"
    if kind != "Localhost":
        if local is not None:
            whole = Go("core.SeccompProfile{…}")  # Go prints addresses here
            yield invalid(at, whole, "can only be set when seccomp type is Localhost")
    elif local is None:
        yield required(at, "must be set when seccomp type is Localhost")
    else:
        yield from descending_path_errors(local, at)


def _app_armor(context: Struct, path: str) -> Iterator[FieldError]:
    profile = context.get("appArmorProfile")
    if profile is None:
        return
    path = f"{path}.appArmorProfile"
    kind, local = profile["type"], profile.get("localhostProfile")
    at = f"{path}.localhostProfile"
    if kind == "Localhost":
        yield from _local_profile(local, at)
    elif not kind:
        yield required(f"{path}.type", "type is required when appArmorProfile is set")
    elif kind not in PROFILES:
        yield not_supported(f"{path}.type", kind, PROFILES)
    elif local is not None:
        yield invalid(at, local, "can only be set when AppArmor type is Localhost")


def _local_profile(local: str | None, at: str) -> Iterator[FieldError]:
    if not local:
        yield required(at, "must be set when AppArmor type is Localhost")
    elif local.strip() != local:
        yield invalid(at, local, "must not be padded with whitespace")
    if local and len(local) > LONGEST_PROFILE:
        detail = f"may not be more than {LONGEST_PROFILE} bytes"
        yield FieldError("FieldValueTooLong", at, "<value omitted>", detail)


def _sysctls(sysctls: list[Struct], spec: Struct, path: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for i, sysctl in enumerate(sysctls):
        name, at = sysctl["name"], f"{path}[{i}].name"
        if not name:
            yield required(at)
        elif len(name) > LONGEST_SYSCTL or not re.fullmatch(SYSCTL, name):
            detail = f"must have at most {LONGEST_SYSCTL} characters and match regex ^{SYSCTL}$"
            yield invalid(at, name, detail)
        elif name in seen:
            yield duplicate(at, name)
        plain = name.replace("/", ".")
        if spec.get("hostNetwork") and plain.startswith("net."):
            yield invalid(at, name, "may not be specified when 'hostNetwork' is true")
        elif spec.get("hostIPC") and re.match(r"kernel\.(sem|shm|msg)|fs\.mqueue\.", plain):
            yield invalid(at, name, "may not be specified when 'hostIPC' is true")
        seen.add(name)
