import pytest

from kubelet_lab.spec.quantity import MILLI, Quantity, QuantityError, parse

FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX = "unable to parse quantity's suffix"
NUMBER = "unable to parse numeric part of quantity"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("500m", "500m"),
        ("0.5", "500m"),
        (".5", "500m"),
        ("5.", "5."),  # canonical enough for Go to keep it as typed
        ("+1", "+1"),
        ("1000m", "1"),
        ("1000", "1k"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("0.5Ki", "512"),
        ("1e3", "1e3"),
        ("1.5e3", "1500"),
        ("12E6", "12E6"),
        ("1E", "1E"),
        ("8Ei", "9223372036854775807"),  # binary values stop at 2^63-1
        ("16Ei", "9223372036854775807"),
        ("1e100", "10e99"),
        ("-1Gi", "-1Gi"),
        ("0.1n", "1n"),  # never rounded to nothing
        ("Gi", "0"),
        ("0Ei", "0"),
        ("-", "0"),
        (".", "0"),
    ],
)
def test_a_quantity_is_printed_as_the_api_server_prints_it(text: str, printed: str) -> None:
    assert str(parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", FORM),
        ("abc", FORM),
        ("1 Gi", FORM),
        ("1MB", FORM),
        ("0x10", FORM),
        ("\u0661", FORM),  # a digit, but not one of ours
        ("1K", SUFFIX),
        ("100mi", SUFFIX),
        ("1e", SUFFIX),
        ("Ei", NUMBER),
        ("e-10", NUMBER),
        ("1e5000", "quantities beyond 10^1000 are not read here"),
        ("9" * 2000, "quantities beyond 10^1000 are not read here"),
    ],
)
def test_what_is_no_quantity_is_refused_in_its_words(text: str, words: str) -> None:
    with pytest.raises(QuantityError) as error:
        parse(text)
    assert str(error.value) == words


def test_equal_amounts_are_equal_however_they_are_written() -> None:
    assert parse("1Gi") == parse("1024Mi")
    assert parse("0.1") == parse("100m")
    assert hash(parse("1Gi")) == hash(parse("1024Mi"))
    assert parse("1G") < parse("1Gi")
    assert parse("1") != "1"


@pytest.mark.parametrize(
    ("text", "milli", "whole"),
    [("1500m", 1500, 2), ("-1500m", -1500, -2), ("1.0001", 1001, 2), ("2Ki", 2_048_000, 2048)],
)
def test_units_are_rounded_away_from_zero(text: str, milli: int, whole: int) -> None:
    assert parse(text).units(MILLI) == milli
    assert parse(text).units() == whole


def test_a_whole_number_may_look_broken_where_int64_overflows() -> None:
    """3Ei in thousandths wraps around in Go; the API server then warns of a fraction."""
    assert parse("3Ei").go_milli() % 1000 != 0
    assert parse("3E").go_milli() % 1000 == 0


def test_the_go_struct_shows_what_a_message_of_v1_32_shows() -> None:
    assert parse("500m").go_struct() == (
        "resource.Quantity{i:resource.int64Amount{value:500, scale:-3}, "
        'd:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"500m", Format:"DecimalSI"}'
    )


def test_zero_is_zero_in_every_unit() -> None:
    assert Quantity(0) == parse("0Ki") == parse("0")
