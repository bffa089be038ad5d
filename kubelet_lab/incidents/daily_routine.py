"""The kubelet's daily routine, box by box: what is watched, what is looked at, and how often.

Source of the words: the lesson's "What is kubelet?"; of the rules: FACTS 1.7, 3.1, 4.1, 5.1, 6.5.
The difference that matters: the API server is not asked every 10 s, it tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from kubelet_lab.incidents.nginx_node import MACHINE, NEWCOMER, NGINX, NginxNode
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.eviction import MONITORING_MS
from kubelet_lab.node.history import PodHistory
from kubelet_lab.node.node_status import LEASE_RENEW_MS
from kubelet_lab.node.pleg import RELIST_PERIOD_MS
from kubelet_lab.node.pod_worker import RESYNC_MS

TOLD = {"bound_s": 5, "second_s": 60, "deleted_s": 120, "lasts_s": 180}
EVERY_S = 10  # the lesson's one period for everything
WATCHED = (
    "The watch is one connection that stays open: the API server tells, nobody asks. What goes out "
    f"every {LEASE_RENEW_MS // 1000} s is the kubelet's own sign of life: its lease."
)
NOBODY = (
    "No CRI call opens a port. containerPort is a note to the reader; nginx listens by itself, and "
    "a Service finds it there."
)
PULLED = (
    "No status carries usage. The metrics server comes and fetches it from the kubelet "
    "(/metrics/resource); kubectl top asks the metrics server."
)


def _play(parameters: Mapping[str, Any]) -> Outcome:
    node = NginxNode()
    node.bind(parameters["bound_s"], NGINX)
    node.bind(parameters["second_s"], NEWCOMER)
    node.delete(max(parameters["deleted_s"], parameters["second_s"]), NEWCOMER)
    history = node.run(max(parameters["lasts_s"], parameters["bound_s"] + 1))
    rows = [*_orders(node), *_looks(history), *_reports(node)]
    return Outcome("daily-routine", parameters, rows, node.trace, 0, history, "the node registered")


def _orders(node: NginxNode) -> list[Row]:
    allocatable = MACHINE.allocatable()["memory"] / 1024**3
    offers = f"capacity 8 CPU, 32Gi; pods may ask for {allocatable:.1f}Gi of it"
    registered_ms, bound_ms = node.ms("registered"), node.ms("is assigned")
    started_ms = node.ms("StartContainer", subject=NGINX.name)
    return [
        row(None, "Register node with API Server", registered_ms, MACHINE.name),
        row(None, '"I have 8 CPU, 32GB RAM"', registered_ms, offers),
        row(
            None,
            "Watch API Server (every 10s)",
            bound_ms,
            "told in the instant the pod is bound",
            WATCHED,
            holds=False,
        ),
        row(None, "See pod assigned! nginx-abc", bound_ms, "the watch brings the pod"),
        row(None, "Pull nginx:1.21 image", node.ms("Pulled", subject=NGINX.name), "image pulled"),
        row(None, "Start container", started_ms, "nginx runs"),
        row(None, "Expose port 80", None, "nobody does", NOBODY),
    ]


def _looks(history: PodHistory) -> list[Row]:
    looks = [look.at_ms for look in history.probes["liveness"].looks()]
    probed_s = {(after - before) // 1000 for before, after in pairwise(looks)}
    return [
        _every("Is container running?", RELIST_PERIOD_MS, "PLEG asks the runtime", "a crash"),
        row(
            None,
            "Every 10s: Health checks passing?",
            None,
            f"each probe at its own periodSeconds, here {', '.join(map(str, sorted(probed_s)))} s",
            "10 s is the default of periodSeconds. Each probe has a worker and a clock of its own.",
            holds=probed_s == {EVERY_S},
        ),
        _every(
            "Using too many resources?",
            MONITORING_MS,
            "the eviction manager compares",
            "a shortage",
        ),
    ]


def _every(told: str, every_ms: int, who: str, news: str) -> Row:
    every_s = every_ms // 1000
    why = f"That is every {every_s} s, so that {news} is noticed within about {every_s} s."
    told = f"Every {EVERY_S}s: {told}"
    return row(None, told, None, f"{who} every {every_s} s", why, holds=every_s == EVERY_S)


def _reports(node: NginxNode) -> list[Row]:
    sent_ms, ready_ms = (
        node.ms("successfully: Running"),
        node.ms("successfully: Running, Ready True"),
    )
    ended_ms = node.ms("all of the pod has ended", subject=NEWCOMER.name)
    return [
        row(None, '"Pod nginx-abc is Running"', sent_ms, "sent when it changes, and only then"),
        row(None, '"Using 100m CPU, 200Mi memory"', None, "not said at all", PULLED),
        row(None, '"Health: Good"', ready_ms, "condition Ready True is sent"),
        row(None, "Clean up terminated pods", ended_ms, "a deleted pod has ended, and is gone"),
        row(
            None,
            "Loop forever!",
            None,
            f"each pod at least every {RESYNC_MS // 1000} s, and whenever something happens",
            holds=True,
        ),
    ]


INCIDENTS = {"daily-routine": Incident("The kubelet's daily routine", TOLD, _play)}
