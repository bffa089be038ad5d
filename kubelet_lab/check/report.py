"""A text in, all that can be said of it out: errors, warnings, reactions, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, Literal

from kubelet_lab.check.container_rules import container_findings
from kubelet_lab.check.finding import Finding, Subject, subjects
from kubelet_lab.check.probe_rules import RUNS_TO_THE_END, probe_findings
from kubelet_lab.check.reactions import Reaction, reactions
from kubelet_lab.check.words import probe_words
from kubelet_lab.node.pod_status import is_sidecar
from kubelet_lab.spec.errors import Problem
from kubelet_lab.spec.pod import ProbeType
from kubelet_lab.spec.workloads import Workload, load

Verdict = Literal["clean", "findings", "invalid"]
WORST_FIRST: tuple[Verdict, ...] = ("invalid", "findings", "clean")


@dataclass(frozen=True, slots=True)
class ContainerReport:
    """One container that keeps running: its probes in words, and what faults do to it."""

    name: str
    probes: dict[ProbeType, str]
    reactions: tuple[Reaction, ...]


@dataclass(frozen=True, slots=True)
class WorkloadReport:
    """One workload of a text."""

    kind: str
    name: str
    line: int
    replicas: int
    containers: tuple[ContainerReport, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the API server says of a text, and what comes of each workload that is right."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    workloads: tuple[WorkloadReport, ...]
    skipped: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Invalid if there is any error, else findings if there is anything to look at."""
        if self.errors:
            return "invalid"
        found = self.warnings or any(workload.findings for workload in self.workloads)
        return "findings" if found else "clean"

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "verdict": self.verdict,
            "errors": [asdict(problem) for problem in self.errors],
            "warnings": [asdict(problem) for problem in self.warnings],
            "workloads": [_workload_json(workload) for workload in self.workloads],
            "skipped": list(self.skipped),
        }


def check(text: str | bytes) -> Report:
    """Check a manifest text; never raises for what a person typed."""
    loaded = load(text)
    workloads = tuple(map(_workload, loaded.workloads))
    return Report(loaded.errors, loaded.warnings, workloads, loaded.skipped)


def worst(reports: Iterable[Report]) -> Verdict:
    """The worst verdict of several texts."""
    found = {report.verdict for report in reports}
    return next((verdict for verdict in WORST_FIRST if verdict in found), "clean")


def _workload(workload: Workload) -> WorkloadReport:
    found = list(subjects(workload))
    return WorkloadReport(
        workload.kind,
        workload.name,
        workload.line,
        workload.replicas,
        tuple(_container(subject) for subject in found if _runs_on(subject)),
        tuple(sorted(chain.from_iterable(map(_findings, found)), key=_line)),
    )


def _runs_on(subject: Subject) -> bool:
    """Whether the container keeps running; a Job's does so only for its probes."""
    container, pod = subject.container, subject.workload.pod
    if subject.workload.kind in RUNS_TO_THE_END:
        return any(subject.probes())
    return container in pod.containers or is_sidecar(container)


def _container(subject: Subject) -> ContainerReport:
    probes = {kind: probe_words(probe) for kind, probe in subject.probes()}
    found = tuple(reactions(subject.workload.pod, subject.container))
    return ContainerReport(subject.container.name, probes, found)


def _findings(subject: Subject) -> Iterator[Finding]:
    if _runs_on(subject):
        yield from probe_findings(subject)
    yield from container_findings(subject)


def _line(finding: Finding) -> int:
    return finding.problem.line or 0


def _workload_json(workload: WorkloadReport) -> dict[str, Any]:
    return {
        "kind": workload.kind,
        "name": workload.name,
        "line": workload.line,
        "replicas": workload.replicas,
        "containers": [_container_json(container) for container in workload.containers],
        "findings": [_finding_json(finding) for finding in workload.findings],
    }


def _container_json(container: ContainerReport) -> dict[str, Any]:
    return {
        "name": container.name,
        "probes": dict(container.probes),
        "reactions": [reaction._asdict() for reaction in container.reactions],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    named = {"rule": finding.rule, "tool": finding.tool, "also": list(finding.also)}
    return {**named, "container": finding.container, **asdict(finding.problem)}
