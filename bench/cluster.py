"""The Target incident and its growth: nodes, pods, hours. CPU time, best of some rounds.

Each size is played in a process of its own: its peak memory is that process's. Rows for
`bench/run.py`; the growth exponent is the slope of time over nodes on logarithmic scales.
"""

from __future__ import annotations

import gc
import json
import math
import resource
import subprocess
import sys
import time

from kubelet_lab.incidents import target

SIZES = (100, 200, 500, 1_000, 2_000, 5_000)
PODS_EACH = 30
HOUR_S = 3_600
ROUNDS = 7


def play(end_s: int, **parameters: float) -> float:
    """Play it once; the CPU seconds it took. What the round before left behind is not its cost."""
    gc.collect()
    begun = time.process_time()
    target.play(parameters, end_s)
    return time.process_time() - begun


def sized(nodes: int) -> dict[str, float]:
    """A fleet of that size: CPU seconds and peak memory; run in a process of its own."""
    took = play(4 * HOUR_S, nodes=nodes, pods=nodes * PODS_EACH, leaking_nodes=nodes // 4)
    return {"s": took, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def in_a_process(nodes: int, rounds: int) -> dict[str, float]:
    """The best of some rounds."""
    command = [sys.executable, __file__, str(nodes)]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(rounds)]
    return min(runs, key=lambda run: run["s"])


def exponent(sizes: list[tuple[int, float]]) -> float:
    """The slope of the line through the points (log nodes, log seconds)."""
    points = [(math.log(nodes), math.log(took)) for nodes, took in sizes]
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    rise = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return rise / sum((x - middle[0]) ** 2 for x, _ in points)


def main() -> None:
    """Print the rows."""
    best = min(play(4 * HOUR_S) for _ in range(ROUNDS))
    print(f"Target, 200 nodes, 5,000 pods, 4 h, engine only\t{best * 1000:.0f} ms\t100 ms")
    sizes = []
    for nodes in SIZES:
        run = in_a_process(nodes, 3 if nodes <= SIZES[3] else 1)
        sizes.append((nodes, run["s"]))
        limit = "10 s, 2 GiB" if nodes == SIZES[-1] else ""
        what = f"the same incident, {nodes:,} nodes, {nodes * PODS_EACH:,} pods"
        print(f"{what}\t{run['s']:.2f} s, {run['mib']:.0f} MiB\t{limit}")
    print(f"growth exponent of these times\t{exponent(sizes):.2f}\t1.1")
    lasts = {"1 h": HOUR_S, "1 day": 24 * HOUR_S, "30 days": 720 * HOUR_S}
    rounds = [{name: _over(end_s) for name, end_s in lasts.items()} for _ in range(ROUNDS)]
    took = {name: min(played[name] for played in rounds) for name in lasts}
    shown = ", ".join(f"{name}: {spent * 1000:.0f} ms" for name, spent in took.items())
    print(f"ten nodes lost and repaired within the hour, watched for\t{shown}\twithin 20 %")


def _over(end_s: int) -> float:
    """An incident that is over within the hour: 10 nodes, and people who act at 14:35."""
    return play(end_s, leaking_nodes=10, emergency=2_100)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(sized(int(sys.argv[1]))))
    else:
        main()
