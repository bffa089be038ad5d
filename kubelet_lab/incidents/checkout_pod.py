"""The checkout service: its pod as the lesson has it, its program, and one night of it."""

from __future__ import annotations

from dataclasses import dataclass

from kubelet_lab.incidents import service
from kubelet_lab.incidents.service import Run
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe

PORT = 8080
CHECKOUT = Pod(
    "checkout",
    (
        Container(
            "checkout",
            "checkout:v2",
            ports=(("http", PORT),),
            startup=Probe(HTTPGet("/startup", PORT), period_s=5, failure_threshold=10),
            readiness=Probe(HTTPGet("/ready", PORT), period_s=3, failure_threshold=2),
            liveness=Probe(HTTPGet("/health", PORT), period_s=10, failure_threshold=3),
        ),
    ),
    uid="checkout-1",
)

ENDPOINTS = {
    "/startup": Endpoint(),
    "/ready": Endpoint(needs=("database",), beside_stuck=True),  # "quick check", as told
    "/health": Endpoint(),
}

__all__ = ["CHECKOUT", "Night", "Run", "play"]


@dataclass(frozen=True, slots=True)
class Night(service.Night):
    """One night of the checkout: how long its start takes, and what happens then."""

    catalogue_s: float = 30
    connects_s: float = 2


def play(pod: Pod, night: Night, *, skip: bool = True) -> Run:
    """Play one night of the checkout service with the probes of `pod`.

    The container called "checkout", or else the first, is the one that is played; others are
    left out. `skip` off plays every look.
    """
    program = Program(
        PORT,
        loads_ms=seconds(night.catalogue_s),
        connects_ms=seconds(night.connects_s),
        endpoints=ENDPOINTS,
    )
    return service.play(pod, program, night, name="checkout", skip=skip)
