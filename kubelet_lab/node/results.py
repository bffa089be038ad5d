"""The cache of probe results (pkg/kubelet/prober/results/results_manager.go; FACTS 1.2)."""

from __future__ import annotations


class Results:
    """The result stored for each container ID: "success", "failure" or "unknown"."""

    def __init__(self) -> None:
        self._stored: dict[str, str] = {}

    def get(self, container_id: str) -> str | None:
        """The stored result; None when there is none."""
        return self._stored.get(container_id)

    def set(self, container_id: str, result: str) -> bool:
        """Store a result; say whether it is new or changed: only that is published."""
        news = self._stored.get(container_id) != result
        self._stored[container_id] = result
        return news

    def remove(self, container_id: str) -> None:
        """Forget a container."""
        self._stored.pop(container_id, None)
