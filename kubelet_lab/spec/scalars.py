"""What a plain YAML word means to kubectl: yes is true, 010 is eight, 1:30 is a text.

kubectl reads YAML with sigs.k8s.io/yaml, whose goyaml.v2/resolve.go has these rules (YAML 1.1
without its base-60 numbers), and turns the result into JSON: 10.0 becomes 10. A number too large
for 64 bits is a float, and one too large for a float is a text.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

WORDS: dict[str, bool | None] = {"": None, "~": None}
WORDS |= dict.fromkeys(("null", "Null", "NULL"))
for _word in ("y", "yes", "true", "on"):
    WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), True)
for _word in ("n", "no", "false", "off"):
    WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), False)

NOT_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WHOLE = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
BASES = (16, 2, 8, 10)
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
MOST_DIGITS = 400  # more is no number in any case
LARGEST_PLAIN = 1e21  # Go writes a float below this without an exponent

Scalar = str | int | float | bool | None


class NotJsonError(ValueError):
    """Infinity or "not a number", which JSON does not have."""


def resolve(text: str) -> Scalar:
    """The value of an unquoted word; raises NotJsonError."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if NOT_JSON.fullmatch(text):
        raise NotJsonError(f"{text} is no number that JSON can hold")
    number = _number(text if text.startswith(".") else text.replace("_", ""))
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if len(text) > MOST_DIGITS:
        return None
    found = WHOLE.fullmatch(text)
    if found:
        groups = zip(BASES, found.groups()[1:], strict=True)
        size = next(int(digits, base) for base, digits in groups if digits is not None)
        value = -size if found[1] == "-" else size
        if -(2**63) <= value < (2**63 if found[1] else 2**64):
            return value
    return _float(text) if FLOAT.fullmatch(text) else None


def _float(text: str) -> int | float | None:
    value = float(text)
    if math.isinf(value):
        return None
    if value.is_integer() and abs(value) < LARGEST_PLAIN:
        return int(Decimal(repr(value)))
    return value
