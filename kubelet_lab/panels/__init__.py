"""Floor 6: sliders wired to a simulation and a figure."""

from kubelet_lab import quick_imports  # noqa: F401 - before ipywidgets and whatever follows it
