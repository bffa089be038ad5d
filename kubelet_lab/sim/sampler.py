"""The thing that looks: every period, until equal looks in a row change its verdict.

Looks that cannot change anything are not played one by one. They are counted by arithmetic
when somebody asks (`settle`), and only the next look that matters is put on the clock: the
first of a new outcome, or the one that reaches the threshold.

Longer than our habit: planning, counting and playing share one state, and belong together.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from kubelet_lab.sim.clock import LOOK, Clock, Timer
from kubelet_lab.sim.ticks import Pace, Ticks, Triggers

Rule = Literal[
    "count",  # equal looks add up to a verdict
    "ignore",  # seen, but neither counted nor breaking a streak
    "visit",  # the looker itself changes at this look: it must be played
]


class Answer(NamedTuple):
    """What a look sees now, how long it takes, how many in a row are needed for a verdict."""

    outcome: str | None = None  # None: nothing to see, nothing follows
    duration_ms: int = 0
    needed: int = 1
    rule: Rule = "count"
    detail: str = ""  # the words that go with the outcome; other words are news, too


NOTHING, VISIT = Answer(), Answer(rule="visit")


class LookRun(NamedTuple):
    """`times` equal looks, `every_ms` apart: what is kept instead of single looks."""

    first_ms: int
    every_ms: int
    times: int
    duration_ms: int
    outcome: str
    detail: str = ""


class Looker(Protocol):
    """Who looks. Call `Sampler.changed` whenever `preview` would answer something else."""

    def preview(self) -> Answer:
        """What a look would see if it came now; free of effects."""

    def look(self) -> Answer:
        """Start one look that is played; effects are allowed."""

    def news(self, answer: Answer, look_ms: int) -> None:
        """The look that started at `look_ms` has ended, with other news than the last."""

    def decided(self, answer: Answer, look_ms: int) -> None:
        """The look that started at `look_ms` has ended and changed the verdict."""


class Visitor:
    """A looker whose looks act at once: they have neither news nor a verdict."""

    def news(self, answer: Answer, look_ms: int) -> None:
        """Nothing."""

    def decided(self, answer: Answer, look_ms: int) -> None:
        """Nothing."""


class Streak:
    """The outcome seen last, how many times in a row, and the verdict that stands."""

    __slots__ = ("last", "run", "verdict")

    def __init__(self, verdict: str | None = None) -> None:
        self.last: str | None = None
        self.run = 0
        self.verdict = verdict

    def add(self, outcome: str, times: int = 1) -> None:
        """Count `times` looks with this outcome."""
        self.run = self.run + times if outcome == self.last else times
        self.last = outcome

    def left(self, answer: Answer) -> int | None:
        """How many more such looks until the verdict changes; None when they never will."""
        if answer.rule == "ignore" or answer.outcome == self.verdict:
            return None
        return max(answer.needed - (self.run if answer.outcome == self.last else 0), 1)


class Sampler:
    """Looks every `period_ms`, the first time now, and tells its `looker` what matters.

    With `Clock.skip` off every look is played; the trace must not differ.
    """

    def __init__(
        self,
        clock: Clock,
        looker: Looker,
        period_ms: int,
        *,
        streak: Streak | None = None,
        pace: Pace = "ticker",
        first_ms: int | None = None,
    ) -> None:
        self.streak = streak or Streak()
        self.runs: list[LookRun] = []
        self._clock = clock
        self._looker = looker
        self._period = period_ms
        self._rank = clock.new_rank()
        first_ms = clock.now_ms if first_ms is None else first_ms
        self._ticks = Ticks(period_ms, pace, first_ms)
        self._free = first_ms  # when the last look has ended
        self._last: int | None = None  # the last look started then
        self._seen = ("", "")  # outcome and detail of the last look
        self._busy = False  # a played look is under way
        self._must = False  # the next look has to be played (a trigger)
        self._again = False  # a trigger came while busy: a channel with room for one
        self._stopped = False
        self._answer = NOTHING
        self._timer: Timer | None = None
        self._plan()

    def changed(self) -> None:
        """Say that what a look would see may have changed just now."""
        if self._stopped:
            return
        if self._answer is NOTHING and not self._timer and self._looker.preview() is NOTHING:
            return  # there was nothing to see, and still is
        self.settle()
        self._plan()

    def trigger(self) -> None:
        """Look at once, out of the period; the ticker starts anew from there."""
        self.settle()
        if self._busy:
            self._again = True
            return
        self._ticks.restart(max(self._clock.now_ms, self._free))
        self._must = True
        self._drop_timer()
        self._plan()

    def trigger_evenly(self, triggers: Triggers | None) -> None:
        """Say that from now on triggers come by themselves, or that they no longer do."""
        self.settle()
        self._ticks.trigger_evenly(triggers, self._clock.turn, self._free)
        self._plan()

    def stop(self) -> None:
        """Look no more; a look under way still comes to its end, and nobody hears of it."""
        self.settle()
        self._drop_timer()
        self._stopped = True

    def last_look(self) -> int | None:
        """When the last look started; None before the first."""
        self.settle()
        return self._last

    def settle(self) -> None:
        """Count the looks that started before the present turn."""
        if self._busy or self._must or self._stopped:
            return
        now_ms = self._clock.now_ms
        if self._ticks.next > now_ms:
            return
        before_ms = now_ms + self._clock.has_passed(LOOK, self._rank)
        while self._ticks.next < before_ms:
            self._count(*self._ticks.take(self._answer.duration_ms, before_ms))

    def _count(self, first_ms: int, step: int, times: int) -> None:
        answer = self._answer
        self._last = first_ms + (times - 1) * step
        if answer.outcome is not None:
            self._free = self._last + answer.duration_ms
            if answer.rule == "count":
                self.streak.add(answer.outcome, times)
            self._record(LookRun(first_ms, step, times, *_kept(answer)))

    def _plan(self) -> None:
        """Put the next look that matters on the clock."""
        if self._busy or self._stopped or (self._must and self._timer is not None):
            return
        self._drop_timer()
        if not self._must:
            self._answer = self._looker.preview()
        ahead = self._looks_ahead()
        if ahead is not None:
            at_ms = self._ticks.start_of(ahead, self._answer.duration_ms)
            self._timer = self._clock.at(at_ms, self._begin, order=LOOK, rank=self._rank)

    def _looks_ahead(self) -> int | None:
        """How many looks ahead the next one that must be played is; None for never."""
        answer = self._answer
        if self._must or not self._clock.skip or answer.rule == "visit":
            return 1
        if answer.outcome is None:
            return None
        if (answer.outcome, answer.detail) != self._seen:
            return 1
        return self.streak.left(answer)

    def _begin(self) -> None:
        self.settle()
        self._timer, self._must = None, False
        start_ms = self._clock.now_ms
        answer = self._answer = self._looker.look()
        self._ticks.take(answer.duration_ms, start_ms + 1, 1)
        self._last = start_ms
        if answer.outcome is None:
            self._plan()
            return
        self._free = start_ms + answer.duration_ms
        self._busy = True
        if answer.duration_ms:
            self._clock.at(self._free, self._finish, order=LOOK, rank=self._rank)
        else:
            self._finish()

    def _finish(self) -> None:
        answer, end_ms = self._answer, self._clock.now_ms
        assert answer.outcome is not None  # noqa: S101 - a look without outcome ends in _begin
        start_ms = end_ms - answer.duration_ms
        self._busy = False
        self._record(LookRun(start_ms, self._period, 1, *_kept(answer)))
        if self._stopped:
            return
        seen, self._seen = self._seen, (answer.outcome, answer.detail)
        if answer.rule == "count":
            self.streak.add(answer.outcome)
        decided = (
            answer.rule == "count"
            and self.streak.run >= answer.needed
            and answer.outcome != self.streak.verdict
        )
        if seen != self._seen:
            self._looker.news(answer, start_ms)
        if decided:
            self.streak.verdict = answer.outcome
            self._looker.decided(answer, start_ms)
        if self._again:
            self._again = False
            self.trigger()
        self._plan()

    def _record(self, run: LookRun) -> None:
        """Keep looks, as one run with the last ones where they go on evenly."""
        if self.runs and self.runs[-1][3:] == run[3:]:
            last = self.runs[-1]
            every = last.every_ms if last.times > 1 else run.first_ms - last.first_ms
            goes_on = run.first_ms == last.first_ms + last.times * every
            if goes_on and (run.times == 1 or run.every_ms == every):
                self.runs[-1] = LookRun(last.first_ms, every, last.times + run.times, *last[3:])
                return
        self.runs.append(run)

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _kept(answer: Answer) -> tuple[int, str, str]:
    """What a run of looks keeps of an answer."""
    return answer.duration_ms, answer.outcome or "", answer.detail
