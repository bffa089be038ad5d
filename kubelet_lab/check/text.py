"""A report as text: errors first, then each workload, fault by fault, then its findings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from kubelet_lab.check.finding import Finding
from kubelet_lab.check.reactions import Reaction
from kubelet_lab.check.report import ContainerReport, Report, WorkloadReport
from kubelet_lab.spec.errors import Problem, shorten

WIDTH = 100
RULES = (  # why the times are what they are; the exact sums are in the JSON
    "A fault acts (failureThreshold - 1) * periodSeconds after the first look that fails, plus "
    "timeoutSeconds if looks hang; that first look comes 0 to periodSeconds after the fault "
    "(prober/worker.go: doProbe). A kill waits for a pod sync, up to 1 s more."
)
COLUMN = 17  # for the name of a fault
LONGEST = 400  # characters of one sentence


def as_text(name: str, report: Report) -> str:
    """The report on the text called `name`, ready to print."""
    lines = [name, ""]
    for title, problems in (("error", report.errors), ("warning", report.warnings)):
        for problem in problems:
            lines += _problem(title, problem)
    for workload in report.workloads:
        lines += _workload(workload)
    if any(reaction.rule for reaction in _reactions(report)):
        lines += [*_folded(RULES, 0), ""]
    if report.skipped:
        lines += [*_folded(f"Without pods: {', '.join(report.skipped)}", 0, LONGEST * 5), ""]
    return "\n".join([*lines, _summary(report)]) + "\n"


def _reactions(report: Report) -> Iterator[Reaction]:
    for workload in report.workloads:
        for container in workload.containers:
            yield from container.reactions


def _problem(title: str, problem: Problem) -> Iterator[str]:
    first, *rest = str(problem).splitlines()
    yield from _folded(f"{title}: {first}", 0, LONGEST * 5)
    yield from rest
    yield ""


def _workload(workload: WorkloadReport) -> Iterator[str]:
    pods = f", {workload.replicas} pods" if workload.replicas != 1 else ""
    yield from _folded(f"{workload.kind} {workload.name}, line {workload.line}{pods}", 0)
    for container in workload.containers:
        yield from _container(container)
    for finding in workload.findings:
        yield from _finding(finding)
    yield ""


def _container(container: ContainerReport) -> Iterator[str]:
    yield from _folded(f"  {container.name}", 2)
    for kind, words in container.probes.items():
        yield from _folded(f"    {kind:<{COLUMN}}{words}", COLUMN + 4)
    for fault, found in groupby(container.reactions, key=lambda reaction: reaction.fault):
        label: str = fault
        for reaction in found:
            yield from _folded(f"    {label:<{COLUMN}}{reaction.text}", COLUMN + 4)
            label = ""


def _finding(finding: Finding) -> Iterator[str]:
    names = f"{finding.rule} ({'; '.join((finding.tool, *finding.also))})"
    yield from _folded(f"  line {finding.problem.line}: {names}", 4)
    yield from _folded(f"    {finding.problem.message}", 4)


def _folded(line: str, indent: int, longest: int = LONGEST) -> list[str]:
    start = line[: len(line) - len(line.lstrip())]
    shown = start + shorten(line.lstrip(), longest)
    return textwrap.wrap(shown, WIDTH, subsequent_indent=" " * indent, drop_whitespace=True) or [""]


def _summary(report: Report) -> str:
    findings = sum(len(workload.findings) for workload in report.workloads)
    counts = (
        (len(report.workloads), "workload"),
        (len(report.errors), "error"),
        (len(report.warnings), "warning"),
        (findings, "finding"),
    )
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)
