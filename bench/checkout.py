"""How long the engine needs for one night of the checkout pod: its share of a slider's move."""

from __future__ import annotations

import time
from statistics import median

from kubelet_lab import incidents

ROUNDS = 30


def milliseconds(name: str) -> float:
    """Return the median wall time of playing an incident as told."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        incidents.run(name)
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def main() -> None:
    """Print one row for each night."""
    for name in (name for name in incidents.INCIDENTS if name.startswith("checkout.")):
        print(f"`{name}`, engine only\t{milliseconds(name):.1f} ms\t")


if __name__ == "__main__":
    main()
