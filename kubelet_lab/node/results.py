"""The cache of probe results (pkg/kubelet/prober/results/results_manager.go; FACTS 1.2)."""

from __future__ import annotations

from collections.abc import Callable


class Results:
    """The result stored for each container ID: "success", "failure" or "unknown".

    `updated(container_id, result)` is called for a new or changed result only.
    """

    def __init__(self, updated: Callable[[str, str], None]) -> None:
        self._stored: dict[str, str] = {}
        self._updated = updated

    def get(self, container_id: str) -> str | None:
        """The stored result; None when there is none."""
        return self._stored.get(container_id)

    def set(self, container_id: str, result: str) -> None:
        """Store a result, and publish it if it is news."""
        if self._stored.get(container_id) != result:
            self._stored[container_id] = result
            self._updated(container_id, result)

    def remove(self, container_id: str) -> None:
        """Forget a container."""
        self._stored.pop(container_id, None)
