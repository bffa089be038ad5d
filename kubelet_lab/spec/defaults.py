"""What the API server fills in: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go, v1.32.

Works in place on a decoded struct. Some defaults are given to a Pod but not to a pod template
(requests from limits, host ports, enableServiceLinks): they appear when the pod is created.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.quantity import MILLI

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")

POD_SPEC = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
}
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
CONTAINER = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
FILE_MODE = {"defaultMode": 0o644}
VOLUMES: dict[str, Struct] = {
    "secret": FILE_MODE,
    "configMap": FILE_MODE,
    "downwardAPI": FILE_MODE,
    "projected": FILE_MODE,
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {
        "cachingMode": "ReadWrite",
        "kind": "Shared",
        "fsType": "ext4",
        "readOnly": False,
    },
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}

PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
HOST = r"[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?"
IMAGE = re.compile(  # distribution/reference: [host/]path[:tag][@digest]
    rf"(?:{HOST}/)?{PART}(?:/{PART})*(?::(?P<tag>[0-9A-Za-z_][0-9A-Za-z_.-]{{0,127}}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}))?"
)


def default_pod_spec(spec: Struct) -> None:
    """Fill in a pod spec, be it a Pod's or a template's."""
    _fill(spec, POD_SPEC)
    spec.setdefault("securityContext", {})
    _round_up(spec.get("overhead"))
    for volume in spec.get("volumes") or []:
        _default_volume(volume)
    for container in containers(spec):
        _default_container(container)


def default_pod(spec: Struct) -> None:
    """Fill in what only a Pod gets, once `default_pod_spec` is done."""
    for container in [*(spec["containers"] or []), *spec.get("initContainers", [])]:
        resources = container["resources"]
        missing = {**resources.get("limits", {}), **resources.get("requests", {})}
        if missing:
            resources["requests"] = missing
        for port in container.get("ports", []) if spec.get("hostNetwork") else []:
            if port["containerPort"]:
                port.setdefault("hostPort", port["containerPort"])
    spec.setdefault("enableServiceLinks", True)


def containers(spec: Struct) -> Iterator[Struct]:
    """All containers: init, regular, ephemeral."""
    for name in CONTAINER_LISTS:
        yield from spec.get(name) or []


def _default_container(container: Struct) -> None:
    _fill(container, CONTAINER)
    _fill(container, {"imagePullPolicy": _pull_policy(container.get("image", ""))})
    for port in container.get("ports", []):
        _fill(port, {"protocol": "TCP"})
    for name in ("limits", "requests"):
        _round_up(container["resources"].get(name))
    for variable in container.get("env", []):
        _default_field_ref(variable.get("valueFrom", {}))
    for probe in (container[name] for name in PROBES if name in container):
        _fill(probe, PROBE)
        _default_handler(probe)
    for handler in container.get("lifecycle", {}).values():
        _default_handler(handler)


def _default_handler(handler: Struct) -> None:
    if "httpGet" in handler:
        _fill(handler["httpGet"], {"path": "/", "scheme": "HTTP"})
    if "grpc" in handler:
        _fill(handler["grpc"], {"service": ""})


def _default_volume(volume: Struct) -> None:
    if len(volume) == 1:  # a name and no source
        volume["emptyDir"] = {}
    for source in VOLUMES.keys() & volume.keys():
        _fill(volume[source], VOLUMES[source])
    for projection in volume.get("projected", {}).get("sources") or []:
        if "serviceAccountToken" in projection:
            _fill(projection["serviceAccountToken"], {"expirationSeconds": 3600})
        _default_files(projection.get("downwardAPI", {}))
    _default_files(volume.get("downwardAPI", {}))
    claim = volume.get("ephemeral", {}).get("volumeClaimTemplate")
    if claim:
        _fill(claim["spec"], {"volumeMode": "Filesystem"})
        for name in ("limits", "requests"):
            _round_up(claim["spec"]["resources"].get(name))


def _default_files(source: Struct) -> None:
    for item in source.get("items", []):
        _default_field_ref(item)


def _default_field_ref(source: Struct) -> None:
    if "fieldRef" in source:
        _fill(source["fieldRef"], {"apiVersion": "v1"})


def _fill(struct: Struct, values: Struct) -> None:
    for name, value in values.items():
        if struct.get(name) is None:
            struct[name] = value


def _round_up(quantities: Struct | None) -> None:
    """No resource is finer than a thousandth (SetDefaults_ResourceList)."""
    for name, quantity in (quantities or {}).items():
        quantities[name] = quantity.rounded_up(MILLI)  # type: ignore[index]  # not None here


def _pull_policy(image: str) -> str:
    """Always for the tag "latest", which is also the tag of an image without tag or digest.

    What is no image name has no tag either (pkg/util/parsers/parsers.go).
    """
    found = IMAGE.fullmatch(image)
    if found is None or (found["tag"] or found["digest"] or "latest") != "latest":
        return "IfNotPresent"
    return "Always"
