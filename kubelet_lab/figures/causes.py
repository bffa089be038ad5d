"""What caused what, in kinds: entries that say the same of different nodes are one kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kubelet_lab.sim.trace import Entry, Trace

_EVENT = re.compile(r"(?:Normal|Warning) ([A-Z]\w+)")  # type and reason, as kubectl shows them
_OWN = re.compile(r"\S*\d\S*")  # a name, a size, an instant: what differs from node to node
_REPEATED = re.compile(r"…(?: …)+")


class Kind(NamedTuple):
    """Who says it, and what is left of the words when all that is one node's own is taken out."""

    source: str
    text: str


class Did(NamedTuple):
    """A kind as it happened: how many entries, of what, and when the first of them."""

    kind: Kind
    times: int
    subjects: tuple[str, ...]  # sorted, such as "node/web-17"
    first: int  # number of the entry
    first_ms: int


class Spread(NamedTuple):
    """Kinds in the order in which they first happened, and how often one led to another."""

    kinds: list[Did]
    led_to: dict[tuple[Kind, Kind], int]


def kind_of(entry: Entry) -> Kind:
    """The kind of an entry: an event's reason, or its text without names and numbers."""
    event = _EVENT.match(entry.text)
    text = event[1] if event else _REPEATED.sub("…", _OWN.sub("…", entry.text)).removeprefix("… ")
    return Kind(entry.source, text)


def spread_of(trace: Trace, most: int) -> Spread:
    """The `most` kinds that most others come from; what is left out is bridged.

    Entries that neither have a cause nor are one are left out: they spread nothing.
    """
    entries = list(trace)
    kinds = [kind_of(entry) for entry in entries]
    kept = _farthest_reaching(entries, kinds, most)
    led_to: Counter[tuple[Kind, Kind]] = Counter()
    happened: dict[Kind, list[Entry]] = {}
    above: list[Kind | None] = []  # for each entry the kept kind that it belongs to
    for entry, kind in zip(entries, kinds, strict=True):
        cause = None if entry.because is None else above[entry.because]
        above.append(kind if kind in kept else cause)
        if kind in kept:
            happened.setdefault(kind, []).append(entry)
            if cause not in (None, kind):
                led_to[cause, kind] += 1
    return Spread([_did(kind, found) for kind, found in happened.items()], dict(led_to))


def _farthest_reaching(entries: Sequence[Entry], kinds: Sequence[Kind], most: int) -> set[Kind]:
    """By how many entries come of it, its own included; of equals the earlier."""
    below = [1] * len(entries)
    for entry in reversed(entries):
        if entry.because is not None:
            below[entry.because] += below[entry.number]
    reach: Counter[Kind] = Counter()
    for entry, kind in zip(entries, kinds, strict=True):
        if entry.because is not None or below[entry.number] > 1:
            reach[kind] += below[entry.number]
    return {kind for kind, _ in reach.most_common(most)}


def _did(kind: Kind, found: Sequence[Entry]) -> Did:
    subjects = _sorted(entry.subject for entry in found)
    return Did(kind, len(found), subjects, found[0].number, found[0].at_ms)


def _sorted(subjects: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(subjects)))
