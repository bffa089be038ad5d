"""What may be typed after --sweep, and what it stands for."""

import pytest

from kubelet_lab import incidents
from kubelet_lab.sweep.axes import UnsweepableError, axis, points


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("x=1,2,4", ["1", "2", "4"]),
        ("x=0..4", ["0", "1", "2", "3", "4"]),
        ("x=0..1..0.25", ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ("x=0..0.3..0.1", ["0.0", "0.1", "0.2", "0.3"]),
        ("x=1..10..4", ["1", "5", "9"]),
        ("x=-2..0", ["-2", "-1", "0"]),
        ("x=1..3,3,8", ["1", "2", "3", "8"]),
        ("x=5..5", ["5"]),
        ("x=real, as told", ["real", "as told"]),
    ],
)
def test_values(typed: str, values: list[str]) -> None:
    assert axis(typed) == ("x", tuple(values))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("x", "must be NAME=1,2,4"),
        ("=1", "must be NAME=1,2,4"),
        ("x=", "must be NAME=1,2,4"),
        ("x=1..y", "must be FROM..TO"),
        ("x=1..2..3..4", "must be FROM..TO"),
        ("x=..", "must be FROM..TO"),
        ("x=4..1", "must go up"),
        ("x=1..4..0", "must go up"),
        ("x=1..4..-1", "must go up"),
        ("x=1..nan", "must be FROM..TO"),
        ("x=1..inf", "must be FROM..TO"),
        ("x=0..999999999", "100,000 is the most"),
        ("x=0..1e999999..1e-999999", "must be FROM..TO"),
    ],
)
def test_what_is_no_sweep_is_said(typed: str, says: str) -> None:
    with pytest.raises(UnsweepableError, match=says):
        axis(typed)


def test_points_are_every_combination_and_numbers_are_numbers() -> None:
    axes = [axis("outage=down,hangs"), axis("liveness.periodSeconds=5..6")]
    assert points("checkout.database", axes, {"pulled_s": "1"}) == [
        {"outage": "down", "liveness.periodSeconds": 5},
        {"outage": "down", "liveness.periodSeconds": 6},
        {"outage": "hangs", "liveness.periodSeconds": 5},
        {"outage": "hangs", "liveness.periodSeconds": 6},
    ]


@pytest.mark.parametrize(
    ("axes", "fixed", "error", "says"),
    [
        (["pulled_s=1", "pulled_s=2"], {}, UnsweepableError, "pulled_s is given twice"),
        (["pulled_s=1"], {"pulled_s": "2"}, UnsweepableError, "pulled_s is given twice"),
        (["pulled_s=1..999", "lasts_s=1..999"], {}, UnsweepableError, "998,001 points"),
        (["puled_s=1"], {}, incidents.Unplayable, "did you mean pulled_s"),
        (["pulled_s=soon"], {}, incidents.Unplayable, "must be a number"),
        (["pulled_s=1"], {"moon": "1"}, incidents.Unplayable, "no parameter 'moon'"),
    ],
)
def test_what_the_incident_does_not_take_is_said_before_anything_is_played(
    axes: list[str], fixed: dict[str, str], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        points("checkout.database", [axis(one) for one in axes], fixed)
