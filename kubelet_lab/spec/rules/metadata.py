"""Names, labels and annotations of an object: ValidateObjectMeta and what pods add to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, Go, invalid, required
from kubelet_lab.spec.names import dns_label, dns_subdomain, generated, qualified_name
from kubelet_lab.spec.rules.placement import label_errors, name_errors

MIRROR = "kubernetes.io/config.mirror"
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
LARGEST_ANNOTATIONS = 256 * 1024  # bytes
FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")


def metadata_errors(metadata: Struct, path: str = "metadata") -> Iterator[FieldError]:
    """The metadata of an object whose name is a DNS subdomain."""
    prefix, name = metadata.get("generateName", ""), metadata.get("name", "")
    for reason in dns_subdomain(generated(prefix)) if prefix else ():
        yield invalid(f"{path}.generateName", prefix, reason)
    if not name:
        yield required(f"{path}.name", "name or generateName is required")
    for reason in dns_subdomain(name) if name else ():
        yield invalid(f"{path}.name", name, reason)
    namespace = metadata.get("namespace", "")
    if not namespace:
        yield required(f"{path}.namespace")
    for reason in dns_label(namespace) if namespace else ():
        yield invalid(f"{path}.namespace", namespace, reason)
    if metadata.get("generation", 0) < 0:
        detail = "must be greater than or equal to 0"
        yield invalid(f"{path}.generation", metadata["generation"], detail)
    yield from label_errors(metadata.get("labels", {}), f"{path}.labels")
    yield from annotation_errors(metadata.get("annotations", {}), f"{path}.annotations")
    for owner in metadata.get("ownerReferences", []):
        yield from _owner(owner, f"{path}.ownerReferences")
    yield from _finalizers(metadata.get("finalizers", []), f"{path}.finalizers")


def annotation_errors(annotations: dict[str, str], path: str) -> Iterator[FieldError]:
    """Keys like label keys, in any case; values of any form, but not of any size."""
    for key in sorted(annotations):
        for reason in qualified_name(key.lower()):
            yield invalid(path, key, reason)
    size = sum(len(key.encode()) + len(text.encode()) for key, text in annotations.items())
    if size > LARGEST_ANNOTATIONS:
        detail = f"may not be more than {LARGEST_ANNOTATIONS} bytes"
        yield FieldError("FieldValueTooLong", path, "<value omitted>", detail)


def pod_annotation_errors(
    annotations: dict[str, str], spec: Struct, path: str
) -> Iterator[FieldError]:
    """The annotations that mean something to a pod (ValidatePodSpecificAnnotations)."""
    if MIRROR in annotations and not spec.get("nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        yield invalid(f"{path}[{MIRROR}]", annotations[MIRROR], detail)
    cost = annotations.get(DELETION_COST, "0")
    whole = re.fullmatch(r"0|-?[1-9][0-9]{0,10}", cost)
    if not whole or not -(2**31) <= int(cost) < 2**31:
        yield invalid(f"{path}[{DELETION_COST}]", cost, "must be a 32bit integer")


def _owner(owner: Struct, path: str) -> Iterator[FieldError]:
    if not owner["apiVersion"].rpartition("/")[2]:
        yield invalid(f"{path}.apiVersion", owner["apiVersion"], "version must not be empty")
    for name in ("kind", "name", "uid"):
        if not owner[name]:
            yield invalid(f"{path}.{name}", owner[name], "must not be empty")


def _finalizers(finalizers: list[str], path: str) -> Iterator[FieldError]:
    for finalizer in finalizers:
        yield from name_errors(finalizer, path)
    if {"orphan", "foregroundDeletion"} <= set(finalizers):
        shown = Go(f"[]string{{{', '.join(f'{name!s}' for name in finalizers)}}}")
        detail = "finalizer orphan and foregroundDeletion cannot be both set"
        yield invalid(path, shown, detail)
    for i, finalizer in enumerate(finalizers):
        if "/" not in finalizer and finalizer not in FINALIZERS:
            detail = "name is neither a standard finalizer name nor is it fully qualified"
            yield invalid(f"{path}[{i}]", finalizer, detail)
