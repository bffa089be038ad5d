"""pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go: nodes waiting for their taint.

One queue a zone; its limiter is a token bucket with room for one token. Source: FACTS 5.2.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class RateLimitedQueue:
    """Names in the order in which they came, let out at `qps` names a second; 0 is never."""

    qps: float
    names: dict[str, None] = field(default_factory=dict)
    next_token_ms: int = 0  # a name may leave from this instant on

    def add(self, name: str) -> None:
        """Put a name last; one that waits already keeps its place."""
        self.names[name] = None

    def remove(self, name: str) -> None:
        """Take a name out; does nothing if it is not in."""
        self.names.pop(name, None)

    def take(self, now_ms: int) -> Iterator[str]:
        """The names that may leave at `now_ms`."""
        while self.names and self._try_accept(now_ms):
            name = next(iter(self.names))
            del self.names[name]
            yield name

    def next_due(self) -> int | None:
        """The instant at which the first name may leave, None if it may not or there is none."""
        return self.next_token_ms if self.names and self.qps > 0 else None

    def swap_limiter(self, now_ms: int, qps: float) -> None:
        """Go on at another rate. Who was being held back keeps waiting, for a new interval."""
        if qps == self.qps:
            return
        held_back = not self._try_accept(now_ms) if qps > 0 else False
        self.qps = qps
        if qps > 0:
            self.next_token_ms = now_ms + self._interval_ms() if held_back else now_ms

    def _try_accept(self, now_ms: int) -> bool:
        if self.qps <= 0 or now_ms < self.next_token_ms:
            return False
        self.next_token_ms = now_ms + self._interval_ms()
        return True

    def _interval_ms(self) -> int:
        # the rate is a float32 in Go: 0.01 a second is a token every 100.000002 s
        qps: float = struct.unpack("f", struct.pack("f", self.qps))[0]
        return math.ceil(1000 / qps)
