"""Findings about images, resources and hooks: what makes looks late, and stops untidy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lab.check.finding import Finding, Subject
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.node.qos import (
    BEST_EFFORT_OOM_SCORE_ADJ,
    get_container_oom_score_adjust,
    get_pod_qos,
)
from kubelet_lab.spec.defaults import IMAGE
from kubelet_lab.spec.pod import Container, Exec

SLEEP = re.compile(r"(?:^|[\s;&|/])sleep\s+(\d{1,9})s?(?![\w.])")
TAGS = ("kube-score container-image-tag",)
SIZES = ("kube-score container-resources",)
MUCH_MEMORY = 2**40  # bytes, of a node: without a request the score hardly depends on it


def container_findings(subject: Subject) -> Iterator[Finding]:
    """All findings about one container apart from its probes."""
    yield from _image(subject)
    container = subject.container
    if container not in subject.workload.pod.init_containers or is_sidecar(container):
        yield from _resources(subject)
        yield from _pre_stop(subject)


def _image(subject: Subject) -> Iterator[Finding]:
    image = subject.container.image
    found = IMAGE.fullmatch(image)
    if found is None or found["digest"] or (found["tag"] or "latest") != "latest":
        return
    said = "has the tag latest" if found["tag"] else "has no tag, which means latest"
    policy = subject.container.image_pull_policy
    text = f"image {image} {said}: what runs depends on when it was pulled"
    text += f" (imagePullPolicy {policy})"
    yield subject.finding("latest-tag", "kube-linter", "image", text, also=TAGS)


def _resources(subject: Subject) -> Iterator[Finding]:
    container = subject.container
    asked, limited = container.resources.requests, container.resources.limits
    if not asked.get("cpu"):
        text = (
            f"{container.name} requests no cpu: on a busy node it gets the smallest share there "
            "is, so answers may be late and probes may time out"
        )
        rule = "unset-cpu-requirements"
        yield subject.finding(rule, "kube-linter", "resources", text, also=SIZES)
    amounts = (("request", asked), ("limit", limited))
    missing = [word for word, has in amounts if not has.get("memory")]
    if missing:
        text = f"{container.name} has no memory {' and no memory '.join(missing)}: "
        text += "; ".join(_without_memory(subject, word) for word in missing)
        rule = "unset-memory-requirements"
        yield subject.finding(rule, "kube-linter", "resources", text, also=SIZES)


def _without_memory(subject: Subject, word: str) -> str:
    if word == "limit":
        return "a leak grows until the node runs out of memory, and others may be killed too"
    pod = subject.workload.pod
    qos = get_pod_qos(pod)
    score = get_container_oom_score_adjust(pod, subject.container, MUCH_MEMORY)
    if score < BEST_EFFORT_OOM_SCORE_ADJ - 1:
        return f"the pod is {qos}"
    return f"the pod is {qos}, and among the first to be killed (oom_score_adj {score})"


def _pre_stop(subject: Subject) -> Iterator[Finding]:
    container, pod = subject.container, subject.workload.pod
    sleeps_s = _sleeps(container)
    grace_s = pod.termination_grace_period_s
    if sleeps_s is None:
        return
    if sleeps_s >= grace_s:
        text = (
            f"preStop sleeps {sleeps_s} s of terminationGracePeriodSeconds {grace_s}: SIGKILL "
            "comes 2 s after SIGTERM"
        )
        yield subject.finding("prestop-grace", "kubelet-lab", "lifecycle.preStop", text)
    for kind, probe in subject.probes():
        own_s = probe.termination_grace_period_s
        if own_s is not None and sleeps_s >= own_s:
            field = f"{kind}Probe.terminationGracePeriodSeconds"
            text = (
                f"preStop sleeps {sleeps_s} s, and a kill by the {kind} probe has {own_s} s for "
                "all of it: SIGKILL comes 2 s after SIGTERM"
            )
            yield subject.finding("prestop-grace", "kubelet-lab", field, text)


def _sleeps(container: Container) -> int | None:
    """How long preStop sleeps, as far as one can read it; None if one cannot."""
    if container.pre_stop == "sleep":
        return container.pre_stop_sleep_s
    if isinstance(container.pre_stop, Exec):
        found = SLEEP.findall(" ".join(container.pre_stop.command))
        return sum(map(int, found)) if found else None
    return None
