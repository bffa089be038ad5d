"""A CPU limit is time in every 100 ms, for all threads together."""

import pytest

from kubelet_lab.node.cfs import run


@pytest.mark.parametrize(
    ("cpu_us", "threads", "quota_us", "slices"),
    [
        (120_000, 1, 0, [(0, 120_000, "running")]),
        (120_000, 1, 100_000, [(0, 120_000, "running")]),  # one thread cannot use it up
        (120_000, 1, 50_000, [
            (0, 50_000, "running"), (50_000, 100_000, "throttled"),
            (100_000, 150_000, "running"), (150_000, 200_000, "throttled"),
            (200_000, 220_000, "running"),
        ]),
        (120_000, 4, 100_000, [
            (0, 25_000, "running"), (25_000, 100_000, "throttled"), (100_000, 105_000, "running"),
        ]),
        (100_000, 4, 100_000, [(0, 25_000, "running")]),  # done when the quota is
        (0, 1, 50_000, []),
    ],
)  # fmt: skip
def test_threads_run_until_the_quota_is_used_up(
    cpu_us: int, threads: int, quota_us: int, slices: list[tuple[int, int, str]]
) -> None:
    assert [tuple(one) for one in run(cpu_us, threads, quota_us)] == slices


def test_no_time_is_lost_or_made() -> None:
    for quota_us in (1_000, 33_000, 99_999, 250_000):
        done = sum(3 * (s.end_us - s.start_us) for s in run(500_001, 3, quota_us)
                   if s.state == "running")  # fmt: skip
        assert 0 <= done - 500_001 < 3 * (500_001 // quota_us + 1)
