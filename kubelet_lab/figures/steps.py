"""A pod's start as steps: each begins where the step that caused it ends.

The wiring is the trace's own `because`, as a directed graph; nothing is measured twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kubelet_lab.sim.trace import Entry, Trace

if TYPE_CHECKING:
    import networkx as nx

READY = "condition Ready True"
_PULLED = re.compile(r'Normal Pulled .*image "([^"]+)"')
_RUNS = re.compile(r"StartContainer: (\S+) runs")


class Step(NamedTuple):
    """A stretch of a start in milliseconds; `after` is the step it waited for, by its number.

    `spare_ms` is how much longer it could take before Ready comes later: 0 on the critical path.
    """

    number: int  # the trace entry that ends it
    name: str
    start_ms: int
    end_ms: int
    after: int | None
    spare_ms: int


def steps_to_ready(trace: Trace) -> list[Step]:
    """The steps up to the first Ready, in the order of the wiring; none if it never comes."""
    import networkx as nx  # noqa: PLC0415 - most notebooks never draw a start

    ready = next(trace.find(READY), None)
    if ready is None:
        return []
    causes = nx.DiGraph((e.because, e.number) for e in trace if e.because is not None)
    critical = nx.ancestors(causes, ready.number) | {ready.number}
    names = dict(_named(trace, ready, critical))
    wiring = nx.DiGraph()
    for number in names:
        wiring.add_node(number)
        if (before := _step_before(number, causes, names)) is not None:
            wiring.add_edge(before, number)
    order = nx.lexicographical_topological_sort(wiring, key=lambda n: (trace[n].at_ms, n))
    steps = _Wired(wiring, trace, ready.at_ms, critical)
    return [steps.step(number, names[number]) for number in order]


def _named(trace: Trace, ready: Entry, critical: set[int]) -> Iterator[tuple[int, str]]:
    """The entries that end a step worth drawing, and what one calls that step."""
    looked = any(trace[number].source == "prober" for number in critical)
    for entry in trace:
        began_ms = trace[entry.because].at_ms if entry.because is not None else entry.at_ms
        if began_ms < entry.at_ms < ready.at_ms and (name := _name(entry)):
            yield entry.number, name
    yield ready.number, "the next look of a probe" if looked else "the next relist"


def _name(entry: Entry) -> str:
    if entry.text == "the volumes are mounted":
        return "mount the volumes"
    if entry.text.startswith("RunPodSandbox"):
        return "make the sandbox"
    if found := _PULLED.match(entry.text):
        return f"pull {found[1]}"
    if found := _RUNS.match(entry.text):
        return f"create, start {found[1]}"
    if entry.text == "the program has loaded":
        return f"{entry.subject.rpartition('/')[2]} loads"
    return ""


def _step_before(number: int, causes: nx.DiGraph, names: dict[int, str]) -> int | None:
    """The nearest step among the causes."""
    for cause in causes.predecessors(number) if number in causes else ():
        return cause if cause in names else _step_before(cause, causes, names)
    return None


class _Wired(NamedTuple):
    """All that one step has to know of the others."""

    wiring: nx.DiGraph
    trace: Trace
    ready_ms: int
    critical: set[int]

    def step(self, number: int, name: str) -> Step:
        """The step that this entry ends."""
        import networkx as nx  # noqa: PLC0415 - as above

        trace, following = self.trace, nx.descendants(self.wiring, number) | {number}
        after = next(self.wiring.predecessors(number), None)
        last_ms = max(trace[n].at_ms for n in following)
        spare_ms = 0 if number in self.critical else self.ready_ms - last_ms
        begins_ms = trace[after].at_ms if after is not None else 0
        return Step(number, name, begins_ms, trace[number].at_ms, after, spare_ms)
