"""What caused what, in kinds: entries that say the same of different nodes are one kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kubelet_lab.sim.trace import Entry, Trace

_EVENT = re.compile(r"(?:Normal|Warning) ([A-Z]\w+)")  # type and reason, as kubectl shows them
_OWN = re.compile(r"\S*\d\S*")  # a name, a size, an instant: what differs from node to node
_RARE = 20
_REPEATED = re.compile(r"…(?: …)+")


class Kind(NamedTuple):
    """Who says it, and what is left of the words when all that is one node's own is taken out."""

    source: str
    text: str


class Did(NamedTuple):
    """A kind as it happened: how many entries, of what, and when the first of them."""

    kind: Kind
    times: int
    words: str  # of the first entry where there is one, else of all
    subjects: tuple[str, ...]  # sorted, such as "node/web-17"
    first_ms: int


class Spread(NamedTuple):
    """Kinds in the order in which they first happened; how often one led to another, likewise."""

    kinds: list[Did]
    led_to: dict[tuple[Kind, Kind], int]


def kind_of(entry: Entry) -> Kind:
    """The kind of an entry: an event's reason, or its text without names and numbers."""
    event = _EVENT.match(entry.text)
    text = event[1] if event else _REPEATED.sub("…", _OWN.sub("…", entry.text)).removeprefix("… ")
    return Kind(entry.source, text)


def spread_of(trace: Trace, most: int, *, from_ms: int = 0) -> Spread:
    """The `most` kinds that most others come from; what is left out is bridged.

    Only what comes of a change of the world from `from_ms` on: pods that start because somebody
    wants them, before the story begins, spread nothing.
    """
    entries = list(_of_the_world(trace, from_ms))
    kinds = [kind_of(entry) for entry in entries]
    kept = _farthest_reaching(entries, kinds, most)
    led_to: Counter[tuple[Kind, Kind]] = Counter()
    happened: dict[Kind, list[Entry]] = {}
    above: dict[int, Kind | None] = {}  # for each entry the kept kind that it belongs to
    for entry, kind in zip(entries, kinds, strict=True):
        cause = None if entry.because is None else above[entry.because]
        above[entry.number] = kind if kind in kept else cause
        if kind in kept:
            happened.setdefault(kind, []).append(entry)
            if cause not in (None, kind):
                led_to[cause, kind] += 1
    known = [_did(kind, found) for kind, found in happened.items()]
    return Spread(known, _often(led_to, happened))


def _often(
    led_to: Mapping[tuple[Kind, Kind], int], happened: Mapping[Kind, Sequence[Entry]]
) -> dict[tuple[Kind, Kind], int]:
    """Without what led to one in twenty of its effects at most: the picture would be all arrows."""
    return {edge: times for edge, times in led_to.items() if times * _RARE > len(happened[edge[1]])}


def _of_the_world(trace: Trace, from_ms: int) -> Iterator[Entry]:
    reached: set[int] = set()
    for entry in trace:
        if entry.because is None:
            starts = entry.source == "world" and entry.at_ms >= from_ms
        else:
            starts = entry.because in reached
        if starts:
            reached.add(entry.number)
            yield entry


def _farthest_reaching(entries: Sequence[Entry], kinds: Sequence[Kind], most: int) -> set[Kind]:
    """Changes of the world, then by how many entries come of it; of equals the earlier."""
    below = {entry.number: 1 for entry in entries}
    for entry in reversed(entries):
        if entry.because is not None:
            below[entry.because] += below[entry.number]
    reach: Counter[Kind] = Counter()
    for entry, kind in zip(entries, kinds, strict=True):
        if entry.because is not None or below[entry.number] > 1:
            reach[kind] += below[entry.number]
    ranked = sorted(reach, key=lambda kind: (kind.source != "world", -reach[kind]))
    return set(ranked[:most])


def _did(kind: Kind, found: Sequence[Entry]) -> Did:
    alone = len(found) == 1 and kind.text not in found[0].text
    words = found[0].text if alone else kind.text
    subjects = sorted({entry.subject for entry in found})
    return Did(kind, len(found), words, tuple(subjects), found[0].at_ms)
