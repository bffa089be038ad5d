"""How long the CRI verbs take, by runtime handler: containerd, CRI-O, Kata, gVisor.

`ms` is an idle node's time; `requests` are the disk requests in it, which grow with the disk's
latency. What was published, read in November 2026, and what is chosen:
- containerd with runc: order of magnitude, chosen (half a second for sandbox with CNI, create
  and start). The requests of every verb, the listings and inspections: chosen.
- CRI-O: a tenth to a quarter behind, chosen. Espe, Jindal, Podolskiy, Gerndt (Performance
  Evaluation of Container Runtimes, CLOSER 2020) have containerd ahead in scaling.
- Kata: 1.7 s for the three verbs. Measured: 0.85 to 0.95 s one at a time and 1.6 to 1.8 s fifty
  at once, through CRI, without CNI (kuasar-io/kuasar, tests/benchmark/Benchmark.md); 2.2 s with
  Kata 1 (kata-containers/runtime issue 1025). 160 MiB: overhead.podFixed of kata-deploy's
  RuntimeClass.
- gVisor: create and start 280 ms. Measured: runsc create and start 81 to 280 ms over eight hosts
  (apoxy.dev/blog/gvisor-cold-start-where-the-time-goes). The sandbox, and its 30 MiB: chosen.
"""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """The time of one call on an idle node, and the disk requests in it, one after the other."""

    ms: int
    requests: int = 0


class Profile(NamedTuple):
    """One runtime. `list_us` is the time per container in a relist, in microseconds."""

    run_pod_sandbox: Verb
    create_container: Verb
    start_container: Verb
    inspect_pod: Verb
    list_ms: int
    list_us: int
    memory: int = 0  # bytes that each sandbox needs for itself


MI = 1024**2
PROFILES = {
    "containerd": Profile(Verb(400, 60), Verb(60, 20), Verb(40, 10), Verb(4, 2), 5, 300, MI),
    "cri-o": Profile(Verb(450, 60), Verb(75, 25), Verb(45, 10), Verb(5, 2), 6, 350, MI),
    "kata": Profile(Verb(1500, 200), Verb(150, 30), Verb(80, 15), Verb(6, 2), 5, 500, 160 * MI),
    "gvisor": Profile(Verb(550, 70), Verb(120, 25), Verb(160, 15), Verb(5, 2), 5, 400, 30 * MI),
    # A node whose disk and listings cost nothing: stories in which only probes count.
    "plain": Profile(Verb(400), Verb(60), Verb(40), Verb(0), 0, 0),
}
