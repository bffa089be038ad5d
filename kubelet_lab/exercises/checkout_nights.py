"""The nights that a checkout pod is tried on: fixed public ones, families of hidden ones.

Faults that come at the worst moment come right after a look of the probe that has to notice
them: how long a pod can take is what counts, not how lucky it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from kubelet_lab.incidents.checkout_pod import Night, play
from kubelet_lab.spec.pod import Pod, ProbeType

SLOWEST_CATALOGUE_S = 75
NEVER_S = 10_000.0
ALLOWED_HANG_S = 180
STEADY_S = 130  # by then the pod has been in the Service for a while


def startup_nights(dice: Random | None) -> Iterator[Night]:
    """Quick days, slow days, ticks that fall anywhere; hidden: the slowest day there is."""
    yield Night(lasts_s=60)
    yield Night(catalogue_s=60, lasts_s=100)
    if dice is None:
        return
    yield Night(catalogue_s=SLOWEST_CATALOGUE_S, pulled_s=_phase(dice), lasts_s=110)
    slow_s = round(dice.uniform(62, SLOWEST_CATALOGUE_S), 1)
    yield Night(catalogue_s=slow_s, pulled_s=_phase(dice), lasts_s=110)


def hanging_starts(dice: Random | None) -> Iterator[Night]:
    """The catalogue never loads."""
    yield Night(catalogue_s=NEVER_S, lasts_s=240)
    if dice is not None:
        yield Night(catalogue_s=NEVER_S, pulled_s=_phase(dice), lasts_s=240)


def outages(pod: Pod, dice: Random | None) -> Iterator[Night]:
    """The database goes down for a minute; hidden: it hangs, at the worst moment, for long."""
    yield Night(outages=((121, 180),), lasts_s=220)
    if dice is None:
        return
    pulled_s = _phase(dice)
    steady = Night(pulled_s=pulled_s, lasts_s=STEADY_S + 60)
    begins_s = after_look(pod, steady, "readiness", STEADY_S + dice.uniform(0, 20))
    ends_s = round(begins_s + dice.uniform(60, 400), 2)
    yield replace(steady, outages=((begins_s, ends_s),), outage="hangs", lasts_s=ends_s + 40)
    short_s = round(begins_s + dice.uniform(15, 40), 2)
    yield replace(steady, outages=((begins_s, short_s),), lasts_s=short_s + 40)


def outage_at_start(dice: Random | None) -> Iterator[Night]:
    """Hidden only: the database is away while the pod starts."""
    if dice is not None:
        ends_s = round(dice.uniform(200, 300), 1)
        how = dice.choice(["down", "hangs"])
        yield Night(outages=((-8, ends_s),), outage=how, lasts_s=ends_s + 40)


def deadlocks(pod: Pod, dice: Random | None) -> Iterator[Night]:
    """A deadlock on a calm night; hidden: right after a look, and soon after the start."""
    yield Night(deadlock_s=123, lasts_s=200)
    if dice is None:
        return
    steady = Night(pulled_s=_phase(dice), lasts_s=STEADY_S + 200)
    at_s = after_look(pod, steady, "liveness", STEADY_S + dice.uniform(0, 30))
    yield replace(steady, deadlock_s=at_s, lasts_s=at_s + 70)
    early_s = round(30 + dice.uniform(12, 20), 1)
    yield replace(steady, deadlock_s=early_s, lasts_s=early_s + 70)


def slow_answers(pod: Pod, dice: Random | None) -> Iterator[Night]:
    """One answer comes 3 s late, for each probe in turn; hidden: later, and elsewhere."""
    for kind in ("readiness", "liveness"):
        for late_s, pulled_s in [(3.0, 10.0), *_later(dice)]:
            calm = Night(pulled_s=pulled_s, lasts_s=STEADY_S + 60)
            look_s = after_look(pod, calm, kind, STEADY_S) - JUST_AFTER_S
            slow = (look_s - 0.1, look_s + 0.1, late_s)
            yield replace(calm, slow=(slow,), lasts_s=look_s + 40)


JUST_AFTER_S = 0.05


def after_look(pod: Pod, night: Night, kind: ProbeType, at_s: float) -> float:
    """The instant right after the first look of a probe from `at_s` on, or `at_s` if none comes."""
    probe = play(pod, night).history.probes.get(kind)
    looks = probe.looks(round(at_s * 1000)) if probe else iter(())
    look = next(looks, None)
    return round(look.at_ms / 1000 + JUST_AFTER_S, 3) if look else round(at_s, 3)


def _later(dice: Random | None) -> Iterator[tuple[float, float]]:
    if dice is not None:
        yield round(dice.uniform(4, 7), 1), _phase(dice)


def _phase(dice: Random) -> float:
    """How long the pull took: where in their periods the probes are."""
    return round(dice.uniform(2, 32), 2)
