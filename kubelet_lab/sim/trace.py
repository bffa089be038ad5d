"""What happened, and why: every entry names the entry that caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Entry(NamedTuple):
    """One thing that happened. `because` is the number of the entry that caused it."""

    number: int
    at_ms: int
    source: str  # "world", "prober", "pleg", "kubelet", "runtime", …
    subject: str  # "pod/checkout", "node/web-17", …
    text: str
    because: int | None


class Trace:
    """Entries in the order in which they happened, kept in columns because there are many."""

    def __init__(self) -> None:
        self._at_ms: list[int] = []
        self._source: list[str] = []
        self._subject: list[str] = []
        self._text: list[str] = []
        self._because: list[int | None] = []

    def add(
        self, at_ms: int, source: str, subject: str, text: str, because: int | None = None
    ) -> int:
        """Write an entry down and return its number."""
        self._at_ms.append(at_ms)
        self._source.append(source)
        self._subject.append(subject)
        self._text.append(text)
        self._because.append(because)
        return len(self._at_ms) - 1

    def when(self, number: int) -> int:
        """The instant of an entry."""
        return self._at_ms[number]

    def __len__(self) -> int:
        return len(self._at_ms)

    def __getitem__(self, number: int) -> Entry:
        return Entry(
            number,
            self._at_ms[number],
            self._source[number],
            self._subject[number],
            self._text[number],
            self._because[number],
        )

    def __iter__(self) -> Iterator[Entry]:
        return (self[number] for number in range(len(self)))

    def find(self, text: str, *, source: str = "", from_ms: int = 0) -> Iterator[Entry]:
        """Entries that contain `text`, from `from_ms` on, of one source if one is given."""
        for entry in self:
            if entry.at_ms >= from_ms and text in entry.text and source in ("", entry.source):
                yield entry

    def why(self, number: int) -> list[Entry]:
        """The chain of causes, from the entry itself back to a change of the world."""
        chain = [self[number]]
        while (cause := chain[-1].because) is not None:
            chain.append(self[cause])
        return chain
