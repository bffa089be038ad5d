"""pkg/kubelet/config/common.go: what one file in the manifest folder becomes.

The name gets the node's name behind it, and the UID is a hash of pod, node and path: another
content is another pod. Source: FACTS 4.10. The hash is of the same kind as the kubelet's (md5 over
the defaulted pod, so that comments and order do not count), but its digits are ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kubelet_lab.spec.admission import admit, plain
from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.reading import read_documents
from kubelet_lab.spec.typed import to_pod

CONFIG_SOURCE = "kubernetes.io/config.source"
CONFIG_SEEN = "kubernetes.io/config.seen"
CONFIG_HASH = "kubernetes.io/config.hash"
TOLERATE_NO_EXECUTE = {"operator": "Exists", "effect": "NoExecute"}
REFERENCES = {  # what a node's pod may not refer to (plugin/pkg/admission/noderestriction)
    "a service account": ("serviceAccountName", "serviceAccount"),
    "secrets": ("secret", "secretRef", "secretKeyRef", "imagePullSecrets"),
    "configmaps": ("configMap", "configMapRef", "configMapKeyRef"),
    "persistentvolumeclaims": ("persistentVolumeClaim",),
}


class ManifestError(ValueError):
    """The file makes no pod; the message is the kubelet's log line about it."""


@dataclass(frozen=True, slots=True)
class StaticPod:
    """One pod out of one file.

    `mirror_refused` says why the API server refuses a mirror pod, "" if it takes one.
    """

    pod: Pod
    path: str
    node_name: str
    annotations: Mapping[str, str] = field(hash=False)
    mirror_refused: str = ""

    @property
    def full_name(self) -> str:
        """The key it goes by: namespace and name."""
        return f"{self.pod.namespace}/{self.pod.name}"

    @property
    def config_hash(self) -> str:
        """The hash by which its mirror pod is known to be up to date."""
        return self.annotations[CONFIG_HASH]


def is_ignored(path: str) -> bool:
    """Files that start with a dot are ignored; every other one is read, whatever it is called."""
    return path.rpartition("/")[2].startswith(".")


def generate_pod_name(name: str, node_name: str) -> str:
    """A name that no other node uses."""
    return f"{name}-{node_name.lower()}"


def read_manifest(path: str, content: bytes, node_name: str, seen: str) -> StaticPod:
    """Make the pod of one file; `seen` is the time for its annotation. Raises ManifestError."""
    defaulted = _decoded(path, content)
    metadata, spec = defaulted["metadata"], defaulted["spec"]
    if not metadata.get("name"):
        raise ManifestError(_unusable(path, "invalid pod: name is needed for the pod"))
    uid = metadata.get("uid") or _hash(defaulted, node_name, path)
    metadata["uid"] = uid
    metadata["name"] = generate_pod_name(metadata["name"], node_name)
    metadata["namespace"] = metadata.get("namespace") or "default"
    metadata["annotations"] = {**metadata.get("annotations", {}), CONFIG_HASH: uid}
    spec["nodeName"] = node_name
    tolerations = spec.setdefault("tolerations", [])
    if TOLERATE_NO_EXECUTE not in tolerations:
        tolerations.append(TOLERATE_NO_EXECUTE)
    verdict = admit(defaulted)
    if not verdict.valid:
        words = " ".join(dict.fromkeys(error.message for error in verdict.errors))
        raise ManifestError(_unusable(path, f"invalid pod: [{words}]"))
    marks = {**metadata["annotations"], CONFIG_SOURCE: "file", CONFIG_SEEN: seen}
    pod = replace(to_pod(verdict.defaulted), static=True)
    return StaticPod(pod, path, node_name, marks, _refused(spec, node_name))


def _decoded(path: str, content: bytes) -> Struct:
    """The first document of a file as a defaulted pod in plain JSON; further ones are not read."""
    try:
        documents = read_documents(content)
    except SpecError as error:
        first = error.problems[0]
        where = f"line {first.line}: " if first.line else ""
        raise ManifestError(_unparsed(path, f"{where}{first.message}")) from None
    if not documents:
        raise ManifestError(_unparsed(path, "Object 'Kind' is missing in 'null'"))
    manifest = documents[0].value
    kind = manifest.get("kind") if isinstance(manifest, dict) else None
    if kind and kind != "Pod":
        raise ManifestError(_unparsed(path, f"invalid pod: this is a {kind}"))
    verdict = admit(manifest)
    if verdict.decode_error:
        field_name = verdict.decode_error.field
        where = f"line {documents[0].line_of(field_name)}: " if field_name else ""
        raise ManifestError(_unparsed(path, f"{where}{verdict.decode_error}"))
    defaulted: Struct = plain(verdict.defaulted)
    return defaulted


def _hash(defaulted: Struct, node_name: str, path: str) -> str:
    text = json.dumps(defaulted, sort_keys=True)
    hasher = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    hasher.update(f"host:{node_name}file:{path}".encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def _refused(spec: Struct, node_name: str) -> str:
    found = _keys(spec)
    for what, names in REFERENCES.items():
        if found.intersection(names):
            return f'node "{node_name}" can not create pods that reference {what}'
    return ""


def _keys(value: Any, inside: str = "") -> set[str]:  # noqa: ANN401  # any JSON value
    """The fields that are set anywhere in a spec; the keys of labels and selectors are none."""
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if not isinstance(value, dict) or inside in ("nodeSelector", "matchLabels"):
        return set()
    own = {key for key, item in value.items() if item}
    return own.union(*(_keys(item, key) for key, item in value.items()))


def _unparsed(path: str, why: str) -> str:
    return f"{path}: couldn't parse as pod({why}), please check config file"


def _unusable(path: str, why: str) -> str:
    return f"{path}: {why}"
