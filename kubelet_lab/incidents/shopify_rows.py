"""Black Friday's timeline, row by row: the lesson's words beside what the fleet came to.

The lesson's clock tells minutes: a row that is computed within a minute of it is the same. Longer
than our habit: words, a function for each instant that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kubelet_lab.incidents.fleet_story import FleetStory
from kubelet_lab.incidents.shopify_fleet import (
    BEGINS_MS,
    THROTTLE_S,
    WITNESS,
    Sale,
    machines,
)
from kubelet_lab.incidents.slow_disk import KB, MB, first_latency, first_not_ready
from kubelet_lab.incidents.told import Row, clock_time, row
from kubelet_lab.node.relist import RUNTIME_REQUEST_TIMEOUT_MS
from kubelet_lab.sim.clock import seconds

CLOCK_ZERO = "23:50"
SLOW_S, UNHEALTHY_S, AFFECTED_S, INVESTIGATED_S, RECOVERED_S = 300, 600, 900, 1_200, 2_400
SLOW_MS, FAST_MS = 3_000, 100  # a relist as the lesson has it: slow, and as it should be
LOOKS_S = (-1, SLOW_S, UNHEALTHY_S, AFFECTED_S, INVESTIGATED_S, THROTTLE_S - 1)


class Night:
    """What the rows ask of a sale that has been played; instants in milliseconds from 23:50."""

    def __init__(self, sale: Sale, parameters: Mapping[str, Any]) -> None:
        self.sale, self.parameters = sale, parameters
        self.story = FleetStory(sale.fleet, BEGINS_MS)
        changes = sale.witness.real.kubelet.node_status.changes
        ready = [(at_ms - BEGINS_MS, to) for at_ms, kind, to in changes if kind == "Ready"]
        self.lost = [at_ms for at_ms, to in ready if to == "False"]
        self.back = [at_ms for at_ms, to in ready if to == "True"]
        self.throttled_ms = seconds(parameters["throttled_s"])

    def relist_over(self, ms: int) -> int | None:
        """When the first relist begins that takes longer."""
        return next((at for at, takes in self.sale.relists if at >= 0 and takes > ms), None)

    def fast_again(self) -> int | None:
        """When the first relist ends after the throttling that takes as long as it should."""
        for at_ms, takes_ms in self.sale.relists:
            if at_ms >= self.throttled_ms and takes_ms < FAST_MS:
                return at_ms + takes_ms
        return None

    def states(self, state: str, which: int) -> list[int]:
        """When each of the slow nodes came into that state, the first time (0) or the last (-1)."""
        nodes = self.sale.fleet.census.nodes
        slow = [WITNESS, *(site.node.name for site in self.sale.others)]
        times = [[c.at_ms for c in nodes[name] if c.state == state] for name in slow]
        return sorted(found[which] - BEGINS_MS for found in times if found)


def _row(told_s: int, told: str, at_ms: int | None, computed: str, why: str = "") -> Row:
    """A row whose told time is a minute on a clock."""
    holds = at_ms is not None and abs(at_ms - seconds(told_s)) <= seconds(60)
    return row(told_s, told, at_ms, computed, why, holds=holds)


def _unless_same(found: Row) -> Row:
    """The row; its reason only where it is needed."""
    return replace(found, why="") if found.verdict == "same" else found


def _begins(night: Night) -> Iterator[Row]:
    asked = night.parameters["containers"] * night.parameters["log_kb_per_s"] * KB / MB
    disk = night.parameters["disk_mb_per_s"]
    yield _row(
        0,
        "Black Friday begins. Massive traffic spike",
        0,
        f"{night.parameters['containers']:g} containers of a node begin to log {asked:g} MB/s",
    )
    yield _unless_same(
        _row(
            0,
            "Disk I/O saturates",
            night.story.at("disk saturated"),
            f"the disk writes {disk:g} MB/s: {100 * asked / max(disk, 1):.0f} % is asked of it",
            "It never saturates.",
        )
    )


def _slows(night: Night) -> Iterator[Row]:
    over_ms, timed_out_ms = (
        night.relist_over(SLOW_MS),
        night.relist_over(RUNTIME_REQUEST_TIMEOUT_MS),
    )
    before_ms, now_ms = night.sale.seen[-1].relist_ms, night.sale.seen[SLOW_S].relist_ms
    yield _row(
        SLOW_S,
        "Container runtime slow to respond",
        over_ms,
        f"a request waits {night.sale.seen[SLOW_S].backlog_s:.0f} s at the disk by 23:55",
        "The wait grows from the first second on: nobody looked before 23:55.",
    )
    yield _row(
        SLOW_S,
        "PLEG polls take >3 seconds (should be <100ms)",
        over_ms,
        f"first then; {before_ms} ms before the sale, {now_ms / 1000:.0f} s by 23:55",
        "More than 3 s since the first minute, and no harm in it: a relist of 3 s only means that "
        "the kubelet hears of a crash within 4 s.",
    )
    yield _row(
        SLOW_S,
        'PLEG timeout: "Container runtime not responding!"',
        None if timed_out_ms is None else timed_out_ms + RUNTIME_REQUEST_TIMEOUT_MS,
        "the first listing that is given up, after runtimeRequestTimeout: 2 m",
        "There is no time limit of 3 s. One call to the runtime may take 2 minutes, and the age of "
        "the last good relist 3.",
    )


def _unhealthy(night: Night) -> Iterator[Row]:
    story = night.story
    lost_ms = night.lost[0] if night.lost else None
    said = [entry.text for entry in story.fleet.trace.find("Skipping pod synchronization")]
    flap = ""
    if len(night.lost) > 1:
        flap = f"; Ready again at {clock(night.back[0])}, and NotReady at {clock(night.lost[1])}"
    yield _row(
        UNHEALTHY_S,
        "PLEG marked unhealthy",
        story.at("Skipping pod synchronization"),
        said[0].partition(": ")[2] if said else "it never is",
        "The threshold is three minutes since the start of the last good relist.",
    )
    yield _row(
        UNHEALTHY_S,
        "Node marked NotReady",
        lost_ms,
        f"Ready False, KubeletNotReady: the kubelet says so itself, at its next look{flap}",
        "The controller does not do it, and waits for nothing.",
    )
    yield _row(
        UNHEALTHY_S,
        "No new pods scheduled to node",
        story.at("not-ready:NoSchedule", subject=f"{WITNESS}/"),
        "taint node.kubernetes.io/not-ready:NoSchedule, in the same moment",
    )
    deleted_ms = story.at("Marking for deletion")
    yield row(
        UNHEALTHY_S,
        "But existing pods still running!",
        lost_ms,
        f"and serving: {night.sale.seen[UNHEALTHY_S].serving} pods, as before. From "
        f"{clock(deleted_ms)} on they are evicted, node by node",
        "Only Unknown takes pods out of their Services; a kubelet that says Ready False does not.",
        holds=night.sale.seen[UNHEALTHY_S].serving == night.sale.seen[-1].serving,
    )


def _affected(night: Night) -> Iterator[Row]:
    seen, lost = night.sale.seen[AFFECTED_S], night.states("NotReady", 0)
    later, evicted_ms = night.sale.seen[THROTTLE_S - 1], night.story.at("Marking for deletion")
    nodes = len(night.sale.fleet.sites)
    yield _row(
        AFFECTED_S,
        "50 nodes affected",
        lost[-1] if lost else None,
        f"{nodes - seen.ready_nodes} of {nodes} are NotReady at 00:05; the last one turned then",
        "They have the same disks and the same traffic: they fail within seconds of each other.",
    )
    yield row(
        AFFECTED_S,
        "50% of cluster capacity lost",
        None,
        f"{100 - 100 * seen.ready_nodes // nodes} % of what the scheduler may use; {seen.serving} "
        f"of {night.sale.seen[-1].serving} pods serve",
        "Capacity for new pods is lost. What ran goes on, until it is evicted.",
        holds=seen.ready_nodes * 2 == nodes,
    )
    yield row(
        AFFECTED_S,
        "Remaining nodes overloaded",
        evicted_ms,
        f"evictions begin; at 00:15 {later.asked} % of what open nodes have is asked for, "
        f"{later.pending} pods wait for a node, and {later.terminating} are Terminating",
        "What overloads them are the replacements, after NoExecute and 300 s of toleration. A "
        "kubelet whose sync loop stands still ends none of the old pods: they run twice.",
        holds=evicted_ms is not None and abs(evicted_ms - seconds(AFFECTED_S)) <= seconds(60),
    )


def _investigated(night: Night) -> Iterator[Row]:
    wait_s = night.sale.seen[INVESTIGATED_S].backlog_s
    yield _unless_same(
        _row(
            INVESTIGATED_S,
            "Engineers investigate. Disk I/O at 100%",
            seconds(INVESTIGATED_S) if wait_s > 1 else None,
            f"a request waits {wait_s:.0f} s",
            "The disk keeps up.",
        )
    )
    yield _unless_same(
        _row(
            INVESTIGATED_S,
            "Container runtime queued up requests",
            seconds(INVESTIGATED_S) if wait_s > 1 else None,
            f"a relist that begins now would take {wait_s:.0f} s",
            "The disk keeps up.",
        )
    )
    failing = [at for at, takes in night.sale.relists if takes > RUNTIME_REQUEST_TIMEOUT_MS]
    yield _unless_same(
        row(
            INVESTIGATED_S,
            "PLEG timing out",
            failing[0] if failing else None,
            f"{sum(at <= seconds(INVESTIGATED_S) for at in failing)} listings have been given up",
            "No listing takes two minutes.",
            holds=bool(failing) and failing[0] <= seconds(INVESTIGATED_S),
        )
    )


def _fixed(night: Night) -> Iterator[Row]:
    percent, fast_ms = night.parameters["throttled_to_percent"], night.fast_again()
    ready = night.states("Ready", -1) if night.back else []
    yield _row(
        THROTTLE_S,
        "Fix: Throttle disk I/O. Reduce container logs",
        night.throttled_ms,
        f"to {percent:g} % of what it was",
    )
    yield _row(
        THROTTLE_S,
        "PLEG responds fast again",
        fast_ms,
        f"a relist takes less than {FAST_MS} ms again",
        "First the disk works off what has piled up in 25 minutes.",
    )
    yield _row(
        THROTTLE_S,
        "Nodes become Ready",
        night.back[-1] if night.back else None,
        "the first good relist has ended; the last node follows at "
        + clock(ready[-1] if ready else None),
        "A relist that begins while requests wait less than 2 minutes is good, and it has to end.",
    )
    done_ms = _recovered(night)
    yield row(
        RECOVERED_S,
        "Full recovery",
        done_ms,
        "all nodes Ready, all pods serve, nothing is Terminating or waits"
        if done_ms is not None
        else "not within the time that was played",
        holds=done_ms is not None and done_ms <= seconds(RECOVERED_S),
    )


def _lessons(night: Night) -> Iterator[Row]:
    parameters = night.parameters
    fast = machines({**parameters, "disk_mb_per_s": 2 * parameters["disk_mb_per_s"], "nodes": 1})
    kept = first_not_ready(
        round(parameters["containers"]),
        round(parameters["log_kb_per_s"] * KB),
        fast[0],
        parameters["pleg_threshold_s"],
        parameters["throttled_s"],
    )
    latency_s = first_latency(round(parameters["containers"]), parameters["pleg_threshold_s"])
    yield row(
        None,
        "Lesson: PLEG health = Node health",
        None,
        f"from a disk latency of {latency_s:g} s on this node does not stay Ready",
        "Two relists and a second have to fit into the threshold.",
        holds=True,
    )
    yield row(
        None,
        "Fast disks = Critical!",
        None,
        "with a disk twice as fast the node "
        + ("stays Ready" if kept is None else f"is NotReady at {clock(seconds(kept))}"),
        holds=kept is None,
    )


def _recovered(night: Night) -> int | None:
    """When the last count came back to what it was before the sale."""
    history = night.story.history(CLOCK_ZERO, 0, ())
    before = night.sale.seen[-1]
    now = night.story.count("serving", seconds(night.parameters["lasts_s"]))
    ready = night.states("Ready", -1) if night.back else []
    if now != before.serving or any(site.node.ready != "True" for site in night.sale.others):
        return None
    counted = (steps for kind, steps in history.pods.items() if kind != "replaced")
    return max([0, *ready, *(steps[-1].at_ms for steps in counted if steps)])


def clock(at_ms: int | None) -> str:
    """An instant by the story's clock."""
    return "no time" if at_ms is None else clock_time(CLOCK_ZERO, at_ms / 1000)


def rows(night: Night) -> list[Row]:
    """All rows of the lesson's timeline, in its order."""
    parts = (_begins, _slows, _unhealthy, _affected, _investigated, _fixed, _lessons)
    return [found for part in parts for found in part(night)]
