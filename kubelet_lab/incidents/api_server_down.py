"""The API server is away for ten minutes. The supervisor's five tasks, and what becomes of each.

Source of the words: the lesson's clipboard ("Every 10 seconds: …"); of the rules: FACTS 4.1, 5.1,
5.2. The node controller is a client of the API server like any other: it can mark nothing either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from kubelet_lab.cluster.node_health import Grace
from kubelet_lab.incidents.nginx_node import NEWCOMER, NGINX, NginxNode
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.api_connection import Shown
from kubelet_lab.node.history import Mark, PodHistory
from kubelet_lab.sim.clock import seconds

HEARD = "pods are listed"  # what the kubelet's entry says when its watch is open again
TOLD = {"down_s": 63, "outage_s": 600, "stuck_s": 240, "wanted_s": 300, "lasts_s": 780}


class TenMinutes(NamedTuple):
    """The outage, played: the node, nginx's run, and what kubectl showed just before the end."""

    node: NginxNode
    history: PodHistory
    down_ms: int
    back_ms: int
    shown: Shown  # of nginx-abc, by the API server
    true: Shown  # of nginx-abc, on the node

    def since_back_ms(self, text: str, subject: str = "") -> int | None:
        """How long after the API server's return the trace first says so."""
        at_ms = self.node.ms(text, subject=subject, from_s=self.back_ms / 1000)
        return None if at_ms is None else at_ms - self.back_ms

    def meanwhile_ms(self, text: str, subject: str = "") -> int | None:
        """When the trace first says so, if the API server was away."""
        at_ms = self.node.ms(text, subject=subject, from_s=self.down_ms / 1000)
        return at_ms if at_ms is not None and at_ms < self.back_ms else None


def ten_minutes(parameters: Mapping[str, Any]) -> TenMinutes:
    """Play it. A new pod is wanted at `wanted_s`: nothing can be bound before there is an API."""
    node = NginxNode()
    down_s = parameters["down_s"]
    back_s = down_s + parameters["outage_s"]
    wanted_s = parameters["wanted_s"]
    node.bind(0, NGINX)  # long since there when the API server goes
    node.outage(down_s, back_s)
    node.get_stuck(parameters["stuck_s"])
    node.bind(back_s if down_s <= wanted_s < back_s else wanted_s, NEWCOMER)
    seen: list[tuple[Shown, Shown]] = []
    node.clock.at(max(seconds(back_s) - 1, 1), lambda: seen.append(node.nginx()))
    history = node.run(max(parameters["lasts_s"], back_s + 1))
    run = TenMinutes(node, history, seconds(down_s), seconds(back_s), *seen[0])
    heard_ms = run.since_back_ms(HEARD)
    if heard_ms is None:
        return run
    marks = sorted([*history.marks, Mark(run.back_ms + heard_ms, "the watch is back", "kubelet")])
    return run._replace(history=replace(history, marks=marks))


def _play(parameters: Mapping[str, Any]) -> Outcome:
    run = ten_minutes(parameters)
    rows = [_orders(run), _newcomer(run), _tell(run), _inspect(run), _report(run), _late(run)]
    rows += [_fix(run), _lied(run), _silence(run)]
    trace, since = run.node.trace, "the node registered"
    return Outcome("api-server-down", parameters, rows, trace, 0, run.history, since)


def _orders(run: TenMinutes) -> Row:
    return row(
        None,
        "1. Check head office for orders",
        run.meanwhile_ms("the watch on pods has broken"),
        "the watch breaks; no order comes",
        "Nobody checks. What was ordered before is on the clipboard, and stays there.",
        holds=False,
    )


def _newcomer(run: TenMinutes) -> Row:
    late_ms = run.since_back_ms(HEARD)
    late = "never" if late_ms is None else f"{late_ms / 1000:g} s after the return"
    return row(
        None,
        "(a pod that somebody wants meanwhile)",
        run.node.ms("RunPodSandbox", subject=NEWCOMER.name),
        f"it arrives {late}",
        "It cannot be bound while nobody can write. Then the watch has to be back, too: it is "
        "tried again with pauses of up to a minute.",
        holds=False,
    )


def _tell(run: TenMinutes) -> Row:
    at_ms = run.meanwhile_ms("StartContainer", NGINX.name)
    return row(
        None, "2. Tell workers what to build", at_ms, "a new container, without any API server"
    )


def _inspect(run: TenMinutes) -> Row:
    looks = run.history.probes["liveness"].looks(run.down_ms, run.back_ms)
    count = sum(1 for _ in looks)
    words = f"{count} liveness looks during the outage"
    return row(None, "3. Inspect buildings (health)", None, words, holds=count > 0)


def _report(run: TenMinutes) -> Row:
    return row(
        None,
        "4. Report back to head office",
        run.meanwhile_ms("Failed to update lease"),
        "lease, node status and pod status fail",
        "They are tried again and again, and only the newest status is kept: what happened in "
        "between is never told.",
        holds=False,
    )


def _late(run: TenMinutes) -> Row:
    lease_ms, status_ms = run.since_back_ms("the lease is renewed"), run.since_back_ms("Status for")
    words = f"lease {_s(lease_ms)}, pod status {_s(status_ms)} after the return"
    return row(None, "(and afterwards)", None, words, holds=lease_ms is not None)


def _fix(run: TenMinutes) -> Row:
    at_ms = run.meanwhile_ms("failed liveness probe")
    return row(None, "5. Fix problems if found", at_ms, "nginx is stuck, is killed, begins anew")


def _lied(run: TenMinutes) -> Row:
    return row(
        None,
        "(what kubectl would have shown at the end)",
        None,
        f"API server: {run.shown}. Node: {run.true}.",
        "The API server's picture is as old as the last report.",
        holds=run.shown == run.true,
    )


def _silence(run: TenMinutes) -> Row:
    grace_s = Grace().monitor_ms // 1000
    outage_s = (run.back_ms - run.down_ms) / 1000
    return row(
        None,
        "Node hasn't reported in 40 seconds: NotReady",
        None,
        f"{outage_s:g} s of silence, and nobody marks the node",
        f"NotReady is written by the node controller, through the API server. When that one is "
        f"back, the controller counts its {grace_s} s anew, and the lease is there in time.",
        holds=False,
    )


def _s(at_ms: int | None) -> str:
    return "never" if at_ms is None else f"{at_ms / 1000:g} s"


INCIDENTS = {"api-server-down": Incident("The API server is away, the node goes on", TOLD, _play)}
