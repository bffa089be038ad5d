import pytest

from kubelet_lab.spec.scalars import NotJsonError, resolve


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        ("On", True),
        ("y", True),
        ("NO", False),
        ("off", False),
        ("yEs", "yEs"),
        ("", None),
        ("~", None),
        ("Null", None),
        ("10", 10),
        ("-3", -3),
        ("+3", 3),
        ("010", 8),
        ("0o17", 15),
        ("08", 8),  # no octal number, so a float, so 8
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("10.0", 10),
        ("1e3", 1000),
        (".5", 0.5),
        ("1.5", 1.5),
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", 18446744073709552000),  # a float by then
        ("1e400", "1e400"),  # too large for a float: a text
        ("9" * 400, "9" * 400),
        ("1:30", "1:30"),  # no base-60 numbers
        ("2001-01-01", "2001-01-01"),
        ("10s", "10s"),
        ("0x", "0x"),
        ("-", "-"),
        (".", "."),
        ("=", "="),
    ],
)
def test_a_plain_word_means_what_kubectl_makes_of_it(word: str, value: object) -> None:
    got = resolve(word)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("word", [".inf", "-.Inf", ".nan"])
def test_what_json_cannot_hold_is_refused(word: str) -> None:
    with pytest.raises(NotJsonError, match="no number that JSON can hold"):
        resolve(word)
