"""The checkout's parameters: what a reader may change, and the run that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.checkout_pod import CHECKOUT, Night, Run, play
from kubelet_lab.spec.pod import PROBE_TYPES, Pod, Probe

FIELDS = {  # the API's name of a probe setting, and ours
    "periodSeconds": "period_s",
    "failureThreshold": "failure_threshold",
    "timeoutSeconds": "timeout_s",
}


def with_settings(pod: Pod, settings: Mapping[str, Any]) -> Pod:
    """Change probes of a pod's first container: {"readiness.periodSeconds": 5, …}."""
    container = pod.containers[0]
    for name, value in settings.items():
        kind, _, field = name.partition(".")
        probe = getattr(container, kind)
        container = replace(container, **{kind: replace(probe, **{FIELDS[field]: int(value)})})
    return replace(pod, containers=(container, *pod.containers[1:]))


def as_told(night: Night, *names: str) -> dict[str, Any]:
    """The parameters of a scenario with their values as told."""
    told: dict[str, Any] = {name: getattr(night, name) for name in names}
    for kind in PROBE_TYPES:
        probe: Probe = getattr(CHECKOUT.containers[0], kind)
        for api, ours in FIELDS.items():
            told[f"{kind}.{api}"] = getattr(probe, ours)
    return told


def played(night: Night, parameters: Mapping[str, Any]) -> Run:
    """Play a night with parameters: the night's own fields, and "probe.field" settings."""
    changes = {name: value for name, value in parameters.items() if "." not in name}
    settings = {name: value for name, value in parameters.items() if "." in name}
    return play(with_settings(CHECKOUT, settings), replace(night, **changes))
