"""One line on a terminal that says how far it is, how fast, how long yet, and what needs a look."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

BAR = 24  # characters
EVERY_S = 0.1


class Progress:
    """A line that is written over; nothing at all where nobody watches (a pipe, a log)."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total, self._stream = total, stream or sys.stderr
        self._done = self._looks = 0
        self._begin = time.monotonic()
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write("\r\x1b[K")

    def step(self, *, look: bool = False) -> None:
        """One more is done; `look` if a person should look at it."""
        self._done, self._looks = self._done + 1, self._looks + look
        now = time.monotonic()
        if now >= self._next or self._done == self._total:
            self._next = now + EVERY_S
            self._write(f"\r\x1b[K{self.line(now - self._begin)}")

    def line(self, passed_s: float) -> str:
        """The line, for example `[####----] 100/200  8.1/s  0:12 left  3 need a look`."""
        rate = self._done / max(passed_s, 1e-9)
        left_s = round((self._total - self._done) / max(rate, 1e-9))
        looks = f"  {self._looks} need a look" if self._looks else ""
        full = BAR * self._done // max(self._total, 1)
        return (
            f"[{'#' * full}{'-' * (BAR - full)}] {self._done}/{self._total}  {rate:.1f}/s  "
            f"{left_s // 60}:{left_s % 60:02} left{looks}"
        )

    def _write(self, text: str) -> None:
        if self._stream.isatty():
            self._stream.write(text)
            self._stream.flush()
