"""Target's timeline, row by row: the lesson's words beside what the fleet came to.

One function for each part of the story. Longer than our habit: the lesson's timeline is long.
The lesson's clock tells a story: a row that is computed within two minutes of it is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kubelet_lab.cluster.fleet_history import FleetHistory, Step
from kubelet_lab.incidents.target_fleet import EMERGENCY_S, FULL_S, KUBELET, PARTIAL_S, Story
from kubelet_lab.incidents.told import Row, clock_time, row
from kubelet_lab.node.machine import GI
from kubelet_lab.sim.clock import seconds
from kubelet_lab.sim.trace import Entry

CLOCK_ZERO = "14:00"
CLOSE_S = 120
TOLD = {  # by the lesson's clock, in seconds from 14:00
    "leak": 900, "killed": 1_800, "unknown": 1_920, "not ready": 2_220, "evicted": 2_520,
    "replaced": 2_700, "cascade": 3_600,
}  # fmt: skip
GB = 10**9


class Played:
    """What the rows ask of a story that has been played."""

    def __init__(self, story: Story, history: FleetHistory) -> None:
        self.story, self.history = story, history
        leaking = {site.node.name for site in story.leaking}
        limit_gib = story.parameters["kubelet_limit_gib"]  # one that a kubelet fits into at first
        back = story.parameters["restart_after_oom"] or limit_gib * GI >= KUBELET
        self.stays_dead = not back
        self.sick = self._deaths(leaking, inside=True)
        self.caught = self._deaths(leaking, inside=False)  # the cascade
        changes = history.nodes.values()
        self.unknown = sorted(c.at_ms for found in changes for c in found if c.state == "Unknown")
        self.deleted = self._times("taint-eviction", "Marking for deletion")
        self.created = self._times("replicaset", "Created pod")

    def _deaths(self, names: set[str], *, inside: bool) -> list[Entry]:
        """The first death that nobody wanted of each kubelet, on these nodes or on the others."""
        found = self.story.fleet.trace.find("the kubelet is dead", source="world", from_ms=0)
        first: dict[str, Entry] = {}
        for entry in found:
            first.setdefault(entry.subject.removeprefix("node/"), entry)
        return [entry for node, entry in first.items() if (node in names) == inside]

    def _times(self, source: str, text: str) -> list[int]:
        return [e.at_ms for e in self.story.fleet.trace.find(text, source=source, from_ms=0)]

    def pods(self, count: Any, at_s: int) -> int:  # noqa: ANN401 (one of PodCount's words)
        """How many pods there were of a kind."""
        return number_at(self.history.pods[count], seconds(at_s))

    def ready(self, at_s: int) -> int:
        """How many nodes were Ready."""
        at_ms = seconds(at_s)
        states = (
            next((c.state for c in reversed(found) if c.at_ms <= at_ms), "")
            for found in self.history.nodes.values()
        )
        return sum(state == "Ready" for state in states)


def number_at(steps: Sequence[Step], at_ms: int) -> int:
    """The number that held at that instant; 0 before the first step."""
    return next((step.pods for step in reversed(steps) if step.at_ms <= at_ms), 0)


def clock_of(at_ms: int | None) -> str:
    """An instant by the story's clock."""
    if at_ms is None:
        return "never"
    return clock_time(CLOCK_ZERO, at_ms // 1000)


def span(times: Sequence[int]) -> str:
    """From the first to the last."""
    return f"{clock_of(times[0])} to {clock_of(times[-1])}" if times else "never"


def _row(told_s: int, told: str, at_ms: int | None, computed: str, why: str = "") -> Row:
    """A row whose told time is a minute on a clock."""
    holds = at_ms is not None and abs(at_ms - seconds(told_s)) <= seconds(CLOSE_S)
    return row(told_s, told, at_ms, computed, why, holds=holds)


def _says(told_s: int, told: str, computed: str, why: str = "", *, holds: bool) -> Row:
    """A row that tells what, not when."""
    return row(told_s, told, None, computed, why, holds=holds)


def rows(played: Played) -> list[Row]:
    """All rows of the lesson's timeline, in its order."""
    return [
        *_begins(played),
        *_silence(played),
        *_evicts(played),
        *_cascade(played),
        *_ends(played),
    ]


def _begins(played: Played) -> Iterator[Row]:
    story, parameters = played.story, played.story.parameters
    nodes, pods = len(story.fleet.sites), played.pods("running", 0)
    yield _says(0, "200 worker nodes", f"{nodes} nodes", holds=nodes == 200)  # noqa: PLR2004
    yield _says(0, "5000 pods running", f"{pods} pods", holds=pods == 5_000)  # noqa: PLR2004
    many = len(story.leaking)
    yield row(
        TOLD["leak"], "kubelet memory leak discovered. Affects 50 nodes", seconds(TOLD["leak"]),
        f"{many} kubelets begin to leak", "The leak is given, not computed.", holds=many > 0,
    )  # fmt: skip
    per_s = parameters["leak_mib_per_s"] * 2**20
    grown = [8 + per_s * at_s / GB for at_s in (0, 450, 900)]
    yield _says(
        TOLD["leak"],
        "kubelet memory: 8GB → 16GB → 32GB",
        " → ".join(f"{level:.0f}GB" for level in grown) + " at 14:15, 14:22:30, 14:30",
        "A leak is a straight line: half of the time is half of the way, not half of the size.",
        holds=False,
    )


AT_THE_NODES = (
    "A kubelet dies when its node is full: by size it is the first. With its own oom_score_adj of "
    "-999 pods die before it (kubelet_oom=real)."
)
AT_ITS_LIMIT = "A kubelet with a limit of its own is killed at that limit, however empty its node."


def _silence(played: Played) -> Iterator[Row]:
    sick = [entry.at_ms for entry in played.sick]
    first_ms = sick[0] if sick else None
    yield _row(
        TOLD["killed"], "Nodes start OOMKilling kubelet", first_ms, f"killed: {span(sick)}",
        AT_ITS_LIMIT if played.story.parameters["kubelet_limit_gib"] else AT_THE_NODES,
    )  # fmt: skip
    yield _says(
        TOLD["killed"],
        "kubelet dies, can't restart (no memory)",
        "it stays dead, as told" if played.stays_dead else "systemd has it back, to leak again",
        "Its death has freed all it had; systemd would have it back after 10 s, and a lease is "
        "waited for longer than that. The story needs a kubelet that does not come back.",
        holds=False,
    )
    yield _says(TOLD["killed"], "50 nodes affected", f"{len(sick)} nodes", holds=len(sick) == 50)  # noqa: PLR2004
    yield _row(
        TOLD["unknown"], "Pods on these nodes: Status Unknown",
        played.unknown[0] if played.unknown else None, f"nodes Unknown: {span(played.unknown)}",
        "Unknown is the node's condition; its pods stay Running, and Ready turns False. Each node "
        "follows its own kubelet's last lease by the grace period.",
    )  # fmt: skip
    zombies = played.pods("zombie", TOLD["not ready"])
    yield _says(
        TOLD["unknown"], "But containers still running! Zombie pods consuming resources",
        f"at 14:37 {zombies} pods run that no kubelet looks after", holds=zombies > 0,
    )  # fmt: skip
    yield _row(
        TOLD["not ready"], "Node Controller marks nodes NotReady",
        played.unknown[0] if played.unknown else None, f"that was it: {span(played.unknown)}",
        "Unknown is the NotReady moment: one step, not two. kubectl prints NotReady for both.",
    )  # fmt: skip
    yield _says(
        TOLD["not ready"], "No new pods scheduled there",
        "the NoSchedule taint comes with Unknown", holds=bool(played.unknown),
    )  # fmt: skip


def _evicts(played: Played) -> Iterator[Row]:
    deleted, created = played.deleted, played.created
    first = [at_ms for at_ms in deleted if at_ms < seconds(TOLD["cascade"])]
    inside = bool(first) and first[0] <= seconds(TOLD["evicted"]) <= first[-1]
    yield row(
        TOLD["evicted"], "Node Controller evicts pods (after 5 min)",
        first[0] if first else None, f"deleted: {span(first)}",
        "A NoExecute taint for one node in 10 s, then each pod's own 300 s: no single moment, but "
        "14:42 is in the midst of it." if inside else "No pod is deleted around that time.",
        holds=inside,
    )  # fmt: skip
    zombies = played.pods("zombie", TOLD["replaced"])
    yield _says(
        TOLD["evicted"],
        "Expects pods to terminate. But no kubelet to terminate them! Still running as zombies",
        f"at 14:45 {zombies} pods run on without a kubelet, most of them Terminating",
        holds=zombies > 0,
    )
    sick = len(played.sick) * played.pods("running", 0) // max(len(played.story.fleet.sites), 1)
    moment = created[sick - 1] if 0 < sick <= len(created) else None
    yield _row(
        TOLD["replaced"],
        "ReplicaSet Controllers create replacements. 1250 new pods created (50 nodes × 25 avg)",  # noqa: RUF001
        moment, f"{sick} by then; each the moment its elder is deleted: {span(created)}",
        "A ReplicaSet creates at once. The first ones are due to pods that were evicted before.",
    )  # fmt: skip
    yield _says(
        TOLD["replaced"], "Scheduled to healthy nodes",
        f"{len(created)} in all; at most {max_pending(played)} wait for a node or a start",
        "By requests, emptiest node first: 25 pods a node become 33 or 34.", holds=bool(created),
    )  # fmt: skip
    caught = played.caught
    yield _row(
        TOLD["replaced"], "Healthy nodes now overloaded!",
        caught[0].at_ms if caught else None,
        f"the first healthy node is full: {clock_of(caught[0].at_ms)}" if caught else "none is",
        "What the kubelet and the system use was reserved nowhere: by requests a pod still fits, "
        "in memory it does not." if caught else "There is room for every pod that was let in.",
    )  # fmt: skip


def max_pending(played: Played) -> int:
    """The most pods that waited for a node at once."""
    return max((step.pods for step in played.history.pods["pending"]), default=0)


def _cascade(played: Played) -> Iterator[Row]:
    times = [entry.at_ms for entry in played.caught]
    after = sum(at_ms <= seconds(TOLD["cascade"]) for at_ms in times)
    why = "It begins with the last replacements, and goes on with their own replacements."
    yield row(
        TOLD["cascade"], "Cascading failures. Healthy nodes overwhelmed",
        times[-1] if times else None,
        f"{after} of the healthy by 15:00: {span(times)}", why, holds=after > 0,
    )  # fmt: skip
    yield _says(
        TOLD["cascade"], "Some healthy nodes' kubelet OOM", f"{len(times)} of them",
        holds=bool(times),
    )  # fmt: skip
    zombies = played.pods("zombie", EMERGENCY_S)
    yield _says(
        TOLD["cascade"], "More zombie pods created. Snowball effect!",
        f"{zombies} zombies at 15:30, {len(played.created)} replacements in all",
        "What stops the snowball is not mercy: the nodes left are full by requests, and "
        f"{max_pending(played)} pods stay Pending.", holds=bool(times),
    )  # fmt: skip


def _ends(played: Played) -> Iterator[Row]:
    story = played.story
    back, begun = story.repaired, seconds(story.parameters["emergency"])
    dead = len(back)
    begins = begun if back else None
    yield row(EMERGENCY_S, "Emergency: manually drain nodes", begins, f"{dead} nodes to do")
    yield _says(
        EMERGENCY_S, "SSH in, forcefully kill containers",
        "by hand: nobody else would", "A drain only deletes objects that are Terminating already.",
        holds=dead > 0,
    )  # fmt: skip
    yield _says(
        EMERGENCY_S, "Restart nodes with fresh kubelet", "one node in 108 s, without the leak",
        "The pace is the story's own, from 16:30 to 18:00. A kubelet that still leaks would be "
        "dead again within half an hour.", holds=dead > 0,
    )  # fmt: skip
    ready = played.ready(PARTIAL_S)
    yield _says(
        PARTIAL_S, "Partial recovery: 150 nodes healthy, 50 nodes being recovered",
        f"{ready} nodes Ready, {len(story.fleet.sites) - ready} to do", holds=ready == 150,  # noqa: PLR2004
    )  # fmt: skip
    end_ms = back[-1] if back else None
    yield _row(FULL_S, "Full recovery", end_ms, f"the last node is back: {clock_of(end_ms)}")
    first = played.sick[0].at_ms if played.sick else None
    hours = (end_ms - first) / 3_600_000 if end_ms and first else 0
    yield row(
        None, "Total impact: 4 hours", None, f"{hours:.1f} h from the first death to the last node",
        "The four hours count from 14:00, when all was well.", holds=False,
    )  # fmt: skip
    yield row(
        None, "Root cause: kubelet memory leak + no resource limits", None,
        f"{_from_leak(played)} of {len(played.caught)} deaths on healthy nodes lead back to it",
        "Asked one by one: kubectl has no such command, the trace has `why`.",
        holds=bool(played.caught) and _from_leak(played) == len(played.caught),
    )  # fmt: skip
    yield row(
        None, "Lost revenue: Estimated $500k", None,
        f"{lost_pod_hours(played):.0f} pod hours not served",
        "The engine counts pods, not dollars.", holds=False,
    )  # fmt: skip


def _from_leak(played: Played) -> int:
    story, trace = played.story, played.story.fleet.trace
    return sum(trace.why(entry.number)[-1].number == story.leak for entry in played.caught)


def lost_pod_hours(played: Played) -> float:
    """Pods that should have served and did not, added up over time."""
    steps, end_ms = played.history.pods["serving"], played.history.end_ms
    ends = [step.at_ms for step in steps[1:]] + [end_ms]
    wanted = played.pods("running", 0)
    lost_ms = sum(
        (wanted - step.pods) * max(stop_ms - max(step.at_ms, 0), 0)
        for step, stop_ms in zip(steps, ends, strict=True)
    )
    return lost_ms / 3_600_000
