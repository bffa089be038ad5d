"""Signals tell whoever watches; ramps know when they get somewhere."""

from hypothesis import given
from hypothesis import strategies as st

from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.signal import Ramp, Signal
from kubelet_lab.sim.trace import Trace


def test_a_planned_change_is_traced_as_a_change_of_the_world() -> None:
    clock, trace, seen = Clock(), Trace(), []
    database = Signal("database", "up", trace)
    database.watch(lambda: seen.append((clock.now_ms, database.value)))
    database.plan(clock, [(100, "down", "database down"), (200, "up", "database back")])
    clock.run(1000)
    assert seen == [(100, "down"), (200, "up")]
    assert [(e.at_ms, e.source, e.text, e.because) for e in trace] == [
        (100, "world", "database down", None),
        (200, "world", "database back", None),
    ]
    assert database.cause == 1


def test_the_same_value_again_is_no_change() -> None:
    trace = Trace()
    signal = Signal("slowness", 0, trace)
    signal.set(0, 10, "nothing")
    assert (len(trace), signal.cause) == (0, None)


def test_who_stops_watching_is_not_told() -> None:
    seen: list[int] = []
    signal = Signal("slowness", 0, Trace())

    def note() -> None:
        seen.append(signal.value)

    signal.watch(note)
    signal.set(1, 0, "slow")
    signal.unwatch(note)
    signal.set(2, 1, "slower")
    assert seen == [1]


@given(
    st.integers(0, 10**9),
    st.integers(-(10**6), 10**6),
    st.integers(0, 10**6),
    st.integers(0, 2**33),
)
def test_a_ramp_reaches_a_level_at_its_first_millisecond(
    level: int, per_s: int, since_ms: int, goal: int
) -> None:
    ramp = Ramp(level, per_s, since_ms)
    at_ms = ramp.reaches(goal)
    if at_ms is None:
        assert per_s <= 0
        assert ramp.at(since_ms + 10**7) < goal
    else:
        assert ramp.at(at_ms) >= goal
        assert at_ms == since_ms or ramp.at(at_ms - 1) < goal


def test_a_bent_ramp_goes_on_from_where_it_was() -> None:
    leak = Ramp(100, 10).bend(5_000, 0)
    assert (leak.at(5_000), leak.at(50_000)) == (150, 150)
