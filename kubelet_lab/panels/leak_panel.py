"""How fast a program leaks, its limit, and the days one looks away: restarts and back-offs."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lab.figures.memory import memory_figure
from kubelet_lab.figures.text import duration
from kubelet_lab.incidents.memory_leak import HOUR_S, Run, leaking
from kubelet_lab.node.machine import MI
from kubelet_lab.panels.knobs import Knob, placed
from kubelet_lab.panels.panel import Panel, View

LEAK, LIMIT, DAYS = "leak", "limits.memory", "days"
MOST_DRAWN = 60  # restarts; more of them are a solid block
_KNOBS = (
    Knob(LEAK, "Mi/h", 50, 2_000, 1_000, "how much more the program holds after an hour", 25),
    Knob(LIMIT, "Mi", 256, 4_096, 1_024, "memory.max of the container", 64),
    Knob(DAYS, "d", 1, 3, 3, "the AGE that kubectl shows"),
)


def leak_panel(title: str, start: Mapping[str, int] | None = None) -> Panel:
    """A panel on a leaking container; `title` is the question it answers.

    `start` is where sliders stand at first; raises Misplaced.
    """

    def look(values: dict[str, int]) -> View:
        run = leaking(values[LEAK] * MI // HOUR_S, values[LIMIT] * MI, values[DAYS], probed=False)
        history = run.history
        end_ms, since = drawn(run)
        figure = memory_figure(
            run.levels(), history.container, run.limit, end_ms=end_ms, title=title, since=since
        )
        return View(figure, readout(run), _resources(values[LIMIT]))

    return Panel(placed(_KNOBS, start or {}), look, snippet="These resources as YAML")


def drawn(run: Run) -> tuple[int, str]:
    """How much of a run a figure can show, and what its axis says of that."""
    ends = [end_ms for _, end_ms in run.levels()]
    if run.restarts <= MOST_DRAWN:
        return run.history.end_ms, "the pod arrived"
    return ends[
        MOST_DRAWN - 1
    ] + 1, f"the pod arrived; {MOST_DRAWN} of {run.restarts} restarts drawn"


def readout(run: Run) -> str:
    """What kubectl would say of the pod, and why."""
    full_ms = (run.limit - next(run.levels())[0].level) * 1000 // run.per_s
    told = f"RESTARTS {run.restarts}, one run lasts {duration(full_ms)}."
    backed_off = sum(1 for _ in run.trace.find("Warning BackOff"))
    if not backed_off:
        return f"{told} No back-off: STATUS is Running whenever you look."
    history = run.history
    waited_ms = sum(b.end_ms - b.start_ms for b in history.container if b.state == "waiting")
    share = round(100 * waited_ms / history.end_ms)
    return f"{told} {backed_off} back-offs: CrashLoopBackOff for {share} % of the time."


def _resources(limit_mi: int) -> str:
    return (
        f"resources:\n  requests:\n    memory: {limit_mi}Mi\n  limits:\n    memory: {limit_mi}Mi\n"
    )
