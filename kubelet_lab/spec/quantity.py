"""Kubernetes quantities ("500m", "1.5Gi", "1e3"): parsed, compared and printed without a float.

Source: apimachinery pkg/api/resource (quantity.go, amount.go, suffix.go). Its habits are kept:
a text that is already canonical is printed as it was typed ("+1" stays "+1"), binary values
stop at 2^63-1, anything finer than a billionth is rounded away from zero, "Gi" means 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import NamedTuple

PATTERN = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"  # as the API server words the rule
TEXT = re.compile(r"([+-]?)0*([0-9]*)(\.?)([0-9]*)([eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)

DECIMAL_SI, BINARY_SI, DECIMAL_EXPONENT = "DecimalSI", "BinarySI", "DecimalExponent"
DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
DECIMAL_SUFFIX = {power: suffix for suffix, power in DECIMAL.items()}
BINARY_SUFFIX = {power // 10: suffix for suffix, power in BINARY.items()}

NANO, MILLI = -9, -3  # powers of ten
KIBI = 1024
MAX_INT64 = 2**63 - 1
INT64_DIGITS = 18  # quantity.go: maxInt64Factors
MAX_POWER = 1000  # ours: the real parser takes e2147483647, and a gigabyte of zeros with it


class QuantityError(ValueError):
    """The text is no quantity; the message is the API server's."""


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """The number `unscaled` times ten to the power `scale`.

    `typed` is the text it came from if that was canonical, else "". `wide` says that Go holds it
    as an inf.Dec instead of an int64, which shows in a few messages.
    """

    unscaled: int
    scale: int = 0
    form: str = DECIMAL_SI
    typed: str = ""
    wide: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self._difference(other) == 0

    def __lt__(self, other: Quantity) -> bool:
        return self._difference(other) < 0

    def __hash__(self) -> int:
        return hash(_strip(self.unscaled, self.scale, 10))

    def __str__(self) -> str:
        return self.typed or self._canonical()

    def units(self, power: int = 0) -> int:
        """The value in units of ten to `power` (0: whole, -3: thousandths), rounded up."""
        return self.rounded_up(power).unscaled * _ten(max(self.scale - power, 0))

    def rounded_up(self, power: int) -> Quantity:
        """The value with nothing finer than ten to `power`, rounded away from zero."""
        if self.scale >= power:
            return self
        whole = _away_from_zero(self.unscaled, _ten(power - self.scale))
        return Quantity(whole, power, self.form, "", self.wide)

    def go_milli(self) -> int:
        """`MilliValue` with int64's overflow, by which Go tells whether a value is whole."""
        value = self.units(MILLI)
        if self.wide:
            return (value + 2**63) % 2**64 - 2**63
        return value if abs(value) <= MAX_INT64 else 0

    def go_struct(self) -> str:
        """The value as Go prints it with %#v, which one message of v1.32 does."""
        amount = f"resource.int64Amount{{value:{self.unscaled}, scale:{self.scale}}}"
        rest = f'd:resource.infDecAmount{{Dec:(*inf.Dec)(nil)}}, s:"{self.typed}"'
        return f'resource.Quantity{{i:{amount}, {rest}, Format:"{self.form}"}}'

    def _difference(self, other: Quantity) -> int:
        low = min(self.scale, other.scale)
        mine = self.unscaled * _ten(self.scale - low)
        return mine - other.unscaled * _ten(other.scale - low)

    def _canonical(self) -> str:
        if not self.unscaled:
            return "0"
        whole = self.rounded_up(0)
        if self.form == BINARY_SI and abs(whole.units()) >= KIBI and whole == self:
            number, times = _strip(self.units(), 0, KIBI)
            return f"{number}{BINARY_SUFFIX.get(times, '')}"
        number, power = _strip(self.unscaled, self.scale, 10)
        number, power = number * _ten(power % 3), power - power % 3
        if self.form == DECIMAL_EXPONENT:
            return f"{number}e{power}" if power else str(number)
        return f"{number}{DECIMAL_SUFFIX.get(power, '')}"


def parse(text: str) -> Quantity:
    """The quantity `text` says; raises QuantityError in the API server's words."""
    found = TEXT.fullmatch(text)
    if not text or found is None:
        raise QuantityError(f"quantities must match the regular expression '{PATTERN}'")
    sign, digits, dot, decimals, suffix = found.groups()
    if text in {"0", "+", "-"} or (not digits and not dot and not suffix):
        return Quantity(0, typed="0" if text == "0" else "")
    parsed = _Parsed(text, sign == "-", digits or "0", decimals, *_suffix(suffix))
    if max(abs(parsed.power), len(text)) > MAX_POWER:
        raise QuantityError(f"quantities beyond 10^{MAX_POWER} are not read here")
    quick = parsed.as_int64()
    if quick is None and not re.search("[0-9]", text.removesuffix(suffix)):
        raise QuantityError("unable to parse numeric part of quantity")
    return quick or parsed.as_decimal()


class _Parsed(NamedTuple):
    """A text taken apart: digits before and after the point, and base to the power of its unit."""

    text: str
    negative: bool
    digits: str
    decimals: str
    base: int
    power: int
    form: str

    def as_int64(self) -> Quantity | None:
        """ParseQuantity's fast path; None if the value needs more room than that."""
        shifted = self.digits + self.decimals
        if self.form == BINARY_SI:
            room, scale = 14 - len(self.digits) - self.power * 3 // 10, 0
            room, factor = -1 if self.decimals else room, 2**self.power
            canonical = int(shifted) % 8 != 0
        else:
            room, scale, factor = INT64_DIGITS - len(shifted), self.power - len(self.decimals), 1
            canonical = scale % 3 == 0 and not shifted.endswith("000") and shifted[0] != "0"
        value = int(shifted) * factor
        if room < 0 or scale < NANO or value > MAX_INT64:
            return None
        typed = self.text if canonical else ""
        return Quantity(-value if self.negative else value, scale, self.form, typed)

    def as_decimal(self) -> Quantity:
        """The way through inf.Dec: capped, and rounded to billionths."""
        value, scale, form = int(self.digits + self.decimals), -len(self.decimals), self.form
        if form == BINARY_SI:
            value *= 2**self.power
        else:
            scale += self.power
        exact = Quantity(value, scale, form, wide=True).rounded_up(NANO)
        if form == BINARY_SI and exact > Quantity(MAX_INT64):
            exact = Quantity(MAX_INT64, 0, form, wide=True)
        if form == BINARY_SI and Quantity(0) < exact < Quantity(1):
            form = DECIMAL_SI
        unscaled = -exact.unscaled if self.negative else exact.unscaled
        return Quantity(unscaled, exact.scale, form, wide=True)


def _suffix(suffix: str) -> tuple[int, int, str]:
    if suffix in DECIMAL:
        return 10, DECIMAL[suffix], DECIMAL_SI
    if suffix in BINARY:
        return 2, BINARY[suffix], BINARY_SI
    if re.fullmatch(r"[eE][-+]?[0-9]{1,9}", suffix, re.ASCII):
        return 10, int(suffix[1:]), DECIMAL_EXPONENT
    raise QuantityError("unable to parse quantity's suffix")


def _ten(power: int) -> int:
    return int(10**power)


def _strip(value: int, power: int, factor: int) -> tuple[int, int]:
    """`value` without its factors of `factor`, and `power` raised by their number."""
    while value and value % factor == 0:
        value, power = value // factor, power + 1
    return value, power if value else 0


def _away_from_zero(value: int, divisor: int) -> int:
    whole = -(-abs(value) // divisor)
    return whole if value > 0 else -whole
