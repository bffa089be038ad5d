"""The kinds that make pods: their apiVersions, where their pod template is, what is filled in."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.defaults import default_pod, default_pod_spec


class Kind(NamedTuple):
    """One kind of workload; `old` apiVersions are gone from the API and read as `version`."""

    version: str
    template: str = "spec.template"  # path of the pod template; "" for a Pod itself
    replicas: str = "replicas"
    old: tuple[str, ...] = ()


BETAS = ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2")
KINDS = {
    "Pod": Kind("v1", ""),
    "ReplicationController": Kind("v1"),
    "Deployment": Kind("apps/v1", old=BETAS),
    "StatefulSet": Kind("apps/v1", old=BETAS),
    "ReplicaSet": Kind("apps/v1", old=BETAS),
    "DaemonSet": Kind("apps/v1", old=BETAS),
    "Job": Kind("batch/v1", replicas="parallelism"),
    "CronJob": Kind(
        "batch/v1",
        "spec.jobTemplate.spec.template",
        "parallelism",
        ("batch/v1beta1", "batch/v2alpha1"),
    ),
}
OTHERS = re.compile(  # the other kinds of the API groups that have workloads
    "Binding|ComponentStatus|ConfigMap|ControllerRevision|Endpoints|Event|Ingress|LimitRange|List|"
    "Namespace|NetworkPolicy|Node|PersistentVolume|PersistentVolumeClaim|PodSecurityPolicy|"
    "PodTemplate|ResourceQuota|Secret|Service|ServiceAccount"
)
MISSING = {  # in the words of apimachinery pkg/runtime
    "kind": "Object 'Kind' is missing",
    "apiVersion": "Object 'apiVersion' is missing",
}
GROUPS = frozenset({"v1", "apps", "batch", "extensions"})
LONGEST_KIND = 64  # characters of an unknown kind that a similar one is looked for


def is_workload(kind: str, version: str) -> bool:
    """Whether manifests of this kind and apiVersion are read."""
    return kind in KINDS and version in {KINDS[kind].version, *KINDS[kind].old}


def is_other(kind: str, version: str) -> bool:
    """Whether this is a kind of the API, or of some extension of it, that makes no pods."""
    return version.partition("/")[0] not in GROUPS or bool(OTHERS.fullmatch(kind))


def meant(kind: str) -> str:
    """A hint for a kind and apiVersion that do not exist, or ""."""
    close = [kind] if kind in KINDS else get_close_matches(kind[:LONGEST_KIND], KINDS, 1)
    found = [f"kind: {name} with apiVersion: {KINDS[name].version}" for name in close]
    return f"did you mean {found[0]}?" if found else ""


def template_of(kind: str, manifest: Struct) -> Struct | None:
    """The pod template of a decoded manifest; a Pod is its own."""
    node: Struct | None = manifest
    for name in filter(None, KINDS[kind].template.split(".")):
        node = (node or {}).get(name)
    return node


def complete(kind: str, manifest: Struct) -> None:
    """Fill in what the API server fills in before it checks."""
    metadata, spec = manifest["metadata"], manifest["spec"]
    metadata.setdefault("namespace", "default")
    if "generateName" in metadata:
        metadata.setdefault("name", f"{metadata['generateName']}xxxxx")  # five random characters
    template = template_of(kind, manifest)
    if template is None:
        return
    default_pod_spec(template["spec"])
    if kind == "Pod":
        default_pod(spec)
    if kind == "ReplicationController":
        spec.setdefault("selector", template["metadata"].get("labels", {}))


def replicas_of(kind: str, manifest: Struct) -> int:
    """How many pods are wanted; 1 for a Pod and for each node of a DaemonSet."""
    spec = manifest["spec"]
    owner = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
    return int(owner.get(KINDS[kind].replicas, 1))
