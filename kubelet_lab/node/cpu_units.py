"""pkg/kubelet/cm/helpers_linux.go: millicores, shares, quota and weight.

The kubelet thinks in cgroup v1 numbers and converts them for v2. Source: FACTS 6.1.
"""

from __future__ import annotations

import math

MIN_SHARES, MAX_SHARES = 2, 262_144  # the kernel's limits
SHARES_PER_CPU = 1_024
MIN_WEIGHT, MAX_WEIGHT = 1, 10_000
QUOTA_PERIOD_US = 100_000
MIN_QUOTA_US = 1_000


def milli_cpu_to_shares(milli_cpu: int) -> int:
    """cpu.shares for a request in millicores."""
    return min(max(milli_cpu * SHARES_PER_CPU // 1000, MIN_SHARES), MAX_SHARES)


def milli_cpu_to_quota(milli_cpu: int, period_us: int = QUOTA_PERIOD_US) -> int:
    """cpu.cfs_quota_us for a limit in millicores; 0 means no quota.

    Another period than 100 ms needs the gate CPUCFSQuotaPeriod (alpha, off in v1.32).
    """
    return max(milli_cpu * period_us // 1000, MIN_QUOTA_US) if milli_cpu else 0


def cpu_shares_to_cpu_weight(shares: int) -> int:
    """cpu.weight as the kubelet computes it for pods and QoS classes: 1024 gives 39."""
    if shares >= MAX_SHARES:
        return MAX_WEIGHT
    return 1 + (shares - MIN_SHARES) * (MAX_WEIGHT - 1) // (MAX_SHARES - MIN_SHARES)


def runtime_cpu_weight(shares: int) -> int:
    """cpu.weight as runtimes since runc 1.3.2 compute it for containers: 1024 gives 100."""
    if shares <= MIN_SHARES:
        return MIN_WEIGHT
    if shares >= MAX_SHARES:
        return MAX_WEIGHT
    log = math.log2(shares)
    return math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34))


def cpu_weight_to_cpu_shares(weight: int) -> int:
    """The shares that a weight of the kubelet's own formula stands for."""
    return (weight - MIN_WEIGHT) * (MAX_SHARES - MIN_SHARES) // (MAX_WEIGHT - 1) + MIN_SHARES
