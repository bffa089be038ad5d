"""When something was handed in: what `timestamp.txt` says, if a clock could say it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from kubelet_lab.grading.plain_files import read_plain

STAMP = "timestamp.txt"
LONGEST = 64  # bytes: "2026-11-23 18:59:22.123456 Europe/Berlin" has 40
WHOLE = re.compile(  # dateutil takes "10:00" for today's, which is another time tomorrow
    rb"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?( ?[A-Z][\w/+-]*| ?[+-]\d\d:?\d\d)?"
)


def read_timestamp(folder: Path) -> datetime | None:
    """The time in UTC, or None where there is no timestamp. Raises ValueError with a sentence."""
    try:
        text = read_plain(folder / STAMP)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"{STAMP} cannot be read: {error.strerror}.") from None
    return parse_timestamp(text) if text.strip() else None


def parse_timestamp(text: bytes) -> datetime:
    """A time in UTC. Raises ValueError with a sentence."""
    try:
        if len(text) > LONGEST or not WHOLE.fullmatch(text.strip()):
            raise ValueError  # noqa: TRY301 - the sentence below says it
        stamp: datetime = parse_utc(text.decode().strip())
    except Exception:  # noqa: BLE001 - dateutil raises what it likes for what a stranger wrote
        raise ValueError(f"{STAMP} holds no date and time.") from None
    return stamp
