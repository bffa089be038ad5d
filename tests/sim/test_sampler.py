"""The sampler against an interpreter that is too simple to be wrong."""

import os
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.sampler import Answer, LookRun, Sampler
from kubelet_lab.sim.ticks import Triggers

EXAMPLES = int(os.environ.get("SAMPLER_EXAMPLES", "400"))  # once by hand: 10,000 and more


class Case(NamedTuple):
    period: int
    needed: dict[str, int]
    pieces: list[tuple[int, str | None, int]]  # (from, outcome, duration), the first from 0
    triggers: list[int]
    until: int
    pace: str


@st.composite
def cases(draw: st.DrawFn) -> Case:
    instants = draw(st.lists(st.integers(1, 400), max_size=8, unique=True))
    outcomes = st.sampled_from(["success", "failure", "error", None])
    pieces = [(at, draw(outcomes), draw(st.integers(0, 40))) for at in [0, *sorted(instants)]]
    needed = {"success": draw(st.integers(1, 5)), "failure": draw(st.integers(1, 5))}
    pace = draw(st.sampled_from(["ticker", "until"]))
    triggers = draw(st.lists(st.integers(1, 400), max_size=4, unique=True))
    return Case(
        draw(st.integers(1, 30)), needed, pieces, sorted(triggers), draw(st.integers(1, 500)), pace
    )


def look_by_look(case: Case) -> tuple[list[tuple[int, str]], list[tuple[int, int, str]]]:
    """Every single look, one after the other: (verdict changes, all looks)."""
    changes, looks = [], []
    last, run, verdict = None, 0, None
    start = grid = 0
    while start < case.until:
        _, outcome, lasts = [piece for piece in case.pieces if piece[0] <= start][-1]
        lasts = lasts if outcome else 0
        end = start + lasts
        if outcome:
            looks.append((start, lasts, outcome))
        if outcome in case.needed:
            run = run + 1 if outcome == last else 1
            last = outcome
            if run >= case.needed[outcome] and verdict != outcome and end < case.until:
                verdict = outcome
                changes.append((end, outcome))
        tick = grid
        while tick <= start:
            tick += case.period
        following = end + case.period if case.pace == "until" else max(tick, end)
        asked = [at for at in case.triggers if start < at <= following]
        if asked:
            following = grid = max(asked[0], end)
        start = following
    return changes, looks


class Watcher:
    def __init__(self, case: Case, *, skip: bool) -> None:
        self.case, self.changes = case, []
        self.clock = Clock(skip=skip)
        self.piece = case.pieces[0]
        self.played = 0
        self.sampler = Sampler(self.clock, self, case.period, pace=case.pace)
        for piece in case.pieces[1:]:
            self.clock.at(piece[0], lambda piece=piece: self.turn_to(piece), order=WORLD)
        for at in case.triggers:
            self.clock.at(at, self.sampler.trigger, order=WORLD)

    def turn_to(self, piece: tuple[int, str | None, int]) -> None:
        self.sampler.settle()
        self.piece = piece
        self.sampler.changed()

    def preview(self) -> Answer:
        _, outcome, lasts = self.piece
        if outcome is None:
            return Answer()
        if outcome == "error":
            return Answer(outcome, lasts, rule="ignore")
        return Answer(outcome, lasts, self.case.needed[outcome])

    def look(self) -> Answer:
        self.played += 1
        return self.preview()

    def news(self, answer: Answer, look_ms: int) -> None:
        assert self.clock.now_ms == look_ms + answer.duration_ms

    def decided(self, answer: Answer, look_ms: int) -> None:
        self.changes.append((look_ms + answer.duration_ms, answer.outcome))

    def run(self) -> tuple[list[tuple[int, str]], list[tuple[int, int, str]]]:
        self.clock.run(self.case.until)
        self.sampler.settle()
        return self.changes, expand(self.sampler.runs)


