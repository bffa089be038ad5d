"""pkg/apis/core/v1/helper/helpers.go: which tolerations answer a node's taints, and how long.

Source: FACTS 5.2; tainteviction/taint_eviction.go:getMinTolerationTime.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubelet_lab.cluster.node import Taint
from kubelet_lab.spec.pod import Toleration

NOT_AT_ALL = -1


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Whether the toleration speaks of that taint; an empty key or effect speaks of all."""
    return toleration.tolerates(taint.key, taint.value, taint.effect)


def matching_tolerations(
    tolerations: Sequence[Toleration], taints: Iterable[Taint]
) -> list[Toleration] | None:
    """The first toleration for each taint; None if one of the taints has none."""
    used = []
    for taint in taints:
        toleration = next((t for t in tolerations if tolerates(t, taint)), None)
        if toleration is None:
            return None
        used.append(toleration)
    return used


def borne_ms(tolerations: Sequence[Toleration], taints: Iterable[Taint]) -> int | None:
    """How long such a pod bears the taints: the shortest of its tolerations.

    NOT_AT_ALL if one of the taints has none; None if all are for ever.
    """
    used = matching_tolerations(tolerations, taints)
    if used is None:
        return NOT_AT_ALL
    seconds = [max(t.seconds, 0) for t in used if t.seconds is not None]
    return min(seconds) * 1000 if seconds else None
