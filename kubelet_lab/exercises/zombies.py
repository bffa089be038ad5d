"""Zombies counted: what a dead kubelet leaves behind, number by number.

Each right number is read off a fleet that is played when the question is first asked.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lab.cluster.fleet import Fleet
from kubelet_lab.cluster.fleet_history import FleetHistory, PodCount
from kubelet_lab.cluster.site import KubeletProcess
from kubelet_lab.cluster.workload import DEFAULT_TOLERATIONS, Workload
from kubelet_lab.exercises.questions import Choice, Guess, Number, Slip
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.kubelet_crash_played import SINCE_1_32_S, given_up_within
from kubelet_lab.node.machine import MI, Machine
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.spec.pod import Container, Pod, Resources

PER_NODE = 25
DIES_S, TEN_MINUTES_S = 60, 600


class Seen(NamedTuple):
    """A fleet in which some kubelets have died at `DIES_S`, for good."""

    history: FleetHistory
    deleted_s: list[float]  # from the deaths on

    def pods(self, kind: PodCount, at_s: float) -> int:
        """How many pods are counted so, so long after the deaths."""
        steps = self.history.pods[kind]
        return next(s.pods for s in reversed(steps) if s.at_ms <= seconds(DIES_S + at_s))


def dead_kubelets(dead: int, nodes: int, per_node: int, watched_s: float) -> Seen:
    """Kill the kubelets of the first `dead` of `nodes` at one instant, and watch."""
    machines = [(Machine(f"node-{n + 1}"), KubeletProcess()) for n in range(nodes)]
    asks = Resources({"memory": 128 * MI})
    container = Container("web", "web:1", resources=asks)
    web = Pod("web", (container,), tolerations=DEFAULT_TOLERATIONS)
    fleet = Fleet(machines, [Workload(nodes * per_node, web, Program())])

    def die() -> None:
        for site in list(fleet.sites.values())[:dead]:
            site.kubelet_dies(fleet.trace.add(fleet.clock.now_ms, "world", "nodes", "power cut"))

    fleet.clock.at(seconds(DIES_S), die, order=WORLD)
    end_ms = seconds(DIES_S + watched_s)
    fleet.clock.run(end_ms)
    deletions = fleet.trace.find("", source="taint-eviction", from_ms=seconds(DIES_S))
    deleted_s = sorted((entry.at_ms / 1000 - DIES_S) for entry in deletions)
    return Seen(fleet.census.history("", end_ms, ()), deleted_s)


def _sheet() -> Sheet:
    one = dead_kubelets(1, 10, PER_NODE, TEN_MINUTES_S)
    many = dead_kubelets(50, 200, 1, 2 * TEN_MINUTES_S)
    earliest_s, latest_s = given_up_within(SINCE_1_32_S)
    zombies = one.pods("zombie", TEN_MINUTES_S)
    copies = one.pods("running", TEN_MINUTES_S) + zombies - (9 * PER_NODE)
    return Sheet(
        "zombies",
        (
            Number(
                "unknown_at_the_latest",
                "At the latest, how long after its kubelet's death is a node Unknown?",
                1,
                round(latest_s),
                tolerance=1,
                unit="s",
                slips=(
                    Slip(40, "40 s is what most pages say; it has been 50 since 1.32."),
                    Slip(50, "50 s from when the last lease was seen; and only looked at every 5."),
                    Slip(55, "The lease may have been renewed right before the end: seen later."),
                    Slip(300, "Five minutes is how long its pods bear it, from then on."),
                ),
                because=f"Between {earliest_s:g} and {latest_s:.0f} s, as the looks fall.",
                hints=(
                    "Three things add up: the renewal, the controller's look, the grace period.",
                    "It looks every 5 s, counts 50 s from a look, and notices at another look.",
                    "5 + 50 + 5, less a hair.",
                ),
            ),
            Number(
                "zombies",
                "25 pods ran there. Ten minutes later, how many run without a kubelet?",
                1,
                zombies,
                slips=(
                    Slip(0, "Their objects are Terminating. Who would stop the containers?"),
                    Slip(50, "The other 25 have a kubelet: they are the replacements."),
                ),
                because="The containers never heard of it.",
                hints=(
                    "Who sends SIGTERM to a container?",
                    "And is that process alive?",
                    "All that ran when the kubelet died, and did not end by itself, runs.",
                ),
            ),
            Number(
                "copies",
                "Of these 25, how many copies run in the cluster ten minutes later?",
                1,
                copies,
                slips=(
                    Slip(25, "The ReplicaSet counts objects. On the node it was not heard."),
                    Slip(0, "A grace period and five minutes are over: there are replacements."),
                ),
                because="25 that the cluster believes gone, and 25 in their place.",
                hints=(
                    "Count containers, not objects.",
                    "What did the ReplicaSet do when the objects were deleted?",
                    "The zombies, and one replacement for each.",
                ),
            ),
            Number(
                "last_evicted",
                "50 of 200 kubelets die at once. How long from the first deletion to the last?",
                1,
                many.deleted_s[-1] - many.deleted_s[0],
                tolerance=11,
                unit="s",
                slips=(
                    Slip(0, "It takes one node in ten seconds, so that a mistake costs little."),
                    Slip(300, "All bear the taint for 300 s; they do not get it at once."),
                    Slip(5, "That is the controller's look. The taints are rate-limited."),
                ),
                because="49 times ten seconds, and then each pod's own 300.",
                hints=(
                    "Not every silent node is tainted at once.",
                    "--node-eviction-rate is 0.1 nodes a second.",
                    "49 gaps between 50 nodes.",
                ),
            ),
        ),
    )


GUESS = Sheet(
    "guess_stopped",
    (Guess("stopped", "The containers stop", unit="s", words=("never",)),),
)
WHO_WAITS = Sheet(
    "who_waits",
    (
        Choice(
            "containers",
            "A kubelet is dead, and its pods have been deleted. When do their containers end?",
            0,
            "when a kubelet is back",
            {
                "at once, they were deleted": (
                    "The objects were. SIGTERM comes from a kubelet, and there is none."
                ),
                "at 40 s, with NotReady": (
                    "NotReady keeps new pods away and takes these out of their Services. No more."
                ),
                "with the kubelet, at 0 s": (
                    "They are the runtime's processes. Look at the figure: they run."
                ),
            },
            "It reads what was deleted meanwhile, and ends it.",
        ),
        Choice(
            "replacements",
            "What does the ReplicaSet controller wait for before it creates replacements?",
            0,
            "nothing",
            {
                "the containers to end": (
                    "It would wait for ever. It counts objects that are not being deleted."
                ),
                "the node to come back": "A node that comes back needs no replacements.",
                "five more minutes": (
                    "The five minutes were the pods' own, and they are over at the deletion."
                ),
            },
            "It counts pods that are not being deleted. From then on there are two of each.",
        ),
    ),
)
EXERCISES = (_sheet(), GUESS, WHO_WAITS)
