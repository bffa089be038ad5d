"""A fleet of sites and a fleet of whole nodes come to the same, in every millisecond."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from real_fleet import FOR_EVER_MS, RealSite, Transition, transitions

from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.site import KubeletProcess, Site
from kubelet_lab.cluster.workload import DEFAULT_TOLERATIONS, Workload
from kubelet_lab.node.machine import GI, MI, Machine
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources

SERVES = {"/": Endpoint()}


def workload(
    name: str,
    replicas: int,
    *,
    asks: int = 0,
    limit: int = 0,
    uses: int = 0,
    leaks: int = 0,
    loads_ms: int = 0,
    probes_s: int = 0,
) -> Workload:
    probe = Probe(HTTPGet("/", 8080), period_s=probes_s) if probes_s else None
    requests = {"memory": asks * MI} if asks else {}
    limits = {"memory": limit * MI} if limit else {}
    container = Container("c", "x", readiness=probe, resources=Resources(requests, limits))
    template = Pod(name, (container,), tolerations=DEFAULT_TOLERATIONS)
    program = Program(memory=uses * MI, leaks_per_s=leaks * MI, loads_ms=loads_ms, endpoints=SERVES)
    return Workload(replicas, template, program)


def both(
    nodes: int,
    workloads: list[Workload],
    *,
    leaks: dict[int, int],
    scored: bool = True,
    limit: int = 0,
    until_s: int = 1_500,
    delete: tuple[tuple[int, str], ...] = (),
) -> tuple[list[Transition], list[Transition]]:
    process = KubeletProcess(memory=512 * MI, scored=scored, limit=limit * MI)
    machines = [(Machine(f"n{number}", memory=8 * GI), process) for number in range(nodes)]

    def act(fleet: Fleet) -> None:
        def leak() -> None:
            cause = fleet.trace.add(fleet.clock.now_ms, "world", "kubelets", "they leak")
            for number, mi_per_s in leaks.items():
                fleet.sites[f"n{number}"].kubelet_leaks(mi_per_s * MI, cause)

        def remove(name: str) -> None:
            pod = fleet.api.pods.get(name)
            if pod:
                fleet.api.delete_pod(pod, 0)

        fleet.clock.at(60_000, leak)
        for at_ms, name in delete:
            fleet.clock.at(at_ms, lambda name=name: remove(name))

    light, real = (
        transitions(kind, machines, workloads, act, until_s) for kind in (Site, RealSite)
    )
    return light, real


STORIES: dict[str, dict] = {
    "a kubelet leaks, pods go first": {"leaks": {0: 30}},
    "a kubelet leaks, no scores": {"leaks": {0: 30}, "scored": False},
    "a slow leak is met by evictions": {"leaks": {1: 3}},
    "two nodes": {"leaks": {0: 25, 2: 40}, "scored": False},
    "pods are deleted": {
        "leaks": {},
        "delete": ((400, "web-0"), (700, "web-1"), (1_500, "web-2"), (90_123, "web-3")),
    },
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("probes_s", [0, 5, 10])
def test_a_small_fleet_is_the_same_with_whole_nodes(story: dict, probes_s: int) -> None:
    workloads = [
        workload("web", 12, asks=400, uses=450, loads_ms=5_000, probes_s=probes_s),
        workload("job", 6, asks=100, limit=600, uses=300),
    ]
    light, real = both(4, workloads, **story)
    assert light == real
    assert len(light) > 30


@st.composite
def fleets(draw: st.DrawFn) -> dict:
    """A few nodes, pods that ask for less or more than they use, and some that leak."""
    nodes = draw(st.integers(2, 5))
    amounts = st.integers(1, 12).map(lambda n: n * 100)
    workloads = [
        workload(
            f"w{number}",
            draw(st.integers(1, 8)),
            asks=draw(amounts),
            uses=draw(amounts),
            limit=draw(st.sampled_from((0, 1_500))),
            leaks=draw(st.sampled_from((0, 0, 0, 1))),
            loads_ms=draw(st.sampled_from((0, 3_000, 20_000))),
            probes_s=draw(st.sampled_from((0, 3, 5, 10))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    leaks = draw(st.dictionaries(st.integers(0, nodes - 1), st.integers(1, 60), max_size=2))
    return {"nodes": nodes, "workloads": workloads, "leaks": leaks, "scored": draw(st.booleans())}


EVICTED_WHILE_LOOKED_AT = {  # within the very relist that finds it running again
    "nodes": 4,
    "workloads": [workload("w0", 4, asks=100, uses=600, leaks=1, probes_s=3)],
    "leaks": {3: 60},
    "scored": True,
}


@settings(max_examples=60, deadline=None)
@given(fleets())
@example(EVICTED_WHILE_LOOKED_AT)
def test_any_small_fleet_is_the_same_with_whole_nodes(fleet: dict) -> None:
    light, real = both(until_s=900, **fleet)
    probed = {w.name for w in fleet["workloads"] if w.container.readiness}
    until_ms = first_back_off(light, probed)
    assert [seen for seen in light if seen[0] < until_ms] == [
        seen for seen in real if seen[0] < until_ms
    ]


def first_back_off(seen: list[Transition], workloads: set[str]) -> int:
    """When the kernel first kills a container again that was killed less than 10 min before.

    From there on only containers without a readiness probe are the same to the millisecond.
    """
    killed: dict[str, int] = {}
    for at_ms, what, who in seen:
        if "emory: " in what and who.rpartition("-")[0] in workloads:
            if at_ms - killed.get(who, -600_000) < 600_000:
                return at_ms + 1
            killed[who] = at_ms
    return FOR_EVER_MS
