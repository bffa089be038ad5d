"""Fleets made by hand for figures: nobody has simulated them."""

from __future__ import annotations

from kubelet_lab.cluster.fleet_history import FleetHistory, FleetMark, NodeChange, Step
from kubelet_lab.sim.trace import Trace

MIN = 60_000
BAD = 50  # nodes whose kubelet leaks
TOLD = [
    (0, "Normal operations"),
    (15, "kubelet memory leak discovered"),
    (30, "Nodes start OOMKilling kubelet"),
    (32, "Pods on these nodes: Status Unknown"),
    (37, "Node Controller marks nodes NotReady"),
    (42, "Node Controller evicts pods (after 5 min)"),
    (45, "ReplicaSet Controllers create replacements"),
    (60, "Cascading failures"),
    (90, "Emergency measures"),
    (150, "Partial recovery"),
    (240, "Full recovery"),
]
COMPUTED = {15: 14.5, 30: 29.2, 32: 29.95, 37: 29.95, 42: 35, 45: 35, 60: 66.5, 90: 90, 150: 151}


def target_like() -> FleetHistory:
    """200 nodes: 50 die, 12 more are pulled along, all come back."""
    nodes = {f"node-{n:03}": _node(n) for n in range(1, 201)}
    bad = [Step(30 * MIN + 20_000 * n, 5_000 - 25 * (n + 1)) for n in range(BAD)]
    zombies = [Step(at_ms, 5_000 - pods) for at_ms, pods in bad]
    gone = [Step(95 * MIN + 30_000 * n, 1_250 - 25 * n) for n in range(BAD + 1)]
    created = [Step(35 * MIN + 10_000 * n, 10 * n) for n in range(126)]
    waiting = [Step(35 * MIN + 10_000 * n, min(10 * n, 400)) for n in range(126)]
    return FleetHistory(
        clock_zero="14:00",
        end_ms=240 * MIN,
        nodes=nodes,
        pods={
            "serving": [Step(0, 5_000), *bad, Step(56 * MIN, 4_600), Step(150 * MIN, 5_000)],
            "running": [Step(0, 5_000), *bad, Step(56 * MIN, 4_600), Step(150 * MIN, 5_000)],
            "zombie": [Step(0, 0), *zombies, *gone],
            "pending": [Step(0, 0), *waiting, Step(150 * MIN, 0)],
            "replaced": [Step(0, 0), *created],
        },
        marks=[
            *(FleetMark(at * MIN, text, "told") for at, text in TOLD),
            *(
                FleetMark(round(COMPUTED[at] * MIN), text, "computed")
                for at, text in TOLD
                if at in COMPUTED
            ),
        ],
    )


def _node(n: int) -> list[NodeChange]:
    if n <= BAD:
        dies = 30 * MIN + 20_000 * (n - 1)
        back = 95 * MIN + 30_000 * n
        return [
            NodeChange(0, "Ready"),
            NodeChange(dies, "dead"),
            NodeChange(dies + 50_000, "Unknown"),
            NodeChange(back, "NotReady"),
            NodeChange(back + 40_000, "Ready"),
        ]
    if n <= BAD + 12:
        dies = 62 * MIN + 45_000 * (n - BAD)
        return [
            NodeChange(0, "Ready"),
            NodeChange(dies, "dead"),
            NodeChange(dies + 50_000, "Unknown"),
            NodeChange(150 * MIN, "Ready"),
        ]
    return [NodeChange(0, "Ready")]


def one_node() -> FleetHistory:
    """A single node whose kubelet crashes near midnight and comes back."""
    return FleetHistory(
        clock_zero="23:58",
        end_ms=10 * MIN,
        nodes={
            "node-1": [
                NodeChange(0, "Ready"),
                NodeChange(MIN, "dead"),
                NodeChange(110_000, "Unknown"),
                NodeChange(8 * MIN, "Ready"),
            ]
        },
        pods={
            "serving": [Step(0, 10), Step(110_000, 0), Step(8 * MIN, 10)],
            "running": [Step(0, 10), Step(MIN, 0), Step(8 * MIN, 10)],
            "zombie": [Step(0, 0), Step(MIN, 10), Step(8 * MIN, 0)],
        },
        marks=[FleetMark(MIN, "kubelet crashes", "told")],
    )


def calm() -> FleetHistory:
    """Three nodes on which nothing happens, and nothing was told."""
    return FleetHistory(
        clock_zero="09:00",
        end_ms=60 * MIN,
        nodes={f"n{n}": [NodeChange(0, "Ready")] for n in range(3)},
        pods={"serving": [Step(0, 9)], "running": [Step(0, 9)]},
        marks=[],
    )


def snowball() -> Trace:
    """50 kubelets die, their pods come back elsewhere, three more kubelets die of it."""
    trace = Trace()
    leak = trace.add(0, "world", "release", "a kubelet that leaks is rolled out")
    for n in range(BAD):
        _node_falls(trace, f"node-{n:03}", 30 * MIN + n * 1_000, leak)
    causes = [entry.number for entry in trace.find("scheduled on")]
    for n in range(3):
        _node_falls(trace, f"node-{100 + n}", 60 * MIN + n * 1_000, causes[n])
    return trace


def _node_falls(trace: Trace, node: str, at_ms: int, because: int) -> None:
    subject = f"node/{node}"
    full = trace.add(at_ms, "kernel", subject, f"{31 + at_ms % 7} GiB of memory are used", because)
    killed = trace.add(at_ms + 1_000, "kernel", subject, "kubelet is OOM-killed", full)
    silent = trace.add(
        at_ms + 51_000, "node-controller", subject, f"{node} Ready Unknown: silent for 50 s", killed
    )
    for pod in range(5):
        name = f"pod/web-{node}-{pod}"
        gone = trace.add(at_ms + 351_000, "taint-eviction", name, f"evicted from {node}", silent)
        made = trace.add(at_ms + 351_000, "replicaset", name, f"created in place of {name}", gone)
        trace.add(at_ms + 352_000, "scheduler", name, f"scheduled on node-{100 + pod}", made)
