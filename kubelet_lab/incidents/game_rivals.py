"""Five pods for `payments`, of kinds one may have met: the game day's other players."""

from __future__ import annotations

from kubelet_lab.incidents.game_day import NAME
from kubelet_lab.node.machine import GI, MI
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, Resources, Toleration

PORT = 8080
UNREACHABLE, NOT_READY = "node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready"


def _pod(
    startup: Probe | None = None,
    readiness: Probe | None = None,
    liveness: Probe | None = None,
    resources: Resources | None = None,
    bears: tuple[Toleration, ...] = (),
) -> Pod:
    container = Container(
        NAME,
        f"{NAME}:v7",
        startup=startup,
        readiness=readiness,
        liveness=liveness,
        resources=resources or Resources(),
    )
    return Pod(NAME, (container,), uid=f"{NAME}-1", tolerations=bears)


def _asks(path: str, every_s: int, failures: int, timeout_s: int = 1, delay_s: int = 0) -> Probe:
    return Probe(HTTPGet(path, PORT), delay_s, timeout_s, every_s, 1, failures)


def _bears(how_long_s: int | None) -> tuple[Toleration, ...]:
    return tuple(
        Toleration(key, "Exists", effect="NoExecute", seconds=how_long_s)
        for key in (UNREACHABLE, NOT_READY)
    )


RIVALS: dict[str, Pod] = {
    "the defaults": _pod(),
    "the copy-paste": _pod(
        readiness=_asks("/ready", 10, 3),
        liveness=_asks("/ready", 10, 3, delay_s=30),
    ),
    "the lesson's checkout": _pod(
        _asks("/startup", 5, 10),
        _asks("/ready", 3, 2),
        _asks("/health", 10, 3),
    ),
    "the restless": _pod(
        _asks("/startup", 1, 90),
        _asks("/ready", 1, 1),
        _asks("/health", 1, 1),
        Resources({"cpu": 250, "memory": 256 * MI}, {"cpu": 500, "memory": 512 * MI}),
        _bears(0),
    ),
    "the patient": _pod(
        _asks("/startup", 10, 60),
        _asks("/ready", 10, 6, 5),
        _asks("/health", 30, 10, 5),
        Resources({"cpu": 700, "memory": GI}, {"memory": 2 * GI}),
        _bears(None),
    ),
}
