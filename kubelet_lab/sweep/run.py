"""A sweep from what was typed to a table and a figure: every core, or every worker of a cluster."""

from __future__ import annotations

import csv
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubelet_lab import incidents
from kubelet_lab.crew.cluster import each_on_cluster
from kubelet_lab.crew.processes import cores, each_in_its_own
from kubelet_lab.crew.progress import Progress
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.figures.sweep_figure import sweep_figure
from kubelet_lab.sweep.axes import Axis, Point, points
from kubelet_lab.sweep.play import Task, Values, engine, play
from kubelet_lab.sweep.results import Results, key


@dataclass
class Summary:
    """What a run did, and where it wrote it. `failed` holds sentences by point."""

    played: int = 0
    known: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def text(self) -> str:
        """The summary as it is printed."""
        lines = [f"{self.played} points played, {self.known} known before"]
        lines += [f"  {point}: {why}" for point, why in self.failed.items()]
        return "\n".join([*lines, f"Written: {', '.join(str(file) for file in self.files)}"])


def sweep(
    incident: str,
    axes: Sequence[Axis],
    fixed: Mapping[str, Any],
    *,
    name: str = "",
    workers: int | None = None,
    scheduler: str = "",
) -> Summary:
    """Play an incident at every point and write NAME.jsonl, NAME.csv and NAME.svg.

    What NAME.jsonl holds already is not played again. `fixed` are parameters other than as told.
    Raises UnsweepableError, NoClusterError, incidents.Unplayable, OSError.
    """
    grid = points(incident, axes, fixed)
    tasks = [Task(incident, _parameters(incident, fixed, point), engine()) for point in grid]
    results = Results(Path(f"{name or f'{incident}-sweep'}.jsonl"))
    missing = [task for task in tasks if key(task) not in results.known]
    summary = Summary(known=len(tasks) - len(missing))
    if scheduler:
        outcomes = each_on_cluster(play, missing, scheduler)
    else:
        outcomes = each_in_its_own(play, missing, workers or cores())
    try:
        if missing:
            _play(outcomes, len(missing), results, summary, axes)
    except KeyboardInterrupt:
        kept = Results(results.path).known  # as written: an interrupt comes between any two steps
        done = f"{sum(key(task) in kept for task in tasks)} of {len(tasks)} points"
        sys.stderr.write(f"{done} are in {results.path}; the same command goes on from there.\n")
        raise
    found = {key(task): point for task, point in zip(tasks, grid, strict=True)}
    rows = [(point, results.known[k]) for k, point in found.items() if k in results.known]
    summary.files = [results.path, *_write(incident, axes, rows, results.path)]
    return summary


def _parameters(incident: str, fixed: Mapping[str, Any], point: Point) -> dict[str, Any]:
    return incidents.settle(incident, {**fixed, **point})


def _play(
    outcomes: Generator[tuple[Task, Values | str], None, None],
    count: int,
    results: Results,
    summary: Summary,
    axes: Sequence[Axis],
) -> None:
    with closing(outcomes), Progress(count) as progress:
        for task, values in outcomes:
            if isinstance(values, str):
                point = ", ".join(f"{one.name}={task.parameters[one.name]}" for one in axes)
                summary.failed[point] = values
            else:
                results.add(task, values)
                summary.played += 1
            progress.step(look=isinstance(values, str))


def _write(
    incident: str, axes: Sequence[Axis], rows: list[tuple[Point, Values]], beside: Path
) -> Iterator[Path]:
    """The table, and the figure if there is one to draw."""
    columns = list(dict.fromkeys(name for _, values in rows for name in values))
    table = beside.with_suffix(".csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(one.name for one in axes), *columns])
        for point, values in rows:
            writer.writerow([*point.values(), *(values.get(name) for name in columns)])
    yield table
    figure = sweep_figure(rows, title=f"{incident}: what each setting leads to")
    if figure is not None:
        picture = beside.with_suffix(".svg")
        picture.write_text(to_svg(figure), encoding="utf-8")
        yield picture
