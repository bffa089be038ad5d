"""A class judged by a Dask cluster: this machine reads and writes, workers only judge.

A worker sees neither the course's folder nor the gradebook: answers go there, results come back.
What the cluster cannot do (a worker lost again and again, another version, no sandbox) is graded
here, so that a result never depends on where it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lab import __version__
from kubelet_lab.crew.cluster import each_on_cluster
from kubelet_lab.crew.processes import each_in_its_own
from kubelet_lab.grading.grade_folder import Reading, Result, Task, grade_folder, judge, read_folder

NO_JUDGE = "an answer could not be checked on its worker"

Job = tuple[str, Reading]  # the version that wrote it, and what to judge


def grade_on_cluster(
    tasks: Sequence[Task], address: str, workers: int, here: dict[str, str]
) -> Iterator[tuple[Task, Result | str]]:
    """The result of every task, as they get done; a sentence where there is none.

    `here` is filled with those that were graded on this machine after all, and why. Raises
    NoClusterError. Nothing is forked while Dask's threads are alive.
    """
    jobs: list[Job] = []
    for task, found in each_in_its_own(read_folder, tasks, workers):
        if isinstance(found, Reading):
            jobs.append((__version__, found))
        else:
            yield task, found
    if not jobs:
        return
    left = []
    for (_, reading), outcome in each_on_cluster(judge_there, jobs, address):
        if isinstance(outcome, Result) and not _needs_person(outcome):
            yield reading.task, outcome
        else:
            left.append(reading.task)
            why = outcome if isinstance(outcome, str) else NO_JUDGE
            here[reading.task.student] = " ".join(why.split())
    yield from each_in_its_own(grade_folder, left, workers)


def judge_there(job: Job) -> Result:
    """What a worker does. Raises RuntimeError where another version is installed."""
    version, reading = job
    if version != __version__:
        raise RuntimeError(f"the worker has kubelet-lab {__version__}, not {version}")
    return judge(reading)


def _needs_person(result: Result) -> bool:
    return any(graded.needs_person for graded in result.notebooks.values())
