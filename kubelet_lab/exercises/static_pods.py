"""A static pod, judged on a node that has only its own disk.

Source of the rules: FACTS 4.10. The node is `incidents.static_node`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.manifest import in_its_cell
from kubelet_lab.exercises.questions import Choice, Guess
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.exercises.seeds import dice
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.exercises.static_deletions import DELETIONS
from kubelet_lab.incidents.download import Download
from kubelet_lab.incidents.static_node import StaticNode, quiet_world
from kubelet_lab.node.file_source import FILE_CHECK_FREQUENCY_MS
from kubelet_lab.node.history import PodHistory
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.node.static_pods import ManifestError, read_manifest
from kubelet_lab.sim.clock import WORLD, seconds
from kubelet_lab.sim.trace import Trace

FILE = "node-agent.yaml"
NODE = "node1"
PORT = 9100
RUNS_WITHIN_S = 60
BACK_WITHIN_S = 15  # of its end: the first restart knows no back-off
MOST_EVENTS = 100_000


class Day(NamedTuple):
    """One day of the node; instants in seconds."""

    noticed: bool = True  # inotify tells of the file; else it is found when all is read anew
    written_s: int = 7
    pulls_s: int = 2
    api_answers_s: int = 80  # until then there is no API server
    ends_s: int = 70  # the program's own end, from its start
    exit_code: int = 1


class Run(NamedTuple):
    """A day, played."""

    node: StaticNode
    started_s: list[float]
    history: PodHistory | None


def _days(dice: Random | None) -> Iterator[tuple[Day, bool]]:
    """One public day; hidden ones: nobody told of the file, and the program ends in peace."""
    yield Day(), False
    if dice is not None:
        late = dice.randint(1, 15)
        yield Day(noticed=False, written_s=late, pulls_s=dice.randint(1, 9)), True
        yield Day(ends_s=dice.randint(65, 90), exit_code=0), True


def _play(text: str, day: Day) -> Run:
    trace = Trace()
    endpoints = {"/healthz": Endpoint(), "/metrics": Endpoint()}
    program = Program(
        PORT, exits_ms=seconds(day.ends_s), exit_code=day.exit_code, endpoints=endpoints
    )
    names = [c.name for c in read_manifest(FILE, text.encode(), NODE, "").pod.containers]
    programs = {names[0]: (program, quiet_world(trace))}
    node = StaticNode(NODE, programs, trace, Download(seconds(day.pulls_s)))
    node.mirrors.reachable = False
    node.write(day.written_s, FILE, text, noticed=day.noticed)
    if not day.noticed:
        node.reread(FILE_CHECK_FREQUENCY_MS / 1000)

    def answers() -> None:
        text = "the API server answers"
        node.api_server_answers(trace.add(node.clock.now_ms, "world", "kube-apiserver", text))

    node.clock.at(seconds(day.api_answers_s), answers, order=WORLD)
    end_s = RUNS_WITHIN_S + day.ends_s + 2 * BACK_WITHIN_S
    node.clock.run(seconds(end_s), MOST_EVENTS)
    subject = f"/{names[0]}"
    starts = [e.at_ms / 1000 for e in trace.find("StartContainer") if e.subject.endswith(subject)]
    history = node.history(node.seen[0], seconds(end_s)) if node.seen else None
    return Run(node, starts, history if history and history.ready else None)


def _runs(run: Run, day: Day) -> str:
    """Started on time, Ready, and left alone until its own end."""
    if not run.started_s:
        return "The file was there. A minute later no container had been started."
    if _is_early(run, day):
        return "The program was fine. It was killed and begun anew all the same."
    ready = run.history is not None and any(band.state == "Ready" for band in run.history.ready)
    return "" if ready else "The container ran, and the pod was never Ready."


def _is_early(run: Run, day: Day) -> bool:
    """Whether it was begun anew before its own end."""
    return any(at_s < run.started_s[0] + day.ends_s for at_s in run.started_s[1:2])


def _is_shown(run: Run, _day: Day) -> str:
    if run.node.mirrors.api:
        return ""
    refused = next(run.node.trace.find("Failed creating a mirror pod"), None)
    words = refused.text if refused else "There was no pod to be shown"
    return f"The API server answered, and `kubectl get pods` showed nothing. {words}."


def _comes_back(run: Run, day: Day) -> str:
    if not run.started_s:
        return "It never ran, so this was not put to the test."
    ended_s = run.started_s[0] + day.ends_s
    if any(ended_s <= at_s <= ended_s + BACK_WITHIN_S for at_s in run.started_s[1:]):
        return ""
    if _is_early(run, day):
        return "It was killed before its own end, so this was not put to the test."
    return "The program ended by itself. Nobody started it again."


CRITERIA = (
    (
        "it runs where no API server has ever answered",
        _runs,
        (
            "Look at what the node does with the file, before it knows anything else.",
            "What does the pod ask for that this node does not have? What is its probe asked?",
            "resources.requests; the port and path of the probes.",
        ),
    ),
    (
        "kubectl shows it once there is an API server",
        _is_shown,
        (
            "Look at the line about the mirror pod.",
            "A node may make a mirror of what it runs. Which objects may such a pod not name?",
            "serviceAccountName, configMap, secret, imagePullSecrets, persistentVolumeClaim.",
        ),
    ),
    (
        "when its program ends it is started again, whatever the exit code",
        _comes_back,
        (
            "Look at the moment after the program's own end.",
            "Who decides whether a container that has ended is started again?",
            "restartPolicy.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """The text of one file in the manifest folder; each criterion is worth one point."""

    name: str
    kind: Kind = "manifest"
    blank: str = "# The content of /etc/kubernetes/manifests/node-agent.yaml goes here."

    @property
    def max_points(self) -> float:
        """One for each criterion."""
        return float(len(CRITERIA))

    def check(self, answer: Answer, seed: str | None) -> Report:
        """The criteria, or the kubelet's log line about a file that it cannot use."""
        text = in_its_cell(answer)
        try:
            read_manifest(FILE, text.encode("utf-8", "surrogatepass"), NODE, "")
        except ManifestError as unusable:
            return Report(self.name, self.max_points, error=str(unusable))
        days = list(_days(None if seed is None else dice(seed, self.name)))
        played = [Played(_play(text, day), day, hidden) for day, hidden in days]
        criteria = tuple(_criterion(t, symptom, h, played) for t, symptom, h in CRITERIA)
        scope: Literal["public", "public and hidden"]
        scope = "public" if seed is None else "public and hidden"
        return Report(self.name, self.max_points, criteria, played=scope)


