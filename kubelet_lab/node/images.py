"""The image side of the runtime: what is on the node, and pulls in line (FACTS 4.5, 4.6).

An image is made of layers; a layer that the node has from another image is not fetched again.
Pulls wait for one another, as the kubelet has it by default (serializeImagePulls).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field

from kubelet_lab.node.consumption import Use
from kubelet_lab.node.cri import CRIError, Pulled
from kubelet_lab.node.disk import Disk
from kubelet_lab.node.filesystem import FileSystem
from kubelet_lab.sim.clock import WORLD, Clock
from kubelet_lab.sim.signal import Ramp, Signal

MB = 1_000_000
REGISTRY_BYTES_PER_S = 100 * MB  # what one node gets from a registry in its region
RESOLVE_MS = 300  # name to manifest: two or three requests to the registry
STREAM = "pulls"  # one at a time, so that they share one
UNPACKED = 3  # bytes on disk for each byte fetched: layers are compressed


@dataclass(frozen=True, slots=True)
class Image:
    """An image in the registry: its layers' digests and compressed sizes in bytes."""

    layers: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """All layers together."""
        return sum(self.layers.values())


@dataclass(slots=True)
class Registry:
    """Where images come from. `trouble` is "" or what the registry answers to every pull."""

    images: Mapping[str, Image] = field(default_factory=dict)
    bytes_per_s: int = REGISTRY_BYTES_PER_S
    trouble: Signal[str] | None = None

    def fetch(self, image: str) -> Image:
        """The image; raises CRIError with containerd's words."""
        if self.trouble and self.trouble.value:
            raise CRIError(f'failed to pull and unpack image "{image}": {self.trouble.value}')
        if image not in self.images:
            words = f'failed to resolve reference "{image}": {image}: not found'
            raise CRIError(
                "rpc error: code = NotFound desc = "
                f'failed to pull and unpack image "{image}": {words}'
            )
        return self.images[image]


class ImageStore:
    """The images on one node (CRI ImageService). With no registry, every image is there."""

    def __init__(self, clock: Clock, disk: Disk, files: FileSystem) -> None:
        self.registry: Registry | None = None
        self.arrived: Callable[[], None] = lambda: None
        self._clock, self._disk, self._files = clock, disk, files
        self._present: dict[str, Image] = {}
        self._pulling: list[Image] = []
        self._free_ms = 0  # when the last pull in line is done

    def preload(self, *images: str) -> None:
        """Have images on the node from the beginning."""
        for image in images:
            self._store(image, self.registry.images[image] if self.registry else Image(), None)

    def image_status(self, image: str) -> bool:
        """Whether the image is on the node."""
        return self.registry is None or image in self._present

    def pull_image(self, image: str, cause: int) -> Generator[int, None, Pulled]:
        """Fetch what is missing of an image, and unpack it; raises CRIError, returns Pulled.

        Once in line a pull is finished, even if nobody waits for it any more.
        """
        asked_ms = self._clock.now_ms
        try:
            found = self.registry.fetch(image) if self.registry else Image()
        except CRIError:
            yield RESOLVE_MS
            raise
        began_ms = max(asked_ms, self._free_ms)
        here = self._layers()
        missing = sum(size for name, size in found.layers.items() if name not in here)
        self._pulling.append(found)
        took_ms = self._takes_ms(missing, began_ms)
        self._free_ms = done_ms = began_ms + took_ms
        self._draw(missing, began_ms, took_ms, cause)
        self._clock.at(done_ms, lambda: self._keep(image, found, cause), order=WORLD)
        yield done_ms - asked_ms
        return Pulled(took_ms, done_ms - asked_ms, found.size)

    def remove_unused(self, used: Collection[str]) -> list[str]:
        """Delete the images that are not among `used`, with the layers that are theirs alone."""
        names = [name for name in self._present if name not in used]
        gone = [layer for name in names for layer in self._present.pop(name).layers]
        here = self._layers()
        for layer in gone:
            if layer not in here:
                self._files.free(_layer(layer))
        return names

    def _layers(self) -> set[str]:
        """What is here, or will be when its turn in line has come."""
        images = (*self._present.values(), *self._pulling)
        return {layer for image in images for layer in image.layers}

    def _keep(self, image: str, pulled: Image, cause: int) -> None:
        self._pulling.remove(pulled)
        self._store(image, pulled, cause)
        self.arrived()

    def _store(self, name: str, image: Image, cause: int | None) -> None:
        self._present[name] = image
        now_ms = self._clock.now_ms
        for layer, size in image.layers.items():
            if _layer(layer) not in self._files.lines:
                line = Use("", layer, Ramp(size * UNPACKED, 0, now_ms), cause)
                self._files.use(_layer(layer), line)

    def _takes_ms(self, missing: int, at_ms: int) -> int:
        bytes_per_s = self.registry.bytes_per_s if self.registry else 1
        fetched_ms = missing * 1000 // bytes_per_s
        return RESOLVE_MS + fetched_ms + self._disk.moves(missing * UNPACKED, at_ms, STREAM)

    def _draw(self, size: int, began_ms: int, took_ms: int, cause: int) -> None:
        """Have the disk busy with it, spread evenly over the pull."""
        bytes_per_s = size * UNPACKED * 1000 // took_ms
        for at_ms, value in ((began_ms, bytes_per_s), (began_ms + took_ms, 0)):

            def draw(value: int = value) -> None:
                self._disk.stream(STREAM, value, cause)

            self._clock.at(at_ms, draw, order=WORLD)


def _layer(digest: str) -> str:
    return f"layer {digest}"
