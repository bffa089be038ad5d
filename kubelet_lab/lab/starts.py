"""What the lessons on starting a pod and on its runtime show besides stories."""

from __future__ import annotations

from kubelet_lab.figures.events import Prediction
from kubelet_lab.figures.runtimes import runtimes
from kubelet_lab.incidents.cri_calls import overhear
from kubelet_lab.incidents.runtimes import MOST_CONTAINERS, MOST_PODS, RUNTIMES, TOLD, Cost, costs
from kubelet_lab.lab.sharing import shared
from kubelet_lab.lab.text import FRIENDLY, NotPlayed, Text
from kubelet_lab.node.machine import MI, Machine
from kubelet_lab.panels.call import Call
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.panels.panel import Panel
from kubelet_lab.panels.start_panel import runtime_panel as _runtime_panel
from kubelet_lab.panels.start_panel import start_panel as _start_panel

MOST_COLUMNS, MOST_LATENCY_MS = 6, 50


def start_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on what a start waits for; `start` is where they stand: `image=400`."""
    call = Call("lab.start_panel", (question,))
    return shared(call, lambda: _start_panel(question, start))


def runtime_panel(question: str, **start: int) -> Panel | NotPlayed:
    """Show three sliders on one pod and four runtimes; `start` is where they stand: `pods=110`."""
    call = Call("lab.runtime_panel", (question,))
    return shared(call, lambda: _runtime_panel(question, start))


def runtime_figure(title: str, *, guess: object = None) -> LiveFigure:
    """Draw one pod on four runtimes; `guess` is how many seconds Kata is later than containerd."""
    found = costs(TOLD)
    prediction = None
    if isinstance(guess, int | float):
        prediction = Prediction(found[0].all_ms + round(guess * 1000))
    return LiveFigure(runtimes(found, TOLD["pods"], title=title, prediction=prediction))


def runtime_costs(**settings: object) -> Text:
    """Compare the runtimes for each value of one setting: `runtime_costs(containers=[8, 9])`.

    Seconds until all containers run; for `pods`, what their sandboxes take of the node's memory.
    """
    lists = [name for name, value in settings.items() if isinstance(value, list)]
    if len(lists) != 1 or not _fit(settings):
        one = "one setting with a list of up to 6 values is compared"
        most = f"containers up to {MOST_CONTAINERS}, pods up to {MOST_PODS}, disk_latency in ms"
        return NotPlayed(FRIENDLY.format(f"{one}: {most}"))
    (name,) = lists
    values = _values(settings[name])
    columns = [costs({**TOLD, **settings, name: value}) for value in values]
    said = _memory if name == "pods" else _seconds
    rows = [("", *(f"{name}={value}" for value in values))]
    rows += [
        (runtime, *(said(column[at], value) for column, value in zip(columns, values, strict=True)))
        for at, runtime in enumerate(RUNTIMES)
    ]
    return Text(
        "\n".join(f"{first:12}" + "".join(f"{c:>20}" for c in rest) for first, *rest in rows)
    )


def _fit(settings: dict[str, object]) -> bool:
    most = {"containers": MOST_CONTAINERS, "pods": MOST_PODS, "disk_latency": MOST_LATENCY_MS}
    return settings.keys() <= most.keys() and all(
        0 < len(_values(value)) <= MOST_COLUMNS
        and all(isinstance(v, int | float) and 0 < v <= most[name] for v in _values(value))
        for name, value in settings.items()
    )


def _values(value: object) -> list[float]:
    return value if isinstance(value, list) else [value]  # type: ignore[list-item] # looked at


def _seconds(one: Cost, _value: float) -> str:
    return f"{one.all_ms / 1000:.3f} s"


def _memory(one: Cost, pods: float) -> str:
    share = one.memory * pods / Machine().memory
    return f"{one.memory * int(pods) // MI:,} MiB, {share:.1%}"


def calls(runtime: str = "containerd") -> Text:
    """List what the kubelet says to a runtime until the first container has started."""
    if runtime not in RUNTIMES:
        return Text(f"There is no runtime {runtime!r} here. There are: {', '.join(RUNTIMES)}.")
    said = overhear(runtime)
    last = next(n for n, call in enumerate(said) if call.verb == "StartContainer")
    lines = [f"{call.at_ms / 1000:7.3f} s  {call.verb:17} {call.what}" for call in said[: last + 1]]
    return Text("\n".join(lines))
