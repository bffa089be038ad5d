"""`payments` on its game day: no points, a rank among five other pods.

A night is met by whoever loses hardly more than the best of the five did in that night.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kubelet_lab.exercises.answers import Answer
from kubelet_lab.exercises.manifest import Manifest, in_its_cell
from kubelet_lab.exercises.questions import Choice
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.game_day import NAME, TRIALS, Loss, Trial, losses
from kubelet_lab.incidents.game_rivals import RIVALS
from kubelet_lab.spec.pod import Pod
from kubelet_lab.spec.workloads import load

YOURS = "yours"
LEEWAY_S = 10.0


@dataclass(frozen=True, slots=True)
class Game(Manifest):
    """A manifest that is ranked; the seconds of each night are kept to be drawn."""

    def check(self, answer: Answer, seed: str | None) -> Report:
        """One criterion for each night, all of them public; the rank and the sum as notes."""
        report = Manifest.check(self, answer, seed)  # slots: a class made anew knows no super()
        if report.error:
            return report
        played = losses(load(in_its_cell(answer)).workloads[0].pod)
        lost = {trial.name: one.seconds for trial, one in zip(TRIALS, played, strict=True)}
        notes = (*report.notes, _rank(played), "Nothing is hidden here: what is seen is all.")
        return replace(report, notes=notes, guesses=lost, played="nothing")


def _judge(pod: Pod, _seed: str | None) -> tuple[Criterion, ...]:
    rivals = {name: losses(rival) for name, rival in RIVALS.items()}
    return tuple(
        _criterion(trial, loss, {name: theirs[number] for name, theirs in rivals.items()})
        for number, (trial, loss) in enumerate(zip(TRIALS, losses(pod), strict=True))
    )


def _criterion(trial: Trial, loss: Loss, rivals: dict[str, Loss]) -> Criterion:
    best = min(rivals, key=lambda name: rivals[name].seconds)
    met = loss.seconds <= rivals[best].seconds + LEEWAY_S
    reason = f"{_said(loss)} Best of the others, {rivals[best].seconds:.0f} s: {best}."
    if not met:
        reason += f" Met in `{trial.lesson}`."
    return Criterion(trial.name, 0.0, 0.0, reason, loss.history, met=met)


def _said(loss: Loss) -> str:
    again = "once" if loss.restarts == 1 else f"{loss.restarts} times"
    return f"{loss.seconds:.0f} s lost" + (f", restarted {again}." if loss.restarts else ".")


def _rank(played: tuple[Loss, ...]) -> str:
    """For example `Rank 2 of 6: 176 s lost …`; whoever loses as much stands beside you."""
    total = sum(loss.seconds for loss in played)
    totals = {name: sum(loss.seconds for loss in losses(pod)) for name, pod in RIVALS.items()}
    rank = 1 + sum(theirs < total for theirs in totals.values())
    restarts = sum(loss.restarts for loss in played)
    others = ", ".join(f"{name} {totals[name]:.0f} s" for name in sorted(totals, key=totals.get))  # type: ignore[arg-type]
    return (
        f"Rank {rank} of {len(totals) + 1}: {total:.0f} s in which customers were failed, "
        f"{restarts} restarts. The others: {others}."
    )


FAVOURITE = Sheet(
    "guess_favourite",
    (
        Choice(
            "fewest_lost",
            "Which of the five fails its customers for the fewest seconds?",
            0,
            "the restless",
            {
                "the defaults": (
                    "It is never killed by a probe, because it has none. Nobody notices anything."
                ),
                "the copy-paste": (
                    "One question with two consequences: each long outage is a restart as well."
                ),
                "the lesson's checkout": (
                    "Its probes are good. It asks for neither CPU nor memory, and noon is busy."
                ),
                "the patient": (
                    "It is hardly ever restarted. With a deadlock inside, that is the trouble."
                ),
            },
            "It is restarted more than all others. RESTARTS counts what the kubelet did, not what "
            "customers felt.",
        ),
    ),
)

WHY = Sheet(
    "why_it_lost",
    (
        Choice(
            "outage",
            "Why is the copy-paste restarted in a database outage, and the lesson's checkout not?",
            0,
            "its liveness asks for the database",
            {
                "its readiness has no patience": "Readiness restarts nobody, however impatient.",
                "it has no startup probe": "The pod had started long before that night began.",
                "the kubelet restarts what is not ready": (
                    "Not ready means no traffic. Only liveness and startup kill."
                ),
            },
            "And a new container has the same database.",
        ),
        Choice(
            "slow_start",
            "75 s of rates: why does neither of the two get through the slow start?",
            0,
            "both are killed before 75 s",
            {
                "the database is missing": "In that night it is there from the first second.",
                "readiness gives up on them": "Readiness never gives up. It asks until it is told.",
                "the node has no CPU left": "That is another night. Here only the rates are slow.",
            },
            "30 s of delay and three looks are less than 75; so are nine periods of 5 s.",
        ),
    ),
)

EXERCISES = (Game(NAME, 0, _judge), FAVOURITE, WHY)
