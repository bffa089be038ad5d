"""How often the kubelet looks, sends and asks: the engine's own constants as a table."""

from __future__ import annotations

from kubelet_lab.lab.text import Text
from kubelet_lab.node.eviction import MONITORING_MS
from kubelet_lab.node.file_source import FILE_CHECK_FREQUENCY_MS
from kubelet_lab.node.kuberuntime import HOUSEKEEPING_MS
from kubelet_lab.node.node_status import LEASE_RENEW_MS, STATUS_UPDATE_MS
from kubelet_lab.node.pleg import RELIST_PERIOD_MS
from kubelet_lab.node.pod_worker import RESYNC_MS
from kubelet_lab.node.sync_loop import SYNC_TICK_MS

_PERIODS: tuple[tuple[int | str, str, str, str], ...] = (
    ("whenever told", "pods for this node", "API server", "a watch: an open connection"),
    (RELIST_PERIOD_MS, "what is running?", "runtime", "PLEG's relist"),
    (SYNC_TICK_MS, "whose turn is it?", "own work queue", "syncTicker"),
    (HOUSEKEEPING_MS, "what can be thrown away?", "own books", "housekeepingPeriod"),
    (LEASE_RENEW_MS, "I am alive", "API server", "the lease, a quarter of 40 s"),
    (STATUS_UPDATE_MS, "has the node's status changed?", "API server", "nodeStatusUpdateFrequency"),
    (MONITORING_MS, "is memory short?", "cgroups", "evictionMonitoringPeriod"),
    (
        FILE_CHECK_FREQUENCY_MS,
        "is the plan still the same?",
        "manifest folder",
        "fileCheckFrequency",
    ),
    (RESYNC_MS, "is the pod as ordered?", "each pod's own sync", "syncFrequency times 1 to 1.5"),
)


def periods() -> Text:
    """What a kubelet does by the clock, and the one thing that it does not."""
    rows = [("every", "asks or says", "whom", "in the source")]
    rows += [(_every(period), says, whom, source) for period, says, whom, source in _PERIODS]
    return Text("\n".join(f"{a:>13}   {b:31} {c:20} {d}" for a, b, c, d in rows))


def _every(period: int | str) -> str:
    return period if isinstance(period, str) else f"{period / 1000:g} s"
