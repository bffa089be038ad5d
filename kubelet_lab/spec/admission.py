"""What the API server makes of one pod: decode, fill in, check, warn.

Source: the create path of v1.32 without admission plug-ins. Not checked: what deprecated
seccomp and AppArmor annotations say, Windows options, the form of a few retired volume kinds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kubelet_lab.spec.decode import DecodeError, Struct, Unknown, decode
from kubelet_lab.spec.defaults import containers, default_pod, default_pod_spec
from kubelet_lab.spec.errors import FieldError, go_quote
from kubelet_lab.spec.kinds import MISSING
from kubelet_lab.spec.quantity import Quantity
from kubelet_lab.spec.rules.pods import pod_errors
from kubelet_lab.spec.warnings import pod_warnings

UNREAD = ("hostUsers", "resourceClaims", "resources")  # of a pod; their gates are off in v1.32
UNREAD_SECURITY = ("supplementalGroupsPolicy", "seLinuxChangePolicy")


@dataclass(frozen=True, slots=True)
class Admission:
    """The verdict on one pod. `defaulted` is the pod after defaulting, also when it is invalid."""

    decode_error: DecodeError | None = None
    unknown: tuple[Unknown, ...] = ()
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[str, ...] = ()
    defaulted: Struct = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the API server would take it; unknown fields are kubectl's business."""
        return self.decode_error is None and not self.errors

    @property
    def strict_error(self) -> str:
        """What strict field validation (kubectl's default) says, or ""."""
        if not self.unknown:
            return ""
        return f"strict decoding error: {', '.join(unknown.message for unknown in self.unknown)}"

    @property
    def api_server_message(self) -> str:
        """The text the API server answers with, or "" if the pod is fine."""
        name = self.defaulted.get("metadata", {}).get("name", "")
        return rejection("Pod", name, self.errors)

    @property
    def defaulted_spec(self) -> Struct:
        """The spec after defaulting, in plain JSON values."""
        return plain(self.defaulted["spec"])  # type: ignore[no-any-return]  # a struct stays one


def admit(pod: object) -> Admission:
    """Judge a Pod manifest, given as plain JSON values, as the API server would."""
    try:
        _check_kind(pod)
        decoded, unknown = decode(pod, "Pod")
    except DecodeError as error:
        return Admission(decode_error=error)
    default_pod_spec(decoded["spec"])
    default_pod(decoded["spec"])
    checked = {**decoded, "spec": without_disabled(decoded["spec"])}
    return Admission(
        unknown=tuple(unknown),
        errors=tuple(pod_errors(checked)),
        warnings=tuple(pod_warnings(checked["metadata"], checked["spec"])),
        defaulted=decoded,
    )


def _check_kind(manifest: object) -> None:
    given = manifest if isinstance(manifest, dict) else {}
    for name, words in MISSING.items():
        if not given.get(name):
            raise DecodeError(name, words, "write apiVersion: v1 and kind: Pod at the top")
    if (given["kind"], given["apiVersion"]) != ("Pod", "v1"):
        said = f'no kind "{given["kind"]}" is registered for version "{given["apiVersion"]}"'
        raise DecodeError("apiVersion", said, "a Pod has apiVersion: v1 and kind: Pod")


def rejection(kind: str, name: str, errors: Iterable[FieldError]) -> str:
    """The API server's answer with all the errors, each message once; "" for none."""
    messages = list(dict.fromkeys(error.message for error in errors))
    if not messages:
        return ""
    listed = messages[0] if len(messages) == 1 else f"[{', '.join(messages)}]"
    return f"{kind} {go_quote(name)} is invalid: {listed}"


def without_disabled(spec: Struct) -> Struct:
    """The spec without the fields that a v1.32 API server drops (pkg/api/pod/util.go)."""
    kept = {name: value for name, value in spec.items() if name not in UNREAD}
    security = spec["securityContext"]
    kept["securityContext"] = {k: v for k, v in security.items() if k not in UNREAD_SECURITY}
    images = {volume["name"] for volume in spec.get("volumes", []) if "image" in volume}
    if images:
        kept["volumes"] = [v for v in spec["volumes"] if v["name"] not in images]
        for container in containers(kept):
            mounts = container.get("volumeMounts", [])
            container["volumeMounts"] = [m for m in mounts if m["name"] not in images]
    return kept


def plain(value: Any) -> Any:  # noqa: ANN401  # any JSON value in, any JSON value out
    """A decoded value in plain JSON: quantities as the API server prints them."""
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
