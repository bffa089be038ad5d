"""A claim template inside a pod: ValidatePersistentVolumeClaimTemplate.

Data sources are decoded, but not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, forbidden, invalid, not_supported, required
from kubelet_lab.spec.names import dns_subdomain
from kubelet_lab.spec.quantity import Quantity
from kubelet_lab.spec.rules.metadata import annotation_errors
from kubelet_lab.spec.rules.placement import label_errors, selector_errors
from kubelet_lab.spec.schema import fields

ALONE = "ReadWriteOncePod"
ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ALONE)
VOLUME_MODES = ("Block", "Filesystem")
COPIED = ("labels", "annotations")  # all that a claim takes over of its template's metadata


def claim_errors(template: Struct, path: str) -> Iterator[FieldError]:
    """The template of the claim that is made with the pod."""
    metadata, spec = template["metadata"], template["spec"]
    yield from annotation_errors(metadata.get("annotations", {}), f"{path}.metadata.annotations")
    yield from label_errors(metadata.get("labels", {}), f"{path}.metadata.labels")
    for name in fields("ObjectMeta"):
        if metadata.get(name) and name not in COPIED:
            yield forbidden(f"{path}.metadata.{'uID' if name == 'uid' else name}", "cannot be set")
    yield from _modes(spec.get("accessModes", []), spec, f"{path}.spec")
    yield from _storage(spec["resources"].get("requests", {}), f"{path}.spec.resources[storage]")
    for reason in dns_subdomain(spec["storageClassName"]) if spec.get("storageClassName") else ():
        yield invalid(f"{path}.spec.storageClassName", spec["storageClassName"], reason)
    if spec["volumeMode"] not in VOLUME_MODES:
        yield not_supported(f"{path}.spec.volumeMode", spec["volumeMode"], VOLUME_MODES)


def _modes(modes: list[str], spec: Struct, path: str) -> Iterator[FieldError]:
    if not modes:
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from selector_errors(spec.get("selector"), f"{path}.selector")
    for mode in modes:
        if mode not in ACCESS_MODES:
            yield not_supported(f"{path}.accessModes", mode, ACCESS_MODES)
    if ALONE in modes and set(modes) & set(ACCESS_MODES) != {ALONE}:
        detail = f"may not use {ALONE} with other access modes"
        yield forbidden(f"{path}.accessModes", detail)


def _storage(requests: dict[str, Quantity], path: str) -> Iterator[FieldError]:
    if "storage" not in requests:
        yield required(path)
    elif requests["storage"] <= Quantity(0):
        yield invalid(path, str(requests["storage"]), "must be greater than zero")
