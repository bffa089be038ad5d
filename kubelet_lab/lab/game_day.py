"""The game day in a notebook: the ranking as a figure, and every night in a table."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kubelet_lab.exercises.game_day import YOURS
from kubelet_lab.figures.game_day import ranking as _ranking
from kubelet_lab.incidents.game_day import TRIALS, losses
from kubelet_lab.incidents.game_rivals import RIVALS
from kubelet_lab.lab.story_table import STYLE
from kubelet_lab.panels.live_figure import LiveFigure

Lost = dict[str, float]  # seconds, by the night's name
CAPTION = "<caption>Seconds in which customers were failed; ★ the best of a night</caption>"
EMPTY: Mapping[str, float | str] = {}


def ranking(title: str, *, yours: Mapping[str, float | str] = EMPTY) -> LiveFigure:
    """Draw who fails customers for how long; `yours` is `lab.guess("payments")`."""
    return LiveFigure(_ranking(_pods(yours), title=title))


def nights(*, yours: Mapping[str, float | str] = EMPTY) -> Nights:
    """List what each night cost each pod."""
    return Nights(_pods(yours))


class Nights:
    """Seconds lost, by night and by pod: a table."""

    def __init__(self, pods: Mapping[str, Lost]) -> None:
        self.head = ["", *(name.removeprefix("the ") for name in pods)]
        sums = {name: sum(lost.values()) for name, lost in pods.items()}
        self.rows = [_cells(t.name, [lost[t.name] for lost in pods.values()]) for t in TRIALS]
        self.rows.append(_cells("all nights", list(sums.values())))

    def __repr__(self) -> str:
        return "\n".join(
            f"{first:26}" + "".join(f"{cell:>24}" for cell in rest)
            for first, *rest in (self.head, *self.rows)
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}

    def _html(self) -> str:
        head = "".join(f'<th scope="col" class="kl-at">{escape(word)}</th>' for word in self.head)
        rows = "".join(_html_row(*row) for row in self.rows)
        return f'{STYLE}<table class="kl-told">{CAPTION}<tr>{head}</tr>{rows}</table>'


def _cells(name: str, lost: list[float]) -> list[str]:
    best = round(min(lost))
    return [name, *(f"{'★ ' if round(s) == best else ''}{round(s)}" for s in lost)]


def _html_row(name: str, *cells: str) -> str:
    data = "".join(f'<td class="kl-at">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{escape(name)}</th>{data}</tr>'


def _pods(yours: Mapping[str, float | str]) -> dict[str, Lost]:
    names = [trial.name for trial in TRIALS]
    pods = {
        rival: {name: loss.seconds for name, loss in zip(names, losses(pod), strict=True)}
        for rival, pod in RIVALS.items()
    }
    if set(names) <= yours.keys():  # before there is an answer, there is nothing of yours
        pods = {YOURS: {name: float(yours[name]) for name in names}, **pods}
    return pods
