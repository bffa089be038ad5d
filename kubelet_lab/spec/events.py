"""From ruamel.yaml's events to plain values: the bounded, line-keeping part of `reading`.

Anchors, aliases and merge keys work as kubectl has them; an alias shares the value, but counts as
if it were written out, so a "bomb" ends at the limit instead of in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from kubelet_lab.spec.scalars import NotJsonError, resolve

MAX_NODES = 10_000  # keys and values of one text, aliases written out
MAX_DEPTH = 64
CORE = "tag:yaml.org,2002:"
SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "null": (type(None),),
}
PLAIN_VALUES = "write the value itself, without the tag"

Lines = dict[int, dict[str | int, int]]
Tagged = ScalarEvent | MappingStartEvent | SequenceStartEvent


class UnreadableError(ValueError):
    """The text cannot be read: why, at which line (from 1), and what to do."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        self.line, self.hint = line, hint
        super().__init__(message)


class Found(NamedTuple):
    """One document that is not empty: its value, first line, all lines, and double keys."""

    value: Any
    line: int
    lines: Lines
    twice: tuple[tuple[str, int], ...]


class _Anchor(NamedTuple):
    value: Any
    nodes: int  # what it counts, written out


def documents(text: str) -> Iterator[Found]:
    """The documents of a text; raises UnreadableError."""
    builder = _Builder(_events(text))
    for event in builder.events:
        if isinstance(event, DocumentStartEvent):
            found = builder.document()
            if found.value is not None:
                yield found


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise UnreadableError(f"character U+{code:04X} is not allowed", line, "delete it") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        words = " ".join(filter(None, [error.context, error.problem]))
        raise UnreadableError(f"not YAML: {words}", line, _advice(words)) from None
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise UnreadableError(f"not YAML: {error}", 1) from None


def _advice(words: str) -> str:
    if "'\\t'" in words:
        return "indent with spaces, not with tabs"
    if "found '<scalar>'" in words:
        return "check the quotes in this line, and the indentation of it and of the one above"
    if "expected <block end>" in words or "mapping values are not allowed" in words:
        return "check the indentation of this line and of the one above"
    return "check the indentation, the colons and the quotes around this line"


class _Builder:
    def __init__(self, events: Iterator[Event]) -> None:
        self.events = events
        self.nodes = 0
        self.anchors: dict[str, _Anchor | None] = {}  # None while the value is being read
        self.lines: Lines = {}
        self.twice: list[tuple[str, int]] = []

    def document(self) -> Found:
        """The document that has just begun."""
        self.anchors, self.lines, self.twice = {}, {}, []
        first = next(self.events)
        value = self.value(first, "", 0)
        return Found(value, _line(first), self.lines, tuple(self.twice))

    def value(self, event: Event, path: str, depth: int) -> Any:  # noqa: ANN401  # any JSON value
        self._count(1, event)
        if depth > MAX_DEPTH:
            hint = "write it flatter: no manifest needs this"
            raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels", _line(event), hint)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        before = self.nodes - 1
        anchor = event.anchor if isinstance(event, NodeEvent) else None
        if anchor:
            self.anchors[anchor] = None
        value = self._written(event, path, depth)
        if anchor:
            self.anchors[anchor] = _Anchor(value, self.nodes - before)
        return value

    def _written(self, event: Event, path: str, depth: int) -> Any:  # noqa: ANN401  # any JSON value
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, MappingStartEvent):
            _check_tag(event, "map")
            return self._mapping(path, depth)
        if isinstance(event, SequenceStartEvent):
            _check_tag(event, "seq")
        return self._sequence(path, depth)

    def _count(self, nodes: int, event: Event) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            hint = "split it: a manifest of a hundred lines has some 300"
            message = f"more than {MAX_NODES:,} keys and values (aliases written out)"
            raise UnreadableError(message, _line(event), hint)

    def _alias(self, event: AliasEvent) -> Any:  # noqa: ANN401  # any JSON value
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            known = event.anchor in self.anchors
            why = "contains itself" if known else "is not defined above"
            hint = "write the value out instead of *" + event.anchor
            raise UnreadableError(f"anchor '{event.anchor}' {why}", _line(event), hint)
        self._count(anchor.nodes - 1, event)
        return anchor.value

    def _sequence(self, path: str, depth: int) -> list[Any]:
        items: list[Any] = []
        lines = self.lines[id(items)] = {}
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            lines[len(items)] = _line(event)
            items.append(self.value(event, f"{path}[{len(items)}]", depth + 1))
        return items

    def _mapping(self, path: str, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        lines = self.lines[id(out)] = {}
        merged: list[Any] = []
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            if isinstance(event, ScalarEvent) and event.value == "<<" and not event.style:
                merged.append(self._merged(event, path, depth))
                continue
            key = self._key(event, depth)
            where = f"{path}.{key}" if path else key
            if key in out:
                self.twice.append((where, _line(event)))
            lines[key] = _line(event)
            out[key] = self.value(next(self.events), where, depth + 1)
        for source in (source for sources in merged for source in sources):
            for key in source.keys() - out.keys():
                lines[key] = self.lines[id(source)][key]
            out |= {key: value for key, value in source.items() if key not in out}
        return out

    def _key(self, event: Event, depth: int) -> str:
        key = self.value(event, "", depth + 1)
        if isinstance(key, bool):
            return str(key).lower()
        if isinstance(key, str | int | float):
            return str(key)
        hint = "write a plain name before the colon"
        raise UnreadableError("a key must be a text or a number", _line(event), hint)

    def _merged(self, event: Event, path: str, depth: int) -> list[dict[str, Any]]:
        value = self.value(next(self.events), path, depth + 1)
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            hint = "after << write an alias of a mapping, such as *defaults"
            message = "map merge requires map or sequence of maps as the value"
            raise UnreadableError(message, _line(event), hint)
        return sources


def _scalar(event: ScalarEvent) -> Any:  # noqa: ANN401  # any JSON scalar
    tag = str(event.tag or "").removeprefix(CORE)
    if (event.style and not tag) or tag in {"str", "!"}:
        return _joined(event.value)
    if tag not in {"", *SCALAR_TAGS}:
        raise _tag_error(event)
    try:
        value = resolve(event.value)
    except NotJsonError as error:
        raise UnreadableError(str(error), _line(event), "write a plain number") from None
    if tag and not isinstance(value, SCALAR_TAGS[tag]):
        raise UnreadableError(f"{event.value} is no !!{tag}", _line(event), PLAIN_VALUES)
    return _joined(value) if isinstance(value, str) else value


def _check_tag(event: Tagged, expected: str) -> None:
    tag = str(event.tag or "").removeprefix(CORE)
    if tag not in {"", expected}:
        raise _tag_error(event)


def _tag_error(event: Tagged) -> UnreadableError:
    shown = str(event.tag).replace(CORE, "!!", 1)
    return UnreadableError(f"tag {shown} is not allowed", _line(event), PLAIN_VALUES)


def _joined(text: str) -> str:
    """The text with escaped surrogate pairs joined; half a pair becomes U+FFFD, as in Go."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
