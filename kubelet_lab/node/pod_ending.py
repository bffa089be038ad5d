"""Why a pod ends: what its worker and its status have to know (pod_workers.go: KillPodOptions)."""

from __future__ import annotations

from typing import NamedTuple


class Ending(NamedTuple):
    """Why a pod is to end: its grace period if not its own, and the status it is left with."""

    grace_ms: int | None = None
    deleted: bool = False
    reason: str = ""  # "Evicted"
    message: str = ""
