"""Target, 200 nodes, 5,000 pods, four hours: ours beside the same fleet look by look in SimPy.

The SimPy fleet is tests/peers/target_simpy.py, as one would write it without our engine. It is
measured in the same run, once; the transitions of the two have to be equal. Nothing is measured
of a SimPy that came to something else.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "peers"))

from target_ours import ours, played
from target_simpy import Numbers, Target, settled

from kubelet_lab.cluster.site import KubeletProcess
from kubelet_lab.incidents.target_fleet import machines

NODES, HOURS, ROUNDS, GOAL = 200, 4, 5, 300
UNTIL_S = HOURS * 3_600


def main() -> int:
    """Print the row; 1 if the two are not equal."""
    took_s = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        played(UNTIL_S)
        took_s.append(time.perf_counter() - begun)
    our = settled(ours(UNTIL_S))
    system = tuple(machine.system_uses for machine, _ in machines(NODES, 0, KubeletProcess()))
    begun = time.perf_counter()
    their = Target(Numbers(system)).run(UNTIL_S)
    look_by_look_s = time.perf_counter() - begun
    if settled(their) != our:
        print("the two fleets differ", file=sys.stderr)
        return 1
    factor = look_by_look_s / min(took_s)
    what = f"Target, {NODES} nodes, 5,000 pods, {HOURS} h: ours, SimPy look by look, factor"
    measured = f"{min(took_s) * 1000:.0f} ms, {look_by_look_s:.0f} s, {factor:.0f}"
    print(f"{what}\t{measured} ({len(our):,} equal transitions)\tfactor {GOAL} at least")
    return 0


if __name__ == "__main__":
    sys.exit(main())
