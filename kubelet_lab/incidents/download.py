"""Images that take as long as the story says, whatever the disk and the network do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator

from kubelet_lab.node.cri import Pulled


class Download:
    """An image service (CRI) whose every pull takes the same time; 0: all images are there."""

    def __init__(self, takes_ms: int) -> None:
        self.arrived: Callable[[], None] = lambda: None
        self._takes_ms = takes_ms
        self._present: set[str] = set()

    def image_status(self, image: str) -> bool:
        """Whether the image is on the node."""
        return not self._takes_ms or image in self._present

    def pull_image(self, image: str, _cause: int) -> Generator[int, None, Pulled]:
        """Fetch an image."""
        yield self._takes_ms
        self._present.add(image)
        return Pulled(self._takes_ms, self._takes_ms, 0)

    def remove_unused(self, _used: Collection[str]) -> list[str]:
        """Delete nothing: these images take no space."""
        return []
