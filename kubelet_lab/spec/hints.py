"""What a person may have meant by a field that the API does not have."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

from kubelet_lab.spec.schema import fields, types

LONGEST_KEY = 64  # characters of an unknown field that a similar one is looked for
ALIKE, SPELT = 0.7, 0.85  # how much of the letters must agree; then it is a slip of the keys


def hint_for(key: str, type_name: str) -> str:
    """One sentence for the unknown field `key` of a type: a similar name, or where it belongs."""
    strange = next((char for char in key if not char.isascii()), None)
    if strange:
        name = unicodedata.name(strange, f"U+{ord(strange):04X}")
        return f"one letter in it is {name}: type the name again with plain letters"
    if key in {"true", "false"}:
        return "y, yes, on, n, no and off are true and false in YAML: put the name in quotes"
    known = fields(type_name)
    same = [name for name in known if name.lower() == key.lower()]
    if same:
        return f"did you mean {same[0]}?"
    close = get_close_matches(key[:LONGEST_KEY], known, 1, ALIKE)
    guess = f"did you mean {close[0]}?" if close else "there is no such field here"
    if get_close_matches(key[:LONGEST_KEY], known, 1, SPELT):
        return guess  # `request` for `requests`, although some field further in is called so
    return _elsewhere(key, type_name) or guess


def _elsewhere(key: str, type_name: str) -> str:
    """Where the field does exist: one level up or one level down."""
    for outer in (outer for outer in types() if key in fields(outer)):
        beside = [field.name for field in fields(outer).values() if field.type == type_name]
        if beside:
            return f"{key} belongs one level further out, beside {_likely(beside)}"
    own = fields(type_name).values()
    above = [f.name for f in own if f.type in types() and key in fields(f.type)]
    return f"{key} belongs one level further in, under {_likely(above)}" if above else ""


def _likely(names: list[str]) -> str:
    return "containers" if "containers" in names else names[0]
