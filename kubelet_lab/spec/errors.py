"""What is wrong with something a person typed: the API server's words, and where it stands.

`FieldError` is one finding of a rule; its text is built as apimachinery
pkg/util/validation/field/errors.go builds it. `Problem` adds the line of the YAML and a hint.
`SpecError` carries all problems of one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kubelet_lab.spec.quantity import Quantity

WORDS = {
    "FieldValueRequired": "Required value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueTooLong": "Too long",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueNotFound": "Not found",
}
WITHOUT_VALUE = ("FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong")
LONGEST_EXCERPT = 120  # characters of a line of the YAML shown with a problem
LONGEST_TEXT = 2000  # characters of one message; a value of 100 kB is not worth reading

ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
ESCAPES |= {"\v": "\\v", '"': '\\"', "\\": "\\\\"}


class Go(str):
    """A value printed bare, as Go prints a struct or a named string type with %#v."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FieldError:
    """One broken rule: `type` and `field` are the API's, `bad_value` is the value it names."""

    type: str
    field: str
    bad_value: object
    detail: str

    @property
    def message(self) -> str:
        """The API server's sentence."""
        text = f"{self.field}: {WORDS[self.type]}"
        if self.type not in WITHOUT_VALUE:
            text += f": {go_value(self.bad_value)}"
        return f"{text}: {self.detail}" if self.detail else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `line` counts from 1; `excerpt` is that line of the text."""

    field: str
    message: str
    line: int | None = None
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        lines = [shorten(self.message, LONGEST_TEXT)]
        if self.line is not None:
            lines.append(f"  line {self.line}: {shorten(self.excerpt.strip(), LONGEST_EXCERPT)}")
        return "\n".join([*lines, *([f"  {self.hint}"] if self.hint else [])])


class SpecError(ValueError):
    """A text that cannot be used as it is; `problems` says why, one entry for each reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def invalid(field: str, value: object, detail: str) -> FieldError:
    """A value that breaks a rule."""
    return FieldError("FieldValueInvalid", field, value, detail)


def required(field: str, detail: str = "") -> FieldError:
    """A value that is missing or empty."""
    return FieldError("FieldValueRequired", field, "", detail)


def forbidden(field: str, detail: str) -> FieldError:
    """A value that may not be given here."""
    return FieldError("FieldValueForbidden", field, "", detail)


def duplicate(field: str, value: object) -> FieldError:
    """A value that was given before."""
    return FieldError("FieldValueDuplicate", field, value, "")


def not_found(field: str, value: object, detail: str = "") -> FieldError:
    """A name that nothing goes by."""
    return FieldError("FieldValueNotFound", field, value, detail)


def not_supported(field: str, value: object, values: Sequence[str]) -> FieldError:
    """A value outside the list of possible ones."""
    supported = ", ".join(f'"{known}"' for known in values)
    return FieldError("FieldValueNotSupported", field, value, f"supported values: {supported}")


def go_value(value: object) -> str:
    """`value` as the API server's message shows it: texts in quotes, numbers bare."""
    if isinstance(value, Quantity):
        return value.go_struct()
    if isinstance(value, str):
        return str(value) if isinstance(value, Go) else go_quote(value)
    if isinstance(value, dict):
        pairs = ", ".join(f"{go_quote(k)}:{go_quote(v)}" for k, v in sorted(value.items()))
        return f"map[string]string{{{pairs}}}"
    if isinstance(value, list):
        return f"[]string{{{', '.join(go_quote(str(item)) for item in value)}}}"
    return str(value)


def go_quote(text: str) -> str:
    """`text` in double quotes as Go's strconv.Quote: nothing in it can move a cursor."""
    return f'"{"".join(map(_escaped, text))}"'


def shorten(text: str, longest: int) -> str:
    """`text` without control or invisible characters, cut in the middle if it is too long."""
    shown = re.sub(r"\s", " ", text)
    shown = "".join(char if char.isprintable() else _escaped(char) for char in shown)
    half = longest // 2
    return shown if len(shown) <= longest else f"{shown[:half]} … {shown[-half:]}"


def _escaped(char: str) -> str:
    if char in ESCAPES:
        return ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:  # noqa: PLR2004
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004
