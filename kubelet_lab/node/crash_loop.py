"""pkg/kubelet/kuberuntime/kuberuntime_manager.go:doBackOff: whether a container may start again.

Source: FACTS 4.5.
"""

from __future__ import annotations

from kubelet_lab.node.backoff import Backoff, Waiting
from kubelet_lab.node.go_text import go_duration
from kubelet_lab.spec.pod import Container, Pod


def stable_key(pod: Pod, container: Container) -> str:
    """The back-off key of a container; a new image is a new key and starts afresh.

    The real key ends in a hash of the container's name and image (helpers.go:getStableKey).
    """
    return f"{pod.name}_{pod.namespace}_{pod.uid}_{container.name}_{container.image}"


def do_back_off(
    backoff: Backoff, pod: Pod, container: Container, finished_at_ms: int | None, now_ms: int
) -> Waiting | None:
    """Whether an exited container has to wait at `now_ms`; None lets it start.

    `finished_at_ms` is when its newest exited instance finished, None if none has. Being let
    start steps the delay for the next time: that is why the first restart is immediate, and
    why it counts a clean exit like a crash.
    """
    if finished_at_ms is None:
        return None
    key = stable_key(pod, container)
    if not backoff.is_in_back_off_since(key, finished_at_ms, now_ms):
        backoff.next(key, finished_at_ms, now_ms)
        return None
    delay_ms = backoff.get(key)
    name, where = container.name, f"{pod.name}_{pod.namespace}({pod.uid})"
    return Waiting(
        "CrashLoopBackOff",
        f"back-off {go_duration(delay_ms)} restarting failed container={name} pod={where}",
        f"Warning BackOff Back-off restarting failed container {name} in pod {where}",
        finished_at_ms + delay_ms,
    )
