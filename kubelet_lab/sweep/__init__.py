"""Floor 6: an incident played at every point of a grid: `kubelet-lab run target --sweep …`."""

from kubelet_lab.crew.cluster import NoClusterError
from kubelet_lab.sweep.axes import UnsweepableError, axis
from kubelet_lab.sweep.run import Summary, sweep

__all__ = ["NoClusterError", "Summary", "UnsweepableError", "axis", "sweep"]
