"""A manifest's plain values into the API's types: what Go's strict JSON decoder does.

Wrong types end it (DecodeError); unknown fields are collected and left out. What comes out holds
only what the API would write back: unset and empty fields are gone, pointers and fields that are
always written stay. Source: sigs.k8s.io/json; the fields are in `schema`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from kubelet_lab.spec.errors import go_quote
from kubelet_lab.spec.hints import hint_for
from kubelet_lab.spec.quantity import Quantity, QuantityError, parse
from kubelet_lab.spec.schema import Field, fields

Struct = dict[str, Any]

LIMITS = {"int32": 2**31, "int64": 2**63, "port": 2**31}
GO_TYPES = {"str": "string", "port": "int32", "time": "string"}
RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})"
)
WHOLE_NUMBER = "write a whole number, without quotes and without a unit"
HINTS = {
    "int32": WHOLE_NUMBER,
    "int64": WHOLE_NUMBER,
    "bool": "write true or false, without quotes",
    "str": "put the value in quotes",
    "port": "write a port number, or the name of a port",
    "time": "write a time such as 2025-01-31T23:59:00Z",
    "[]": "write a list: each item on its own line, after a dash",
    "{}": "write the fields on lines of their own, further to the right",
}


class DecodeError(ValueError):
    """A value of the wrong type: `field` is its path, the message Go's, `hint` our advice."""

    def __init__(self, field: str, message: str, hint: str) -> None:
        self.field, self.hint = field, hint
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field the API does not have; `hint` says which one may be meant."""

    field: str
    hint: str

    @property
    def message(self) -> str:
        """The strict decoder's words."""
        return f"unknown field {go_quote(self.field)}"


def decode(value: object, type_name: str) -> tuple[Struct, list[Unknown]]:
    """`value` as a struct of that type, and the fields it has too many; raises DecodeError."""
    unknown: list[Unknown] = []
    return _struct(value, type_name, _Place("", type_name), unknown), unknown


class _Place(NamedTuple):
    """Where a value stands: its path, and the Go type that has the field."""

    path: str
    owner: str

    def wrong(self, value: object, go_type: str, needed: str) -> DecodeError:
        """The error for a value that is no `go_type`."""
        shown = f"number {value}" if needed in LIMITS and _is_number(value) else _kind(value)
        parts = [part.partition("[")[0] for part in self.path.split(".")]
        into = f"struct field {self.owner}.{'.'.join(parts)}" if self.path else "value"
        message = f"json: cannot unmarshal {shown} into Go {into} of type {go_type}"
        return DecodeError(self.path, message, HINTS.get(needed, ""))


def _struct(value: object, type_name: str, place: _Place, unknown: list[Unknown]) -> Struct:
    given = {} if value is None else value
    if not isinstance(given, dict):
        raise place.wrong(value, f"v1.{type_name}", "{}")
    known = fields(type_name)
    out: Struct = {}
    for key, item in given.items():
        where = _Place(f"{place.path}.{key}" if place.path else str(key), type_name)
        if key not in known:
            unknown.append(Unknown(where.path, hint_for(str(key), type_name)))
        elif item is not None:
            _put(out, known[key], _value(known[key], item, where, unknown))
    for name, field in known.items():
        if name not in out and (field.always or field.embedded):
            out[name] = _zero(field)
    return out


def _put(out: Struct, field: Field, value: object) -> None:
    """What the API leaves out (omitempty) is left out here: empty and zero, but no pointers."""
    if value or field.pointer or field.always or field.embedded:
        out[field.name] = value


def _value(field: Field, item: object, place: _Place, unknown: list[Unknown]) -> object:
    if field.shape == "[]":
        if not isinstance(item, list):
            raise place.wrong(item, f"[]{_go_type(field.type)}", "[]")
        at = enumerate(item)
        return [_one(field.type, v, place, f"{place.path}[{i}]", unknown) for i, v in at]
    if field.shape == "{}":
        if not isinstance(item, dict):
            go_type = "v1.ResourceList" if field.type == "qty" else "map[string]string"
            raise place.wrong(item, go_type, "{}")
        pairs = item.items()
        return {k: _one(field.type, v, place, f"{place.path}[{k}]", unknown) for k, v in pairs}
    return _one(field.type, item, place, place.path, unknown)


def _one(kind: str, item: object, place: _Place, path: str, unknown: list[Unknown]) -> object:
    where = _Place(path, place.owner)
    if kind[0].isupper():
        return _struct(item, kind, where, unknown)
    if kind == "any":  # an object, whatever stands in it
        if not isinstance(item, dict | None):
            raise where.wrong(item, "struct", "{}")
        return item
    if kind == "qty":
        return _quantity(item, path)
    if item is None:
        return _zero_of(kind)
    if not _fits(kind, item):
        raise where.wrong(item, _go_type(kind), kind)
    if kind == "time" and not _is_time(str(item)):
        words = f'parsing time {go_quote(str(item))} as "2006-01-02T15:04:05Z07:00"'
        raise DecodeError(path, words, HINTS["time"])
    return item


def _fits(kind: str, item: object) -> bool:
    if kind == "bool":
        return isinstance(item, bool)
    if isinstance(item, str):
        return kind in {"str", "port", "time"}
    limit = LIMITS.get(kind, 0)
    return isinstance(item, int) and not isinstance(item, bool) and -limit <= item < limit


def _is_time(text: str) -> bool:
    """Whether Go reads it as RFC 3339."""
    if not RFC3339.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text[:19])
    except ValueError:
        return False
    return True


def _zero(field: Field) -> object:
    if field.embedded and field.type[0].isupper():
        return _struct({}, field.type, _Place("", field.type), [])
    return None if field.shape or field.pointer else _zero_of(field.type)


def _zero_of(kind: str) -> object:
    zeros: Struct = {"bool": False, "str": "", "qty": Quantity(0, typed="0")}
    return 0 if kind in LIMITS else zeros.get(kind)


def _quantity(item: object, path: str) -> Quantity:
    if item is None:
        return Quantity(0, typed="0")
    text = json.dumps(item, ensure_ascii=False)
    try:
        return parse((text[1:-1] if isinstance(item, str) else text).strip())
    except QuantityError as error:
        hint = 'write a number with a unit, such as "500m" (half a CPU) or "128Mi"'
        raise DecodeError(path, str(error), hint) from None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: object) -> str:
    if _is_number(value):
        return "number"
    return {bool: "bool", str: "string", list: "array", dict: "object"}.get(type(value), "null")


def _go_type(kind: str) -> str:
    return f"v1.{kind}" if kind[0].isupper() else GO_TYPES.get(kind, kind)
