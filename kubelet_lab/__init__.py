"""kubelet-lab: one Kubernetes node in virtual time, and the course that stands on it."""

__version__ = "0.1.0"
