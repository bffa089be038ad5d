"""The conversions between millicores, shares, quota and weight."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.cpu_units import (
    cpu_shares_to_cpu_weight,
    cpu_weight_to_cpu_shares,
    milli_cpu_to_quota,
    milli_cpu_to_shares,
)


def shares_and_weight(case: dict[str, int]) -> dict[str, int]:
    shares = milli_cpu_to_shares(case["milli_cpu"])
    return {"cpu_shares": shares, "cpu_weight": cpu_shares_to_cpu_weight(shares)}


def quota(case: dict[str, int]) -> dict[str, int]:
    return {"cfs_quota_us": milli_cpu_to_quota(case["milli_cpu"], case["period_us"])}


CONVERSIONS: dict[str, Callable[[dict[str, int]], dict[str, int]]] = {
    "milli_cpu_to_shares_and_weight": shares_and_weight,
    "milli_cpu_to_cfs_quota": quota,
    "milli_cpu_to_cfs_quota_custom_period": quota,  # recorded from v1.36 only
    "shares_to_weight": lambda case: {"cpu_weight": cpu_shares_to_cpu_weight(case["cpu_shares"])},
    "weight_to_shares": lambda case: {"cpu_shares": cpu_weight_to_cpu_shares(case["cpu_weight"])},
}


def test_every_conversion_gives_the_recorded_number(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    lists = vectors("cm_cpu")
    assert set(lists) <= set(CONVERSIONS)
    mismatches = [
        f"{name}: {case}, got {got}"
        for name, cases in lists.items()
        for case in cases
        if (got := CONVERSIONS[name](case)).items() - case.items()
    ]
    report(mismatches, sum(map(len, lists.values())))
