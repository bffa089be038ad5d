"""Findings about probes. Each says what comes of it, in numbers where there are any.

Names verified in kube-score's README_CHECKS and kube-linter's built-in checks. A timeout longer
than the period is no finding: looks then follow one upon the other, and nothing else happens.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.check.delays import (
    always_an_error,
    start_budget,
    until_failed,
    until_gone,
    until_killed,
)
from kubelet_lab.check.finding import Finding, Subject
from kubelet_lab.check.words import handler_words, span_words
from kubelet_lab.spec.pod import HTTPGet, TCPSocket

EITHER = ("kube-score pod-probes",)
RUNS_TO_THE_END = ("Job", "CronJob")
SHORT_START_S = 30  # a virtual machine that warms up, a cache that loads: ordinary starts
LONG_GRACE_S = 60


def probe_findings(subject: Subject) -> Iterator[Finding]:
    """All findings about the probes of a container that keeps running."""
    if subject.workload.kind not in RUNS_TO_THE_END:
        yield from _missing(subject)
    yield from _ports(subject)
    yield from _identical(subject)
    yield from _liveness(subject)
    yield from _startup(subject)


def _missing(subject: Subject) -> Iterator[Finding]:
    container = subject.container
    if container.readiness is None:
        text = (
            f"{container.name} has no readiness probe: it counts as Ready as soon as it runs, "
            "before it can serve, and stays so while it cannot"
        )
        yield subject.finding("no-readiness-probe", "kube-linter", "", text, also=EITHER)
    if container.liveness is None:
        text = f"{container.name} has no liveness probe: if it deadlocks, nothing restarts it"
        yield subject.finding("no-liveness-probe", "kube-linter", "", text, also=EITHER)


def _ports(subject: Subject) -> Iterator[Finding]:
    container = subject.container
    declared = sorted({number for _, number in container.ports})
    for kind, probe in subject.probes():
        if not isinstance(probe.handler, HTTPGet | TCPSocket):
            continue
        what = "httpGet" if isinstance(probe.handler, HTTPGet) else "tcpSocket"
        port, field = probe.handler.port, f"{kind}Probe.{what}.port"
        error = always_an_error(container, probe)
        if error:
            result = {
                "startup": "the container never counts as started and is never Ready",
                "readiness": "the container is never Ready",
                "liveness": "it never restarts anything",
            }[kind]
            text = f"no port of {container.name} is called {port}: each look is an error: {result}"
            yield subject.finding(f"{kind}-port", "kube-linter", field, text)
        elif isinstance(port, int) and port not in declared:
            known = f"it declares {', '.join(map(str, declared))}" if declared else "it has none"
            text = f"port {port} is not among the ports of {container.name} ({known}): a slip?"
            yield subject.finding(f"{kind}-port", "kube-linter", field, text)


def _identical(subject: Subject) -> Iterator[Finding]:
    readiness, liveness = subject.container.readiness, subject.container.liveness
    if not (readiness and liveness) or readiness.handler != liveness.handler:
        return
    out, killed = until_failed(readiness), until_failed(liveness).later(until_killed())
    asked = handler_words(liveness.handler)
    text = (
        f"liveness and readiness ask the same {asked}: what takes it out of traffic "
        f"({span_words(*out[:2])}) also kills it ({span_words(*killed[:2])})"
    )
    yield subject.finding("pod-probes-identical", "kube-score", "livenessProbe", text)


def _liveness(subject: Subject) -> Iterator[Finding]:
    container, pod = subject.container, subject.workload.pod
    probe = container.liveness
    if probe is None or always_an_error(container, probe):
        return
    if isinstance(probe.handler, TCPSocket):
        text = (
            "a TCP liveness probe does not notice a deadlock: the kernel accepts the connection "
            "for a program that is stuck"
        )
        yield subject.finding("liveness-tcp", "kubelet-lab", "livenessProbe.tcpSocket", text)
    if probe.failure_threshold == 1:
        text = (
            f"failureThreshold: 1 kills at the first look that fails or takes {probe.timeout_s} s"
        )
        field = "livenessProbe.failureThreshold"
        yield subject.finding("liveness-first-failure", "kubelet-lab", field, text)
    if probe.termination_grace_period_s is None and pod.termination_grace_period_s > LONG_GRACE_S:
        gone = until_gone(pod, container, probe)
        text = (
            f"a process that is stuck does not hear SIGTERM: it stays for {gone.shortest_s} s "
            "after the verdict; livenessProbe.terminationGracePeriodSeconds may be shorter"
        )
        yield subject.finding("liveness-grace", "kubelet-lab", "livenessProbe", text)


def _startup(subject: Subject) -> Iterator[Finding]:
    container = subject.container
    probe = container.startup or container.liveness
    if probe is None or always_an_error(container, probe):
        return
    budget = start_budget(probe)
    if budget.shortest_s >= SHORT_START_S:
        return
    if container.startup:
        looks = probe.failure_threshold
        told_s = probe.initial_delay_s + looks * probe.period_s
        text = (
            f"a start of more than {budget.shortest_s} s may be killed, although "
            f"initialDelaySeconds + failureThreshold * periodSeconds is {told_s} s: {looks} looks "
            f"have {looks - 1} gaps between them"
        )
        yield subject.finding("startup-budget", "kubelet-lab", "startupProbe", text)
    else:
        text = (
            f"no startup probe: a start of more than {budget.shortest_s} s may be killed by the "
            f"liveness probe, one of more than {budget.longest_s} s always is, time and again"
        )
        yield subject.finding("no-startup-probe", "kube-linter", "livenessProbe", text)
