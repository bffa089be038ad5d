"""A manifest that never starts, repaired: tried on nodes and registries, judged by what it does.

See `incidents.ledger` for the places and the program; no criterion asks which field was set.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from kubelet_lab.exercises.manifest import Manifest, commented
from kubelet_lab.exercises.requirement import Aspect, Requirement, Rubric, Symptom
from kubelet_lab.incidents.ledger import Place, Run, play
from kubelet_lab.node.machine import GI, MI
from kubelet_lab.spec.pod import Pod

FOUND = """\
apiVersion: v1
kind: Pod
metadata:
  name: ledger
spec:
  initContainers:
  - name: log-agent           # ships the ledger's logs for as long as it runs
    image: log-agent:1
  containers:
  - name: ledger
    image: ledger:2.4
    imagePullPolicy: Never
    resources:
      requests: {cpu: "6"}
      limits: {memory: 256Mi}
    readinessProbe:
      httpGet: {path: /ready, port: 8080}
      periodSeconds: 5
"""  # the lesson shows it, and hands it out to be repaired
FREE_CPU_M, FREE_MEMORY = 500, GI  # what one may count on, and has been told so
READY_WITHIN_S = 90
RESERVED = 100 * MI  # evictionHard: not allocatable


def _room(_pod: Pod, dice: Random | None) -> Iterator[Place]:
    """Nodes with room for one more; hidden: exactly as much as was promised."""
    yield _with_room(4_000, 16 * GI, 1_000, 4 * GI)
    if dice is not None:
        cpus_m, memory = dice.choice([(2_000, 4 * GI), (4_000, 8 * GI), (8_000, 16 * GI)])
        yield _with_room(cpus_m, memory, FREE_CPU_M, FREE_MEMORY)
        yield _with_room(cpus_m, memory, dice.randint(FREE_CPU_M, 600), 2 * GI)


def _with_room(cpu_m: int, memory: int, free_m: int, free_memory: int) -> Place:
    taken = memory - RESERVED - free_memory
    return Place(cpu_m, memory, cpu_m - free_m, taken, has_images=True)


def _images(_pod: Pod, dice: Random | None) -> Iterator[Place]:
    """A node without the images, and one that has them; hidden: the registry is away as well."""
    yield Place()
    yield Place(has_images=True)
    if dice is not None:
        yield Place(mb_per_s=dice.randint(15, 40))
        yield Place(has_images=True, registry_away=True)


def _work(_pod: Pod, dice: Random | None) -> Iterator[Place]:
    """A calm node; hidden: one with room, on which everybody else computes all the same."""
    yield Place(has_images=True)
    if dice is not None:
        yield Place(taken_cpu_m=dice.randint(2_000, 4_000), busy=True, has_images=True)


def _agents(_pod: Pod, dice: Random | None) -> Iterator[Place]:
    """A calm node; hidden: one that has to fetch the images first."""
    yield Place(has_images=True)
    if dice is not None:
        yield Place(mb_per_s=dice.randint(15, 40))


def _is_taken(_place: Place, run: Run) -> Symptom | None:
    if not run.status.startswith("OutOf"):
        return None
    where = f"A node with {FREE_CPU_M}m CPU and 1 GiB free"
    return Symptom(
        f"STATUS {run.status}: a node with one CPU and 4 GiB free refused the pod, "
        "and the kubelet will not ask again.",
        f"{where} refused the pod: STATUS {run.status}.",
    )


def _has_its_images(place: Place, run: Run) -> Symptom | None:
    where = "on a node that has the images" if place.has_images else "on a node without the images"
    if place.registry_away:
        where += ", while the registry was away"
    missing = "Image" in run.status
    if run.asked and not missing:
        return None
    said = f"STATUS {run.status} {where}"
    if not missing:
        said += ": nobody ever asked for the ledger's image"
    return Symptom(f"After 300 s: {said}.", f"{said}.")


def _gets_ready(place: Place, run: Run) -> Symptom | None:
    where = "a node on which others compute as well" if place.busy else "a calm node"
    if run.restarts:
        words = f"STATUS {run.status} on {where}: the ledger was started again and again"
        return Symptom(f"{words}. RESTARTS {run.restarts} after 300 s.", f"{words}.")
    if run.ready_s is not None and run.ready_s <= READY_WITHIN_S:
        return None
    when = "not Ready in 300 s" if run.ready_s is None else f"Ready only after {run.ready_s:.0f} s"
    return Symptom(
        f"STATUS {run.status}, {when}, on {where}.",
        f"STATUS {run.status}, but not Ready within {READY_WITHIN_S} s on {where}.",
    )


def _runs_beside(_place: Place, run: Run) -> Symptom | None:
    if run.agent_runs and run.asked:
        return None
    words = (
        "The log agent runs. After 300 s the ledger had not even been asked for."
        if run.agent_runs
        else "No container with the log agent's image was running: the ledger's logs go nowhere."
    )
    return Symptom(words, words)


REQUIREMENTS = (
    Requirement(
        "a node takes it where half a CPU and 1 GiB are free",
        1,
        (Aspect(_room, _is_taken),),
        (
            "Look at the first second: who says no, and what does it count?",
            "What is held against allocatable: usage, limits or something else?",
            "resources.requests, of every container.",
        ),
    ),
    Requirement(
        "its images are there: on a node that has none, and on one that has them while the "
        "registry is away",
        2,
        (Aspect(_images, _has_its_images),),
        (
            (
                "Look at STATUS: does the image not exist, may nobody fetch it, or was it "
                "never asked for?"
            ),
            "Which tags does the registry have? When does the kubelet ask the registry at all?",
            "image and imagePullPolicy.",
        ),
    ),
    Requirement(
        f"the ledger is Ready within {READY_WITHIN_S} s and is never restarted",
        2,
        (Aspect(_work, _gets_ready),),
        (
            "Look at RESTARTS and at what the container waits for.",
            (
                "The program uses 600Mi from its first second, and computes for 12 s on one CPU. "
                "Who shares that CPU with it, and by what measure?"
            ),
            "resources: limits.memory and requests.cpu.",
        ),
    ),
    Requirement(
        "the log agent runs beside the ledger",
        1,
        (Aspect(_agents, _runs_beside),),
        (
            "Look at Init:0/1: what does the kubelet wait for?",
            "What has to happen to an init container before the next container starts?",
            "initContainers[].restartPolicy, or another place for the container.",
        ),
    ),
)

RUBRIC = Rubric("never_starts", REQUIREMENTS, play)
EXERCISES = (Manifest(RUBRIC.name, RUBRIC.points, RUBRIC.judge, blank=commented(FOUND)),)