class Played(NamedTuple):
    """A run beside the day it was played on."""

    run: Run
    day: Day
    hidden: bool


def _criterion(
    title: str, symptom: Callable[[Run, Day], str], hints: tuple[str, ...], played: list[Played]
) -> Criterion:
    """One point if every day went well; else half of it, by the share that did."""
    bad = [(one, why) for one in played if (why := symptom(one.run, one.day))]
    if not bad:
        return Criterion(title, 1.0, 1.0)
    first, why = bad[0]
    points = round((len(played) - len(bad)) / len(played) / 2, 2)
    return Criterion(title, points, 1.0, why, first.run.history, hints, first.hidden)


GUESS = Sheet(
    "guess_static_delete",
    (Guess("process_ends", "The process ends after the delete", unit="s", words=("never",)),),
)

FIRST = Sheet(
    "guess_first",
    (
        Guess("mirrors", "kubectl can show the control plane", unit="s"),
        Choice(
            "first",
            "Which of the four does the kubelet start first?",
            0,
            "none of them",
            {
                "kube-apiserver": "It asks for etcd until etcd answers. Who made it wait for that?",
                "etcd": "Nobody told the kubelet that the others need it.",
                "kube-scheduler": "It is the API server's client, and it may start as early.",
            },
            "Four files, four pods, four workers: no order among them.",
        ),
    ),
)
HALF_WRITTEN = Sheet(
    "half_written",
    (
        Choice(
            "pod",
            "web.yaml is left with a tab in line 7. What happens to the pod made from it?",
            0,
            "it runs on, until the next full reading stops it",
            {
                "nothing, the last good file counts": (
                    "So it does, while inotify brings the news. Every 20 s all files are read anew."
                ),
                "it is stopped at once": (
                    "A file that cannot be read changes nothing when inotify brings it."
                ),
                "the kubelet mends the tab": "It logs the line, and drops the file.",
            },
            "In a full reading, a file that cannot be read has no pod.",
        ),
    ),
)

EXERCISES = (ManifestFile("static_pod"), DELETIONS, GUESS, FIRST, HALF_WRITTEN)
