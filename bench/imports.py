"""How long `import kubelet_lab` takes on top of an empty Python, and the engine on top of that.

Each line is a row for `bench/run.py`: what, measured, at most; separated by tabs.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

ROUNDS = 15
STATEMENTS = ("pass", "import kubelet_lab", "import kubelet_lab.incidents")


def seconds(statement: str) -> float:
    """Return the wall time of a fresh Python that runs `statement`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print one row for each import; rounds alternate, so that a busy machine hits all alike."""
    rounds = [[seconds(statement) for statement in STATEMENTS] for _ in range(ROUNDS)]
    empty, package, incidents = (median(column) * 1000 for column in zip(*rounds, strict=True))
    print(f"`import kubelet_lab`\t{max(package - empty, 0):.0f} ms\t100 ms")
    print(f"`import kubelet_lab.incidents`, the whole engine\t{incidents - empty:.0f} ms\t")


if __name__ == "__main__":
    main()