def expand(runs: list[LookRun]) -> list[tuple[int, int, str]]:
    return [
        (run.first_ms + k * run.every_ms, run.duration_ms, run.outcome)
        for run in runs
        for k in range(run.times)
    ]


def finished(looks: list[tuple[int, int, str]], until: int) -> list[tuple[int, int, str]]:
    """The looks that had their answer in time; one under way at the end may not be kept yet."""
    return [look for look in looks if look[0] + look[1] < until]


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases())
def test_skipping_looks_changes_nothing(case: Case) -> None:
    wanted_changes, wanted_looks = look_by_look(case)
    for skip in (True, False):
        changes, looks = Watcher(case, skip=skip).run()
        assert changes == wanted_changes
        assert finished(looks, case.until) == finished(wanted_looks, case.until)


def test_a_month_of_equal_looks_is_played_once() -> None:
    month = 30 * 24 * 3600 * 1000
    watcher = Watcher(
        Case(10_000, {"success": 1}, [(0, "success", 5)], [], month, "ticker"), skip=True
    )
    watcher.run()
    assert watcher.played == 1
    assert watcher.sampler.runs == [LookRun(0, 10_000, 259_200, 5, "success")]


@pytest.mark.parametrize(
    ("lasts", "starts"),
    [
        (0, [0, 10, 20, 30]),
        (9, [0, 10, 20, 30]),
        (10, [0, 10, 20, 30]),
        (13, [0, 13, 26, 39]),  # a ticker keeps one tick: the next look comes at once
    ],
)
def test_a_slow_look_is_followed_at_once(lasts: int, starts: list[int]) -> None:
    case = Case(10, {"success": 1}, [(0, "success", lasts)], [], 40, "ticker")
    watcher = Watcher(case, skip=True)
    watcher.run()
    assert [start for start, _, _ in expand(watcher.sampler.runs)] == starts


def test_after_a_slow_look_the_ticker_is_still_on_its_old_grid() -> None:
    pieces = [(0, "success", 13), (1, "success", 0)]
    watcher = Watcher(Case(10, {"success": 1}, pieces, [], 50, "ticker"), skip=True)
    watcher.run()
    assert [start for start, _, _ in expand(watcher.sampler.runs)] == [0, 13, 20, 30, 40]


def test_a_trigger_looks_at_once_and_resets_the_ticker() -> None:
    watcher = Watcher(Case(10, {"success": 1}, [(0, "success", 0)], [14], 40, "ticker"), skip=True)
    watcher.run()
    assert [start for start, _, _ in expand(watcher.sampler.runs)] == [0, 10, 14, 24, 34]


class Even(NamedTuple):
    """Triggers that are set up at `begin_ms` and called off at `end_ms`."""

    begin_ms: int
    first_ms: int
    every_ms: int
    end_ms: int

    def instants(self) -> list[int]:
        return list(range(self.first_ms, self.end_ms, self.every_ms))


evens = st.builds(
    lambda begin, wait, every, lasts: Even(begin, begin + wait, every, begin + wait + lasts),
    st.integers(1, 200),
    st.integers(1, 60),
    st.integers(1, 60),
    st.integers(0, 200),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases(), evens)
def test_triggers_that_come_evenly_are_counted_like_single_ones(case: Case, even: Even) -> None:
    wanted_changes, wanted_looks = look_by_look(case._replace(triggers=even.instants()))
    watcher = Watcher(case._replace(triggers=[]), skip=True)
    triggers = Triggers(even.first_ms, even.every_ms)
    sampler, clock = watcher.sampler, watcher.clock
    clock.at(even.begin_ms, lambda: sampler.trigger_evenly(triggers), order=WORLD)
    clock.at(even.end_ms, lambda: sampler.trigger_evenly(None), order=WORLD)
    changes, looks = watcher.run()
    assert changes == wanted_changes
    assert finished(looks, case.until) == finished(wanted_looks, case.until)
