"""pkg/kubelet/images/image_manager.go:pullImage: whether an image may be pulled again.

The delay counts from the last failed pull, by pod and image. Source: FACTS 4.5, 4.6.
"""

from __future__ import annotations

from kubelet_lab.node.backoff import Backoff, Waiting


def image_pull_back_off(
    backoff: Backoff, pod_uid: str, image: str, now_ms: int, error: str = ""
) -> Waiting | None:
    """Whether a pull has to wait at `now_ms`; None lets it be tried.

    `error` is what the last failed pull said; the waiting message repeats it.
    """
    key = _key(pod_uid, image)
    if not backoff.is_in_back_off_since_update(key, now_ms):
        return None
    text = f'Back-off pulling image "{image}"'
    entry = backoff.entries[key]
    return Waiting(
        "ImagePullBackOff",
        f"{text}: {error}" if error else text,
        f"Normal BackOff {text}",
        entry.last_update_ms + entry.delay_ms,
    )


def image_pull_failed(backoff: Backoff, pod_uid: str, image: str, now_ms: int) -> None:
    """Note that a pull failed at `now_ms`: the next one has to wait."""
    backoff.next(_key(pod_uid, image), now_ms, now_ms)


def _key(pod_uid: str, image: str) -> str:
    return f"{pod_uid}_{image}"
