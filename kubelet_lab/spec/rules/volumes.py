"""Volumes of a pod: ValidateVolumes.

Kinds that a cluster no longer mounts (iscsi, fc, quobyte and the like) are checked for the fields
they must have, not for the form of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from kubelet_lab.spec.quantity import Quantity
from kubelet_lab.spec.rules.claims import claim_errors
from kubelet_lab.spec.rules.files import (
    file_errors,
    key_errors,
    mode_errors,
    projected_errors,
)
from kubelet_lab.spec.rules.mounts import backstep_errors, descending_path_errors

MUST_HAVE = {  # in the order of validateVolumeSource
    "emptyDir": (),
    "hostPath": ("path",),
    "gitRepo": ("repository",),
    "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",),
    "secret": ("secretName",),
    "nfs": ("server", "path"),
    "iscsi": ("targetPortal", "iqn"),
    "glusterfs": ("endpoints", "path"),
    "flocker": (),
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("monitors", "image"),
    "cinder": ("volumeID",),
    "cephfs": ("monitors",),
    "quobyte": ("volume",),
    "downwardAPI": (),
    "fc": (),
    "flexVolume": ("driver",),
    "configMap": ("name",),
    "azureFile": ("secretName", "shareName"),
    "vsphereVolume": ("volumePath",),
    "photonPersistentDisk": ("pdID",),
    "portworxVolume": ("volumeID",),
    "azureDisk": ("diskName", "diskURI"),
    "storageos": ("volumeName",),
    "projected": (),
    "scaleIO": ("gateway", "system", "volumeName"),
    "csi": ("driver",),
    "ephemeral": ("volumeClaimTemplate",),
}
INSIDE = {"gcePersistentDisk": "persistentDisk"}  # Go's own slips in a path
BESIDE = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
HOST_PATHS: tuple[str, ...] = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate")
HOST_PATHS += ("File", "FileOrCreate", "Socket")
LONGEST_DRIVER = 63
LAST_PARTITION = 255


def volume_errors(spec: Struct, pod_name: str, path: str) -> Iterator[FieldError]:
    """All volumes; `pod_name` is "" in a template."""
    names: set[str] = set()
    volumes = spec.get("volumes", [])
    claims = {f"{pod_name}-{v['name']}" for v in volumes if pod_name and "ephemeral" in v}
    for i, volume in enumerate(volumes):
        at = f"{path}[{i}]"
        wrong = [*_source(volume, at), *_name(volume["name"], names, f"{at}.name")]
        yield from wrong
        if not wrong:
            names.add(volume["name"])
        claim = volume.get("persistentVolumeClaim", {}).get("claimName")
        if claim in claims:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            yield invalid(f"{at}.persistentVolumeClaim.claimName", claim, detail)


def valid_volumes(spec: Struct) -> dict[str, Struct]:
    """The volumes without errors, by name: only these can be mounted."""
    found: dict[str, Struct] = {}
    for volume in spec.get("volumes", []):
        name = volume["name"]
        if name not in found and not any(_source(volume, "")) and not dns_label(name):
            found[name] = volume
    return found


def _name(name: str, names: set[str], path: str) -> Iterator[FieldError]:
    if not name:
        yield required(path)
    else:
        for reason in dns_label(name):
            yield invalid(path, name, reason)
    if name in names:
        yield duplicate(path, name)


def _source(volume: Struct, path: str) -> Iterator[FieldError]:
    given = [kind for kind in MUST_HAVE if kind in volume]
    if not given:
        yield required(path, "must specify a volume type")
        return
    yield from _one(given[0], volume[given[0]], f"{path}.{INSIDE.get(given[0], given[0])}")
    for kind in given[1:]:
        at = f"{path}.{BESIDE.get(kind, kind)}"
        yield forbidden(at, "may not specify more than 1 volume type")


def _one(kind: str, source: Struct, path: str) -> Iterator[FieldError]:
    for field in MUST_HAVE[kind]:
        if not source.get(field):
            yield required(f"{path}.{field}")
    yield from mode_errors(source, "defaultMode", path)
    yield from FORMS.get(kind, _nothing)(source, path)


def _nothing(_source: Struct, _path: str) -> Iterator[FieldError]:
    yield from ()


def _empty_dir(source: Struct, path: str) -> Iterator[FieldError]:
    if source.get("sizeLimit", Quantity(0)) < Quantity(0):
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def _host_path(source: Struct, path: str) -> Iterator[FieldError]:
    if source["path"]:
        yield from backstep_errors(source["path"], f"{path}.path")
        if source["type"] not in HOST_PATHS:
            yield not_supported(f"{path}.type", source["type"], HOST_PATHS)


def _nfs(source: Struct, path: str) -> Iterator[FieldError]:
    if not source["path"].startswith("/"):
        yield invalid(f"{path}.path", source["path"], "must be an absolute path")


def _git_repo(source: Struct, path: str) -> Iterator[FieldError]:
    yield from descending_path_errors(source.get("directory", ""), f"{path}.directory")


def _disk(source: Struct, path: str) -> Iterator[FieldError]:
    if not 0 <= source.get("partition", 0) <= LAST_PARTITION:
        for reason in in_range(source["partition"], 1, LAST_PARTITION):
            yield invalid(f"{path}.partition", source["partition"], reason)


def _csi(source: Struct, path: str) -> Iterator[FieldError]:
    driver = source["driver"]
    if len(driver.encode()) > LONGEST_DRIVER:
        detail = f"may not be more than {LONGEST_DRIVER} bytes"
        yield FieldError("FieldValueTooLong", f"{path}.driver", "<value omitted>", detail)
    for reason in dns_subdomain(driver.lower()):
        yield invalid(f"{path}.driver", driver, reason)
    if "nodePublishSecretRef" in source:
        name = source["nodePublishSecretRef"].get("name", "")
        if not name:
            yield required(f"{path}.nodePublishSecretRef.name")
        for reason in dns_subdomain(name) if name else ():
            yield invalid(f"{path}.name", name, reason)  # Go leaves the reference out here


def _ephemeral(source: Struct, path: str) -> Iterator[FieldError]:
    if "volumeClaimTemplate" in source:
        yield from claim_errors(source["volumeClaimTemplate"], f"{path}.volumeClaimTemplate")


FORMS: dict[str, Callable[[Struct, str], Iterator[FieldError]]] = {
    "emptyDir": _empty_dir,
    "hostPath": _host_path,
    "gitRepo": _git_repo,
    "gcePersistentDisk": _disk,
    "awsElasticBlockStore": _disk,
    "nfs": _nfs,
    "secret": key_errors,
    "configMap": key_errors,
    "downwardAPI": file_errors,
    "projected": projected_errors,
    "csi": _csi,
    "ephemeral": _ephemeral,
}
