"""A `%%manifest` exercise: one workload, read as kubectl and the API server read it, and judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.workloads import Loaded, load

Judge = Callable[[Pod, str | None], tuple[Criterion, ...]]

SKELETON = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
spec:
  containers:
  - name: {name}
    image: {name}:1
    {field}:"""
NO_WORKLOAD = "There is no workload here: a Pod or a Deployment is asked for."
ONE_ONLY = "One workload is asked for; there are {count}."


@dataclass(frozen=True, slots=True)
class Manifest:
    """`judge` gets the pod the manifest makes, and the seed of the hidden incidents or None."""

    name: str
    max_points: float
    judge: Judge
    kind: Kind = "manifest"
    blank: str = "# Your manifest goes here."

    def check(self, answer: Answer, seed: str | None) -> Report:
        """The judge's criteria, or the API server's words for a manifest it would refuse."""
        try:
            loaded = load(in_its_cell(answer)).checked()
        except SpecError as refused:
            return Report(self.name, self.max_points, error=str(refused))
        if error := _not_one(loaded):
            return Report(self.name, self.max_points, error=error)
        return Report(
            self.name,
            self.max_points,
            self.judge(loaded.workloads[0].pod, seed),
            notes=tuple(str(warning) for warning in loaded.warnings),
            played="public" if seed is None else "public and hidden",
        )


def skeleton(name: str, field: str) -> str:
    """The head of a pod's manifest to hand out: what one looks up, not what one has to find."""
    return commented(SKELETON.format(name=name, field=field))


def commented(manifest: str) -> str:
    """A manifest as remarks, so that it is no answer yet."""
    return "\n".join(f"# {line}" for line in manifest.splitlines())


def in_its_cell(answer: Answer) -> str:
    """The body below as many blank lines as stand above it: line numbers are those of the cell."""
    return "\n" * (answer.first_line - 1) + answer.body


def _not_one(loaded: Loaded) -> str:
    count = len(loaded.workloads)
    if count == 1:
        return ""
    return ONE_ONLY.format(count=count) if count else NO_WORKLOAD
