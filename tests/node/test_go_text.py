import pytest

from kubelet_lab.node.go_text import go_duration, go_list


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0s"),
        (0.000_001, "1ns"),
        (0.001_5, "1.5µs"),
        (1, "1ms"),
        (999.5, "999.5ms"),
        (1_000, "1s"),
        (10_000, "10s"),
        (60_000, "1m0s"),
        (180_000, "3m0s"),
        (180_000.000_001, "3m0.000000001s"),
        (185_200, "3m5.2s"),
        (300_000, "5m0s"),
        (3_600_000, "1h0m0s"),
        (5_400_500, "1h30m0.5s"),
        (-1_500, "-1.5s"),
    ],
)
def test_a_duration_reads_as_go_prints_it(ms: float, text: str) -> None:
    assert go_duration(ms) == text


def test_a_list_reads_as_go_prints_it() -> None:
    assert go_list(["web", "log"]) == "[web log]"
    assert go_list([]) == "[]"
