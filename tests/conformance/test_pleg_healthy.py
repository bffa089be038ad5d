"""GenericPLEG.Healthy, with the exact text of its error."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.node.pleg import GenericPLEG


def test_healthy_says_what_the_real_one_says(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    cases = vectors("pleg_healthy")
    mismatches = []
    for case in cases:
        pleg = GenericPLEG()
        if case["relisted_once"]:
            pods = None if case["that_relist_failed_to_list_pods"] else []
            pleg.relist(0, pods, lambda _: True)
        got = pleg.healthy(case["seconds_since_relist_started"] * 1000)
        if got != (case["healthy"], case["error"]):
            mismatches.append(f"{case['name']}: {got} != {case['healthy'], case['error']}")
    report(mismatches, len(cases))
