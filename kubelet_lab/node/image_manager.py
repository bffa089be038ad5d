"""pkg/kubelet/images/image_manager.go:EnsureImageExists: the image, or why there is none.

Source: FACTS 4.5, 4.6.
"""

from __future__ import annotations

from collections.abc import Generator

from kubelet_lab.node.backoff import Backoff, Waiting
from kubelet_lab.node.cri import CRIError, ImageService, Pulled
from kubelet_lab.node.go_text import go_duration
from kubelet_lab.node.image_pull import image_pull_back_off, image_pull_failed
from kubelet_lab.node.recorder import EventRecorder
from kubelet_lab.sim.clock import Clock
from kubelet_lab.spec.pod import Container, Pod

FOR_EVER_MS = 10**18  # until something else changes


class ImageManager:
    """The images of one node, as the kubelet asks for them."""

    def __init__(self, clock: Clock, images: ImageService, recorder: EventRecorder) -> None:
        self.backoff = Backoff()
        self._clock, self._images, self._recorder = clock, images, recorder
        self._errors: dict[str, str] = {}  # what the last failed pull said, by pod and image

    def ensure_image_exists(
        self, pod: Pod, container: Container, cause: int | None
    ) -> Generator[int, None, int | Waiting]:
        """Pull the image if the policy asks for it; the entry of its last event, or Waiting."""
        image, policy = container.image, container.image_pull_policy
        if policy != "Always" and self._images.image_status(image):
            text = f'Normal Pulled Container image "{image}" already present on machine'
            return self._recorder.event(pod, text, cause)
        if policy == "Never":
            message = f'Container image "{image}" is not present with pull policy of Never'
            event = f"Warning ErrImageNeverPull {message}"
            return Waiting("ErrImageNeverPull", message, event, FOR_EVER_MS)
        key, now_ms = f"{pod.uid}_{image}", self._clock.now_ms
        waiting = image_pull_back_off(
            self.backoff, pod.uid, image, now_ms, self._errors.get(key, "")
        )
        if waiting:
            return waiting
        cause = self._recorder.event(pod, f'Normal Pulling Pulling image "{image}"', cause)
        try:
            pulled = yield from self._images.pull_image(image, cause)
        except CRIError as error:
            return self._failed(pod, image, str(error), cause)
        return self._recorder.event(pod, f"Normal Pulled {_words(image, pulled)}", cause)

    def _failed(self, pod: Pod, image: str, error: str, cause: int) -> Waiting:
        self._recorder.event(pod, f'Warning Failed Failed to pull image "{image}": {error}', cause)
        now_ms = self._clock.now_ms
        image_pull_failed(self.backoff, pod.uid, image, now_ms)
        self._errors[f"{pod.uid}_{image}"] = f"ErrImagePull: {error}"
        return Waiting("ErrImagePull", error, "", now_ms)


def _words(image: str, pulled: Pulled) -> str:
    took, waited = go_duration(pulled.took_ms), go_duration(pulled.with_waiting_ms)
    return (
        f'Successfully pulled image "{image}" in {took} ({waited} including waiting). '
        f"Image size: {pulled.size} bytes."
    )
