import pytest

from kubelet_lab.exercises.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("period: 10", "period: 10"),
        ("größer → ✓", "größer → ✓"),
        ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("user\u202egnp.exe", "user\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("half\ud800", "half\\ud800"),
        ("line\u2028end", "line\\u2028end"),
    ],
)
def test_what_hides_is_spelled_out(text, shown) -> None:
    assert visible(text) == shown


def test_a_long_text_is_cut() -> None:
    assert visible("x" * 100, 10) == "x" * 10 + " …"
