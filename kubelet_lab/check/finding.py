"""One thing that a check found: under which name, where, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lab.spec.errors import Problem
from kubelet_lab.spec.pod import PROBE_TYPES, Container, Probe, ProbeType
from kubelet_lab.spec.workloads import Workload


class Finding(NamedTuple):
    """A rule that a container breaks. `rule` is the name in `tool`; `also` has what others call it.

    The names are those of kube-score and kube-linter where these tools have the rule.
    """

    rule: str
    tool: str  # "kube-score", "kube-linter" or "kubelet-lab"
    container: str
    problem: Problem
    also: tuple[str, ...] = ()


class Subject(NamedTuple):
    """A container of a workload, and where it stands in the manifest."""

    workload: Workload
    container: Container
    path: str  # "spec.template.spec.containers[0]"

    def finding(
        self, rule: str, tool: str, field: str, message: str, *, also: tuple[str, ...] = ()
    ) -> Finding:
        """A finding about a field of the container, "" for all of it."""
        path = f"{self.path}.{field}" if field else self.path
        problem = self.workload.document.problem(path, message)
        return Finding(rule, tool, self.container.name, problem, also)

    def probes(self) -> Iterator[tuple[ProbeType, Probe]]:
        """The probes that the container has."""
        for kind in PROBE_TYPES:
            probe = self.container.probe(kind)
            if probe:
                yield kind, probe


def subjects(workload: Workload) -> Iterator[Subject]:
    """The containers of a workload, init containers first."""
    spec = f"{workload.template}.spec" if workload.template else "spec"
    pod = workload.pod
    for name, containers in (
        ("initContainers", pod.init_containers),
        ("containers", pod.containers),
    ):
        for i, container in enumerate(containers):
            yield Subject(workload, container, f"{spec}.{name}[{i}]")
