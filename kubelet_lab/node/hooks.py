"""pkg/kubelet/lifecycle/handlers.go: postStart and preStop.

Source: FACTS 4.3, 4.7. A command must end with exit code 0; of a request any answer is good.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Literal, NamedTuple

from kubelet_lab.node.cri import RuntimeService
from kubelet_lab.node.handlers import attempt
from kubelet_lab.node.process import NEVER_MS
from kubelet_lab.spec.pod import Container, Exec, Pod


class HookRun(NamedTuple):
    """How a hook went, and how long it took."""

    failed: bool = False
    took_ms: int = 0


def run_hook(
    runtime: RuntimeService,
    pod: Pod,
    container: Container,
    which: Literal["post_start", "pre_stop"],
    most_ms: int = NEVER_MS,
) -> Generator[int, None, HookRun]:
    """Run a container's hook if it has one; give up after `most_ms`."""
    handler = getattr(container, which)
    if handler is None:
        return HookRun()
    if handler == "sleep":
        slept_ms = min(container.pre_stop_sleep_s * 1000, most_ms)
        yield slept_ms
        return HookRun(took_ms=slept_ms)
    target = runtime.target(pod.uid, container.name)
    if target is None:
        return HookRun(failed=True)
    ip = runtime.pod_status(pod.uid).sandboxes[0].ip
    done = attempt(handler, target, pod_ip=ip, timeout_ms=most_ms, ports=container.ports)
    took_ms = min(done.lasts_ms, most_ms)
    yield took_ms
    failed = done.result == "failure" and (isinstance(handler, Exec) or not done.lasts_ms)
    return HookRun(failed or bool(done.error), took_ms)
