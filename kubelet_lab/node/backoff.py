"""client-go/util/flowcontrol/backoff.go: a delay by key, doubled with each failure.

It stops at a maximum and is forgotten after twice that maximum without a failure.
The node has one for crash loops and one for image pulls. Source: FACTS 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

INITIAL_MS = 10_000  # kubelet.go: initialBackOff and imageBackOffPeriod
MAX_MS = 300_000  # kubelet.go: MaxCrashLoopBackOff, MaxImageBackOff


class Waiting(NamedTuple):
    """Why a container is not started now."""

    reason: str  # state.waiting.reason
    message: str  # state.waiting.message
    event: str  # the event sent with it: type, reason and message
    until_ms: int  # the first instant at which the back-off has run out


class Entry(NamedTuple):
    """The delay in force for one key, and when it was last stepped."""

    delay_ms: int
    last_update_ms: int


@dataclass(slots=True)
class Backoff:
    """Delays by key; one for the crash loops of a node, one for its image pulls."""

    initial_ms: int = INITIAL_MS
    max_ms: int = MAX_MS
    entries: dict[str, Entry] = field(default_factory=dict)

    def get(self, key: str) -> int:
        """The delay in force, in milliseconds; 0 for a key that has none."""
        entry = self.entries.get(key)
        return entry.delay_ms if entry else 0

    def next(self, key: str, event_ms: int, now_ms: int) -> None:
        """Step the delay after the failure at `event_ms`: doubled, or back to the first."""
        entry = self.entries.get(key)
        if entry is None or self._has_expired(event_ms, entry):
            delay_ms = self.initial_ms
        else:
            delay_ms = min(entry.delay_ms * 2, self.max_ms)
        self.entries[key] = Entry(delay_ms, now_ms)

    def is_in_back_off_since(self, key: str, event_ms: int, now_ms: int) -> bool:
        """Whether the failure at `event_ms` is younger than the delay in force."""
        entry = self.entries.get(key)
        if entry is None or self._has_expired(event_ms, entry):
            return False
        return now_ms - event_ms < entry.delay_ms

    def is_in_back_off_since_update(self, key: str, event_ms: int) -> bool:
        """Whether at `event_ms` less than the delay has passed since it was last stepped."""
        entry = self.entries.get(key)
        if entry is None or self._has_expired(event_ms, entry):
            return False
        return event_ms - entry.last_update_ms < entry.delay_ms

    def gc(self, now_ms: int) -> None:
        """Forget the keys left alone for more than twice the maximum; housekeeping, every 2 s.

        A container that crashes after 599 s and still has to wait is let off by this: its
        entry is gone at the first housekeeping round after 600 s.
        """
        expired = [key for key, entry in self.entries.items() if self._has_expired(now_ms, entry)]
        for key in expired:
            del self.entries[key]

    def _has_expired(self, event_ms: int, entry: Entry) -> bool:
        return event_ms - entry.last_update_ms > 2 * self.max_ms
