"""Volume mounts and devices of a container: ValidateVolumeMounts, ValidateVolumeDevices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import (
    FieldError,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
)

PROPAGATION = ("Bidirectional", "HostToContainer", "None")
READ_ONLY = ("Disabled", "Enabled", "IfPossible")
IN_BLOCK_MODE = (
    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
)


def mount_errors(
    container: Struct, volumes: Mapping[str, Struct], path: str
) -> Iterator[FieldError]:
    """Mounts, then devices; `volumes` are the pod's valid ones by name."""
    mounts, devices = container.get("volumeMounts", []), container.get("volumeDevices", [])
    device_paths = {device["name"]: device["devicePath"] for device in devices}
    seen: set[str] = set()
    for i, mount in enumerate(mounts):
        at = f"{path}.volumeMounts[{i}]"
        yield from _mount(mount, volumes, seen, at)
        if mount["name"] in device_paths:
            yield invalid(f"{at}.name", mount["name"], "must not already exist in volumeDevices")
        if mount["mountPath"] in device_paths.values():
            detail = "must not already exist as a path in volumeDevices"
            yield invalid(f"{at}.mountPath", mount["mountPath"], detail)
        yield from _how(mount, container, f"{path}.volumeMounts", at)
    mount_paths = {mount["name"]: mount["mountPath"] for mount in mounts}
    names: set[str] = set()
    paths: set[str] = set()
    for i, device in enumerate(devices):
        at = f"{path}.volumeDevices[{i}]"
        yield from _device(device, volumes, names, paths, at)
        if device["name"] in mount_paths:
            yield invalid(f"{at}.name", device["name"], "must not already exist in volumeMounts")
        if device["devicePath"] in mount_paths.values():
            detail = "must not already exist as a path in volumeMounts"
            yield invalid(f"{at}.devicePath", device["devicePath"], detail)


def descending_path_errors(given: str, path: str) -> Iterator[FieldError]:
    """A path below something: relative, and never up."""
    if given.startswith("/"):
        yield invalid(path, given, "must be a relative path")
    yield from backstep_errors(given, path)


def backstep_errors(given: str, path: str) -> Iterator[FieldError]:
    """A path without "..", as one of its parts."""
    if ".." in given.split("/"):
        yield invalid(path, given, "must not contain '..'")


def _mount(
    mount: Struct, volumes: Mapping[str, Struct], seen: set[str], at: str
) -> Iterator[FieldError]:
    if not mount["name"]:
        yield required(f"{at}.name")
    if mount["name"] not in volumes:
        yield not_found(f"{at}.name", mount["name"])
    if not mount["mountPath"]:
        yield required(f"{at}.mountPath")
    if mount["mountPath"] in seen:
        yield invalid(f"{at}.mountPath", mount["mountPath"], "must be unique")
    seen.add(mount["mountPath"])


def _how(mount: Struct, container: Struct, path: str, at: str) -> Iterator[FieldError]:
    """Sub-paths, propagation, read-only; Go leaves the index out of most of these paths."""
    if "subPath" in mount:
        yield from descending_path_errors(mount["subPath"], f"{path}.subPath")
    if "subPathExpr" in mount:
        if "subPath" in mount:
            detail = "subPathExpr and subPath are mutually exclusive"
            yield invalid(f"{at}.subPathExpr", mount["subPathExpr"], detail)
        yield from descending_path_errors(mount["subPathExpr"], f"{path}.subPathExpr")
    propagation = mount.get("mountPropagation")
    if propagation is not None and propagation not in PROPAGATION:
        yield not_supported(f"{path}.mountPropagation", propagation, PROPAGATION)
    privileged = container.get("securityContext", {}).get("privileged")
    if propagation == "Bidirectional" and not privileged:
        detail = "Bidirectional mount propagation is available only to privileged containers"
        yield forbidden(f"{path}.mountPropagation", detail)
    yield from _read_only(mount, f"{path}.recursiveReadOnly")


def _read_only(mount: Struct, at: str) -> Iterator[FieldError]:
    recursive = mount.get("recursiveReadOnly")
    if recursive in {None, "Disabled"}:
        return
    if recursive not in READ_ONLY:
        yield not_supported(at, recursive, READ_ONLY)
        return
    if not mount.get("readOnly"):
        yield forbidden(at, "may only be specified when readOnly is true")
    if mount.get("mountPropagation") not in {None, "None"}:
        detail = "may only be specified when mountPropagation is None or not specified"
        yield forbidden(at, detail)


def _device(
    device: Struct, volumes: Mapping[str, Struct], names: set[str], paths: set[str], at: str
) -> Iterator[FieldError]:
    name, device_path = device["name"], device["devicePath"]
    if not name:
        yield required(f"{at}.name")
    if name in names:
        yield invalid(f"{at}.name", name, "must be unique")
    if name not in volumes:
        yield not_found(f"{at}.name", name)
    elif not volumes[name].keys() & {"persistentVolumeClaim", "ephemeral"}:
        yield invalid(f"{at}.name", name, IN_BLOCK_MODE)
    if not device_path:
        yield required(f"{at}.devicePath")
    if device_path in paths:
        yield invalid(f"{at}.devicePath", device_path, "must be unique")
    if ".." in device_path.split("/"):
        yield invalid(f"{at}.devicePath", device_path, "can not contain backsteps ('..')")
    else:
        paths.add(device_path)
    names.update(filter(None, [name]))
