"""The three scenarios: every sentence as told, beside the instant the kubelet would act."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab import incidents
from kubelet_lab.incidents.checkout_pod import CHECKOUT, Night, play
from kubelet_lab.incidents.checkout_settings import with_settings


def instants(name: str, **parameters: float) -> list[tuple[float | None, float | None, str]]:
    outcome = incidents.run(name, parameters)
    return [(row.told_s, row.computed_s, row.verdict) for row in outcome.rows]


def test_a_normal_startup_is_ready_at_33_s_as_told() -> None:
    assert instants("checkout.startup") == [
        (0, 0.0, "same"),
        (0, None, "differs"),  # nobody looks at 0 s
        (5, 5.0, "same"),
        (10, 10.0, "same"),
        (15, 15.0, "same"),
        (20, 20.0, "same"),
        (25, 25.0, "same"),
        (30, 30.0, "same"),
        (30, 30.005, "same"),
        (33, 33.005, "same"),
        (33, 33.01, "same"),
        (33, 33.01, "same"),
        (50, 45.205, "differs"),  # ten looks are nine periods
    ]


def test_the_second_failed_look_takes_the_pod_out_not_six_seconds() -> None:
    assert instants("checkout.database") == [
        (None, -2.005, "same"),
        (0, 0.0, "same"),
        (3, 3.0, "same"),
        (6, 3.005, "differs"),
        (None, 3.005, "same"),
        (None, None, "same"),
        (None, 56.995, "same"),
        (0, 0.0, "same"),
        (None, 0.005, "same"),
        (None, 0.005, "same"),
    ]


def test_a_database_that_hangs_costs_the_timeout_on_top() -> None:
    rows = incidents.run("checkout.database", {"outage": "hangs"}).rows
    removed = next(row for row in rows if row.told == "Pod removed from Service")
    assert removed.computed_s == 4.0


def test_the_deadlock_is_decided_with_the_third_timeout_and_ends_with_sigkill() -> None:
    assert instants("checkout.deadlock") == [
        (None, -7.0, "same"),
        (None, 52.0, "same"),
        (0, 0.0, "same"),
        (10, 10.0, "same"),
        (20, 20.0, "same"),
        (30, 21.0, "differs"),
        (30, 21.0, "differs"),
        (30, 51.1, "differs"),
        (None, 81.1, "same"),
        (30, 85.01, "differs"),
    ]


@pytest.mark.parametrize("name", incidents.INCIDENTS)
def test_a_row_that_differs_says_why(name: str) -> None:
    assert all(row.why for row in incidents.run(name).rows if row.verdict == "differs")


@pytest.mark.parametrize("name", incidents.INCIDENTS)
def test_the_same_incident_twice_is_the_same_to_the_byte(name: str) -> None:
    first, second = (json.dumps(incidents.run(name).as_json()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", incidents.INCIDENTS)
def test_every_entry_leads_back_to_a_change_of_the_world(name: str) -> None:
    trace = incidents.run(name).trace
    assert {trace.why(entry.number)[-1].source for entry in trace} == {"world"}


@pytest.mark.parametrize("name", [name for name in incidents.INCIDENTS if "checkout" in name])
@pytest.mark.parametrize(
    "extreme",
    [
        {"liveness.periodSeconds": 1_000_000},
        {"readiness.failureThreshold": 1_000_000},
        {"startup.timeoutSeconds": 1_000_000},
        {"lasts_s": 0},
        {"lasts_s": 1_000_000},
        {"pulled_s": 0},
    ],
)
def test_no_setting_breaks_a_story(name: str, extreme: dict[str, float]) -> None:
    assert incidents.run(name, extreme).rows


@pytest.mark.parametrize(
    ("name", "parameters", "says"),
    [
        ("checkout.startp", {}, "did you mean checkout.startup?"),
        ("checkout.startup", {"catalog_s": 1}, "did you mean catalogue_s?"),
        ("checkout.startup", {"catalogue_s": "soon"}, "must be a number"),
        ("checkout.startup", {"catalogue_s": "nan"}, "must be between"),
        ("checkout.startup", {"startup.periodSeconds": 0}, "must be between 1"),
        ("checkout.startup", {"startup.periodSeconds": 1.5}, "must be a whole number"),
        ("checkout.database", {"outage": "gone"}, "must be one of down, hangs"),
    ],
)
def test_what_cannot_be_played_is_said_in_a_sentence(name, parameters, says) -> None:
    with pytest.raises(incidents.Unplayable, match=says.replace("?", r"\?")):
        incidents.run(name, parameters)


moments = st.floats(0, 150).map(lambda value: round(value, 2))
spans = st.tuples(moments, st.floats(0.1, 60)).map(lambda s: (s[0], round(s[0] + s[1], 2)))
probe_settings = st.fixed_dictionaries(
    {
        f"{kind}.{field}": st.integers(1, most)
        for kind in ("startup", "readiness", "liveness")
        for field, most in (("periodSeconds", 12), ("failureThreshold", 6), ("timeoutSeconds", 15))
    }
)
nights = st.builds(
    Night,
    catalogue_s=st.floats(0, 60).map(lambda value: round(value, 2)),
    connects_s=st.floats(0, 10).map(lambda value: round(value, 2)),
    pulled_s=st.floats(0.5, 20).map(lambda value: round(value, 2)),
    outages=spans.map(lambda span: (span,)),
    outage=st.sampled_from(["down", "hangs"]),
    deadlock_s=st.none() | moments,
    slow=spans.flatmap(lambda s: st.floats(0, 20).map(lambda late: ((*s, round(late, 2)),))),
    lasts_s=st.just(200),
)


@settings(max_examples=60, deadline=None)
@given(nights, probe_settings)
def test_a_night_with_looks_skipped_is_the_night_look_by_look(night: Night, given_: dict) -> None:
    pod = with_settings(CHECKOUT, given_)
    skipped, played = play(pod, night), play(pod, night, skip=False)
    assert list(skipped.trace) == list(played.trace)
    assert skipped.history.ready == played.history.ready
    for kind, probe in skipped.history.probes.items():
        assert list(probe.looks()) == list(played.history.probes[kind].looks())
