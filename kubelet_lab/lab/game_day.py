"""The game day in a notebook: the ranking as a figure, and every night in a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from kubelet_lab.exercises.game_day import YOURS
from kubelet_lab.figures.game_day import ranking as _ranking
from kubelet_lab.incidents.checkout_pod import CHECKOUT
from kubelet_lab.incidents.game_day import NAME, TRIALS, losses
from kubelet_lab.incidents.game_rivals import PORT, RIVALS
from kubelet_lab.lab.story_table import STYLE
from kubelet_lab.lab.text import FRIENDLY, NotPlayed
from kubelet_lab.panels.live_figure import LiveFigure
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.pod import PROBE_TYPES, HTTPGet, Pod, Probe
from kubelet_lab.spec.workloads import load

Lost = dict[str, float]  # seconds, by the night's name
CAPTION = "Seconds in which customers were failed; ★ the best of a night"


def _as_told(probe: Probe) -> dict[str, object]:
    """One of the checkout's probes, as a manifest has it."""
    assert isinstance(probe.handler, HTTPGet)  # noqa: S101 - the lesson tells it so
    return {
        "httpGet": {"path": probe.handler.path, "port": PORT},
        "periodSeconds": probe.period_s,
        "failureThreshold": probe.failure_threshold,
    }


CHECKOUT_PROBES: dict[str, dict[str, object]] = {
    f"{kind}Probe": _as_told(getattr(CHECKOUT.containers[0], kind)) for kind in PROBE_TYPES
}
EMPTY: Mapping[str, float | str] = {}


def ranking(
    title: str, *, yours: Mapping[str, float | str] = EMPTY, guess: object = None
) -> LiveFigure:
    """Draw who fails customers for how long; `yours` is `lab.guess("payments")`.

    `guess` is the name of the pod that was expected to fail them least.
    """
    return LiveFigure(_ranking(_pods(yours), title=title, guess=guess))


def nights(*, yours: Mapping[str, float | str] = EMPTY) -> Nights:
    """List what each night cost each pod."""
    return Nights(_pods(yours))


def mend(**change: object) -> Nights | NotPlayed:
    """The lesson's checkout before and after a change; only the nights that it changes.

    Probes take their fields, `livenessProbe={"periodSeconds": 5}`; `resources` and `tolerations`
    are given whole.
    """
    try:
        told, mended = (
            load(json.dumps(_checkout(each), default=str)).checked().workloads[0].pod
            for each in ({}, change)
        )
    except SpecError as refused:
        return NotPlayed(FRIENDLY.format(str(refused)))
    pods = {"as told": _lost(told), "mended": _lost(mended)}
    changed = [name for name, lost in pods["as told"].items() if lost != pods["mended"][name]]
    return Nights(pods, changed, f"Seconds lost; {len(changed)} of {len(TRIALS)} nights changed")


def _checkout(change: Mapping[str, object]) -> dict[str, object]:
    """The manifest of the lesson's checkout with some of its fields replaced."""
    spec: dict[str, object] = {"tolerations": change.get("tolerations", [])}
    container: dict[str, object] = {"name": NAME, "image": f"{NAME}:v7"}
    for key, probe in CHECKOUT_PROBES.items():
        more = change.get(key, {})
        container[key] = {**probe, **more} if isinstance(more, Mapping) else more
    container |= {k: v for k, v in change.items() if k not in {*CHECKOUT_PROBES, "tolerations"}}
    spec["containers"] = [container]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": NAME}, "spec": spec}


class Nights:
    """Seconds lost, by night and by pod: a table."""

    def __init__(
        self, pods: Mapping[str, Lost], only: Sequence[str] | None = None, caption: str = CAPTION
    ) -> None:
        self.head = ["", *(name.removeprefix("the ") for name in pods), "met in"]
        self.caption = caption
        sums = {name: sum(lost.values()) for name, lost in pods.items()}
        shown = [t for t in TRIALS if only is None or t.name in only]
        self.rows = [
            _cells(t.name, [lost[t.name] for lost in pods.values()], t.lesson) for t in shown
        ]
        self.rows.append(_cells("all nights", list(sums.values())))

    def __repr__(self) -> str:
        return "\n".join(
            f"{first:26}" + "".join(f"{cell:>24}" for cell in rest) + f"  {lesson}".rstrip()
            for first, *rest, lesson in (self.head, *self.rows)
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}

    def _html(self) -> str:
        head = "".join(f'<th scope="col" class="kl-at">{escape(word)}</th>' for word in self.head)
        rows = "".join(_html_row(*row) for row in self.rows)
        caption = f'<caption style="white-space:nowrap">{escape(self.caption)}</caption>'
        return f'{STYLE}<table class="kl-told">{caption}<tr>{head}</tr>{rows}</table>'


def _cells(name: str, lost: list[float], lesson: str = "") -> list[str]:
    best = round(min(lost))
    return [name, *(f"{'★ ' if round(s) == best else ''}{round(s)}" for s in lost), lesson]


def _html_row(name: str, *cells: str) -> str:
    *seconds, lesson = cells
    data = "".join(f'<td class="kl-at">{cell}</td>' for cell in seconds)
    return f'<tr><th scope="row">{escape(name)}</th>{data}<td>{escape(lesson)}</td></tr>'


def _lost(pod: Pod) -> Lost:
    return {t.name: loss.seconds for t, loss in zip(TRIALS, losses(pod), strict=True)}


def _pods(yours: Mapping[str, float | str]) -> dict[str, Lost]:
    names = [trial.name for trial in TRIALS]
    pods = {rival: _lost(pod) for rival, pod in RIVALS.items()}
    if set(names) <= yours.keys():  # before there is an answer, there is nothing of yours
        pods = {YOURS: {name: float(yours[name]) for name in names}, **pods}
    return pods
