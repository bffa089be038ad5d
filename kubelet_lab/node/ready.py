"""How stored probe results become `started` and `ready` (prober_manager.go: UpdatePodStatus).

Source: FACTS 1.4.
"""

from __future__ import annotations

from typing import NamedTuple


class Readiness(NamedTuple):
    """What a container's status says, and whether the readiness worker is to look at once."""

    started: bool
    ready: bool
    trigger: bool = False


def is_container_started(*, running: bool, startup_result: str | None, has_startup: bool) -> bool:
    """Whether the container has started: a stored startup result decides, if there is one."""
    if not running:
        return False
    if startup_result is not None:
        return startup_result == "success"
    return not has_startup


def update_readiness(
    *,
    running: bool,
    startup_result: str | None,
    has_startup: bool,
    readiness_result: str | None,
    has_readiness: bool,
    ready_before: bool = False,
) -> Readiness:
    """Compute a regular container's or a sidecar's `started` and `ready`.

    Results are None where none is stored; `has_…` says that there is such a worker. A container
    that has not started keeps `ready_before` (the kubelet passes a fresh status: False).
    """
    if not is_container_started(
        running=running, startup_result=startup_result, has_startup=has_startup
    ):
        return Readiness(started=False, ready=ready_before)
    if readiness_result == "success" or not has_readiness:
        return Readiness(started=True, ready=True)
    return Readiness(started=True, ready=False, trigger=True)


def init_readiness(
    *, running: bool, exit_code: int | None, ready_before: bool = False
) -> Readiness:
    """Compute a plain init container's: ready means it has ended well (`exit_code` 0)."""
    return Readiness(started=running, ready=exit_code == 0 or ready_before)
