"""Text that a person typed into plain values, with the line of every one of them.

YAML and JSON, one document or several, read the way kubectl reads them (`scalars`), except that
a key given twice is remembered. Nothing in a text can make this slow, large or loud: sizes are
bounded, tags do not build objects, and the first thing that cannot be read ends it with a
SpecError that names the line. ruamel.yaml, which splits the text into events, is imported when
the first text is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kubelet_lab.spec.errors import Problem, SpecError

MAX_BYTES = 256 * 1024  # five times the largest manifest we know
STEP = re.compile(r"\[(?P<index>[^\]]*)\]")
END = ("", ".", "[")  # what may follow a key in a path
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

Lines = dict[int, dict[str | int, int]]  # by identity of a mapping or list: its items' lines


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its value in JSON's types, and where everything in it stands (from 1)."""

    value: Any
    line: int
    lines: Lines
    source: tuple[str, ...]
    twice: tuple[tuple[str, int], ...] = ()  # keys given twice: path and line of the second

    def line_of(self, path: str) -> int:
        """The line of the value at `path` ("spec.containers[0].image"), or of what is near it."""
        node, line, rest = self.value, self.line, path
        while rest:
            step = _next_step(node, rest)
            if step is None:
                break
            key, rest = step
            node, line = node[key], self.lines[id(node)][key]
        return line

    def part(self, path: str) -> Document:
        """The value at `path` as a document of its own; raises KeyError if there is none."""
        node, rest = self.value, path
        while rest:
            step = _next_step(node, rest)
            if step is None:
                raise KeyError(path)
            node, rest = node[step[0]], step[1]
        inside = tuple(
            (where.removeprefix(path).lstrip("."), line)
            for where, line in self.twice
            if where.startswith(path)
        )
        return Document(node, self.line_of(path), self.lines, self.source, inside)

    def problem(self, field: str, message: str, hint: str = "", line: int = 0) -> Problem:
        """A problem with the value at `field`, with its line."""
        at = line or self.line_of(field)
        return Problem(field, message, at, hint, self.source[at - 1] if self.source else "")


def read_documents(text: str | bytes) -> list[Document]:
    """The documents of a text, empty ones left out; raises SpecError."""
    decoded = _decoded(text)
    source = tuple(LINE_END.split(decoded))
    if decoded.lstrip().startswith("{"):
        decoded = decoded.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    from kubelet_lab.spec.events import UnreadableError, documents  # noqa: PLC0415  # ruamel is heavy

    try:
        found = list(documents(decoded))
    except UnreadableError as error:
        raise _stop(str(error), error.hint, source, error.line) from None
    return [Document(doc.value, doc.line, doc.lines, source, doc.twice) for doc in found]


def _decoded(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        hint = "a manifest of a few hundred lines has some 10 kB: is this the right file?"
        raise _stop(f"{size:,} bytes are more than the {MAX_BYTES:,} that are read", hint)
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        source = tuple(LINE_END.split(text.decode("utf-8", "replace")))
        message = f"byte 0x{text[error.start]:02x} is not UTF-8"
        raise _stop(message, "save the file as UTF-8", source, line) from None


def _stop(message: str, hint: str, source: tuple[str, ...] = (), line: int = 0) -> SpecError:
    excerpt = source[line - 1] if 0 < line <= len(source) else ""
    return SpecError([Problem("", message, line or None, hint, excerpt)])


def _next_step(node: object, rest: str) -> tuple[str | int, str] | None:
    """The first step of a path into `node` and what is left of the path; None if there is none."""
    found = STEP.match(rest)
    if isinstance(node, list):
        index = found["index"] if found else None
        if found and index and index.isdecimal() and int(index) < len(node):
            return int(index), rest[found.end() :]
    elif isinstance(node, dict):
        plain = rest.removeprefix(".")
        if found and found["index"] in node:
            return found["index"], rest[found.end() :]
        fits = [key for key in node if plain.startswith(key) and plain[len(key) :][:1] in END]
        if fits:
            key = max(fits, key=len)
            return key, plain[len(key) :]
    return None
