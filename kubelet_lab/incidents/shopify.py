"""Shopify, Black Friday, as told in the lesson, not verified: a slow disk makes nodes NotReady.

Source of the words: the lesson's "PLEG"; of the rules: FACTS 3, 5, 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.shopify_fleet import BEGINS_MS, THROTTLE_S, play
from kubelet_lab.incidents.shopify_rows import CLOCK_ZERO, LOOKS_S, Night, rows
from kubelet_lab.incidents.told import Incident, Outcome
from kubelet_lab.sim.clock import seconds

TITLE = "Shopify, Black Friday (as told in the lesson, not verified)"
TOLD: dict[str, Any] = {
    "nodes": 100,
    "slow_nodes": 50,
    "containers": 40,  # on each node
    "log_kb_per_s": 3_840,  # of each container, from 23:50 on
    "disk_mb_per_s": 125,
    "pleg_threshold_s": 180,
    "throttled_s": THROTTLE_S,
    "throttled_to_percent": 20,
    "lasts_s": 3_600,
}


def _play(parameters: Mapping[str, Any]) -> Outcome:
    sale = play(parameters, LOOKS_S)
    night = Night(sale, parameters)
    told = rows(night)
    history = night.story.history(CLOCK_ZERO, seconds(parameters["lasts_s"]), told)
    return Outcome("shopify", parameters, told, sale.fleet.trace, BEGINS_MS, history)


INCIDENTS = {"shopify": Incident(TITLE, TOLD, _play)}
