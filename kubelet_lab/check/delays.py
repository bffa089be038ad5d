"""From a fault to what the kubelet does: the shortest and the longest time, in closed form.

What decides is where the fault falls between two looks; both ends are reached, the longest all
but a millisecond. All of it holds for a node whose relists are quick. Whole seconds.
Source: FACTS 1.1, 1.3, 1.8 and 8.1; pkg/kubelet/prober/worker.go, pkg/kubelet/kuberuntime.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lab.node.handlers import resolve_port
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, TCPSocket

RELIST_S = 1  # pleg/generic.go: what the kubelet knows of a container is up to this old
WORKER = "prober/worker.go: doProbe"
MINIMUM_GRACE_S = 2  # kuberuntime_container.go: minimumGracePeriodInSeconds


class Span(NamedTuple):
    """From the shortest to the longest time, and the rule that gives them, with its Go file."""

    shortest_s: int
    longest_s: int
    rule: str

    def later(self, other: Span) -> Span:
        """One after the other."""
        shortest_s, longest_s = self.shortest_s + other.shortest_s, self.longest_s + other.longest_s
        return Span(shortest_s, longest_s, f"{self.rule}; {other.rule}")


def until_failing(probe: Probe) -> Span:
    """From the moment the endpoint answers badly, at once, to the decision."""
    gaps_s = (probe.failure_threshold - 1) * probe.period_s
    return Span(
        gaps_s, gaps_s + probe.period_s, f"{_gaps(probe)}, after {_first(probe)} ({WORKER})"
    )


def until_timed_out(probe: Probe) -> Span:
    """From the moment the endpoint is silent, or slower than the timeout, to the decision."""
    step_s = max(probe.period_s, probe.timeout_s)
    looks_s = (probe.failure_threshold - 1) * step_s + probe.timeout_s
    rule = f"{_gaps(probe)}, then timeoutSeconds {probe.timeout_s} s, after {_first(probe)}"
    if probe.timeout_s > probe.period_s:
        tries = probe.failure_threshold
        rule = f"{tries} looks of {probe.timeout_s} s, one upon the other, after {_first(probe)}"
    return Span(looks_s, looks_s + probe.period_s, f"{rule} ({WORKER})")


def until_failed(probe: Probe) -> Span:
    """From an outage to the decision, whether the endpoint answers badly or not at all."""
    quick, slow = until_failing(probe), until_timed_out(probe)
    return Span(quick.shortest_s, slow.longest_s, slow.rule)


def until_good_again(probe: Probe) -> Span:
    """From the moment the endpoint is well again to the decision.

    A look that still waits for an answer is waited for; one that a pod sync asks for comes sooner.
    """
    gaps_s = (probe.success_threshold - 1) * probe.period_s
    first_s = max(probe.period_s, probe.timeout_s)
    rule = f"successThreshold {probe.success_threshold} after {_first(probe)} ({WORKER})"
    return Span(gaps_s, gaps_s + first_s, rule)


def start_budget(probe: Probe) -> Span:
    """How long a start may last: up to the shortest it always passes, over the longest never.

    The longest allows for looks that hang until the program has started, and for a relist until
    the kubelet knows that the container runs; the pod's other containers must not hold it up.
    """
    tries, delay_s = probe.failure_threshold - 1, probe.initial_delay_s
    latest_s = max(delay_s, RELIST_S) + probe.period_s
    longest_s = latest_s + tries * max(probe.period_s, probe.timeout_s) + probe.timeout_s
    rule = f"{_gaps(probe)}, after a first look {delay_s} to {latest_s} s into the start ({WORKER})"
    return Span(delay_s + tries * probe.period_s, longest_s, rule)


def until_killed() -> Span:
    """From the decision to the event `Killing`: a sync of the pod, which may need a relist."""
    return Span(0, RELIST_S, "a pod sync (kubelet.go: syncLoopIteration)")


def until_gone(pod: Pod, container: Container, probe: Probe) -> Span:
    """From `Killing` to SIGKILL, for a process that does not hear SIGTERM."""
    own_s = probe.termination_grace_period_s
    grace_s = pod.termination_grace_period_s if own_s is None else own_s
    whose = "terminationGracePeriodSeconds" + ("" if own_s is None else " of the probe")
    shortest_s = longest_s = max(grace_s, MINIMUM_GRACE_S)
    if container.pre_stop == "sleep":
        slept_s = min(container.pre_stop_sleep_s, grace_s)
        shortest_s = longest_s = slept_s + max(grace_s - slept_s, MINIMUM_GRACE_S)
    elif container.pre_stop is not None:
        longest_s = grace_s + MINIMUM_GRACE_S
    rule = f"{whose} {grace_s} s, at least 2 s of it after SIGTERM"
    return Span(shortest_s, longest_s, f"{rule} (kuberuntime_container.go: killContainer)")


def always_an_error(container: Container, probe: Probe) -> str:
    """Why every look of the probe is an error, which counts for nothing; "" if none is."""
    if not isinstance(probe.handler, HTTPGet | TCPSocket):
        return ""
    port = resolve_port(probe.handler.port, container.ports)
    return port if isinstance(port, str) else ""


def _gaps(probe: Probe) -> str:
    return f"(failureThreshold {probe.failure_threshold} - 1) * periodSeconds {probe.period_s} s"


def _first(probe: Probe) -> str:
    return f"0 to {probe.period_s} s to the first look"
