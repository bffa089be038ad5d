"""Requests and limits in a notebook: the cgroup's files, throttled work, a leak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.throttle import throttle_figure
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.story_table import STYLE
from kubelet_lab.lab.text import FRIENDLY, NotPlayed
from kubelet_lab.node.cfs import run
from kubelet_lab.node.cgroups import cgroup_files, cgroup_path, resource_config_for_container
from kubelet_lab.node.cpu_units import milli_cpu_to_quota, runtime_cpu_weight
from kubelet_lab.node.machine import GI
from kubelet_lab.node.qos import get_container_oom_score_adjust, get_pod_qos
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.leak_panel import leak_panel as _leak_panel
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.pod import Container, Pod
from kubelet_lab.spec.workloads import load

NODE_GI = 16
MOST_CASES, PAIR = 6, 2
MOST = 10_000  # ms, threads or millicores
CASES = (
    f"cases are pairs of threads and a limit in millicores, 0 for none, at most {MOST_CASES} of "
    f"them; every number is a whole one up to {MOST}"
)
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: app}}
spec:
  containers:
  - name: app
    image: app:1
    resources: {{requests: {requests}, limits: {limits}}}
"""
ROWS = (  # what it is for, v1, v2
    ("CPU weight", "cpu.shares", "cpu.weight"),
    ("CPU limit, µs", "cpu.cfs_quota_us", "cpu.max"),
    ("memory limit", "memory.limit_in_bytes", "memory.max"),
)


class Cgroups:
    """What a container's cgroup is told, and who is killed first: a table."""

    def __init__(self, pod: Pod, container: Container) -> None:
        config = resource_config_for_container(container)
        v1, v2 = cgroup_files(config, 1), cgroup_files(config, 2, runtime_cpu_weight)
        adjust = get_container_oom_score_adjust(pod, container, NODE_GI * GI)
        self.rows = [(what, f"{a} = {v1[a]}", f"{b} = {v2[b]}") for what, a, b in ROWS]
        self.rows.append(("memory request", "written nowhere", "written nowhere"))
        path = cgroup_path(replace(pod, uid="<uid>"), "<container>")
        self.notes = (
            f"{get_pod_qos(pod)}, in {path}; oom_score_adj {adjust} on a node of {NODE_GI}Gi"
        )

    def __repr__(self) -> str:
        lines = [f"{what:15} {v1:42} {v2}" for what, v1, v2 in (("", "v1", "v2"), *self.rows)]
        return "\n".join([*lines, self.notes])

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        cells = "".join(
            f"<tr><td>{escape(what)}</td><td><code>{escape(v1)}</code></td>"
            f"<td><code>{escape(v2)}</code></td></tr>"
            for what, v1, v2 in self.rows
        )
        head = '<tr><th></th><th scope="col">cgroup v1</th><th scope="col">cgroup v2</th></tr>'
        caption = f"<caption>{escape(self.notes)}</caption>"
        html = f'{STYLE}<table class="kl-told">{caption}{head}{cells}</table>'
        return {"text/plain": repr(self), "text/html": html}


def cgroups(
    requests: Mapping[str, str] | None = None, limits: Mapping[str, str] | None = None
) -> Cgroups | NotPlayed:
    """Show what the cgroup of a container with these resources is told."""
    text = POD.format(requests=_flow(requests), limits=_flow(limits))
    try:
        pod = load(text).checked().workloads[0].pod
    except SpecError as refused:
        return NotPlayed(FRIENDLY.format(str(refused)))
    return Cgroups(pod, pod.containers[0])


def _flow(amounts: Mapping[str, str] | None) -> str:
    pairs = (f"{name}: {str(amount)!r}" for name, amount in (amounts or {}).items())
    return f"{{{', '.join(pairs)}}}"


def throttled(
    cpu_ms: int, *cases: Sequence[int], title: str = "", guess: object = None
) -> LiveFigure | NotPlayed:
    """Draw how a request that needs `cpu_ms` of CPU gets done: `throttled(120, (1, 500))`."""
    if not (_is_amount(cpu_ms) and cpu_ms and 0 < len(cases) <= MOST_CASES and _well(cases)):
        return NotPlayed(FRIENDLY.format(CASES))
    works = {_case(*case): list(run(cpu_ms * 1000, case[0], _quota_us(case[1]))) for case in cases}
    words = title or f"{cpu_ms} ms of CPU time for one request"
    prediction = Prediction(round(guess)) if isinstance(guess, int | float) else None
    return LiveFigure(throttle_figure(works, title=words, prediction=prediction))


def _well(cases: Sequence[object]) -> bool:
    """Whether these are pairs of threads and millicores, as typed in a cell."""
    pairs = [case for case in cases if isinstance(case, tuple | list) and len(case) == PAIR]
    return len(pairs) == len(cases) and all(
        _is_amount(threads) and threads and _is_amount(limit_m) for threads, limit_m in pairs
    )


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= MOST


def _quota_us(limit_m: int) -> int:
    return milli_cpu_to_quota(limit_m)


def _case(threads: int, limit_m: int) -> tuple[str, str]:
    many = f"{threads} thread{'s' if threads > 1 else ''}"
    limit = f"cpu.max {_quota_us(limit_m)} 100000" if limit_m else "cpu.max max 100000"
    return (f"{many}, limit {limit_m}m" if limit_m else f"{many}, no limit", limit)


def leak_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on a leaking container, and the restarts they lead to.

    `start` is where sliders stand at first: `limits_memory=512`.
    """
    call = Call("lab.leak_panel", (question,))
    return shared(call, lambda: _leak_panel(question, start))
