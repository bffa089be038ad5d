"""One probe as a worker makes it: attempts, what counts, and the event (prober.go; FACTS 1.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubelet_lab.node.handlers import Attempt
from kubelet_lab.spec.pod import ProbeType

MAX_PROBE_RETRIES = 3  # tries in all; only an error is tried again, at once


class Probed(NamedTuple):
    """What came of a probe. `result` None: an error, thrown away by the worker."""

    result: str | None
    event: str  # "Warning Unhealthy Liveness probe failed: …", "" for none
    lasts_ms: int


def probe(probe_type: ProbeType, make_attempt: Callable[[], Attempt]) -> Probed:
    """Probe once, with the retries that an error gets."""
    lasts_ms = 0
    for _ in range(MAX_PROBE_RETRIES):
        attempt = make_attempt()
        lasts_ms += attempt.lasts_ms
        if not attempt.error:
            break
    name = probe_type.capitalize()
    if attempt.error:
        event = f"Warning Unhealthy {name} probe errored: {attempt.error}"
        return Probed(None, event, lasts_ms)
    if attempt.result == "success":
        return Probed("success", "", lasts_ms)
    if attempt.result == "warning":
        event = f"Warning ProbeWarning {name} probe warning: {attempt.output}"
        return Probed("success", event, lasts_ms)
    return Probed("failure", f"Warning Unhealthy {name} probe failed: {attempt.output}", lasts_ms)
