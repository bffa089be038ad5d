"""Requests and limits: ValidateContainerResourceRequirements and pkg/apis/core/helper."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, Go, forbidden, invalid, required
from kubelet_lab.spec.names import qualified_name
from kubelet_lab.spec.quantity import Quantity, QuantityError, parse

FOR_CONTAINERS = frozenset({"cpu", "memory", "ephemeral-storage"})
WHOLE = frozenset(
    {"pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps"}
    | {"persistentvolumeclaims", "services.nodeports", "services.loadbalancers"}
)
STANDARD = FOR_CONTAINERS | WHOLE | {"storage", "requests.storage"}
STANDARD |= {f"{what}.{name}" for what in ("requests", "limits") for name in FOR_CONTAINERS}
HUGE = "hugepages-"
ZERO = Quantity(0)


def resource_errors(resources: Struct, path: str) -> Iterator[FieldError]:
    """The requests and limits of one container."""
    limits, requests = resources.get("limits", {}), resources.get("requests", {})
    for name, quantity in sorted(limits.items()):
        yield from _value(name, quantity, f"{path}.limits[{name}]")
        yield from _pages(name, quantity, f"{path}.limits[{name}]")
    for name, quantity in sorted(requests.items()):
        yield from _value(name, quantity, f"{path}.requests[{name}]")
        yield from _beside_limit(name, quantity, limits.get(name), path)
        yield from _pages(name, quantity, f"{path}.requests[{name}]")
    names = limits.keys() | requests.keys()
    if any(name.startswith(HUGE) for name in names) and not names & {"cpu", "memory"}:
        yield forbidden(path, "HugePages require cpu or memory")


def _value(name: str, quantity: Quantity, path: str) -> Iterator[FieldError]:
    yield from _name(name, path)
    if quantity < ZERO:
        yield invalid(path, str(quantity), "must be greater than or equal to 0")
    if (name in WHOLE or _extended(name)) and quantity.go_milli() % 1000:
        yield invalid(path, quantity, "must be an integer")


def _beside_limit(
    name: str, quantity: Quantity, limit: Quantity | None, path: str
) -> Iterator[FieldError]:
    at = f"{path}.requests"
    if limit is None:
        if not _overcommit(name):
            yield required(f"{path}.limits", "Limit must be set for non overcommitable resources")
    elif quantity != limit and not _overcommit(name):
        yield invalid(at, str(quantity), f"must be equal to {name} limit of {limit}")
    elif quantity > limit:
        yield invalid(at, str(quantity), f"must be less than or equal to {name} limit of {limit}")


def _pages(name: str, quantity: Quantity, path: str) -> Iterator[FieldError]:
    if name.startswith(HUGE) and not _divisible(name, quantity):
        detail = f"{quantity} is not positive integer multiple of {name}"
        yield invalid(path, str(quantity), detail)


def _name(name: str, path: str) -> Iterator[FieldError]:
    wrong = qualified_name(name)
    for reason in wrong:
        yield invalid(path, Go(name), reason)
    if "/" in name:
        if not _native(name) and not _extended(name):
            yield invalid(path, Go(name), "doesn't follow extended resource name standard")
        return
    if not wrong and name not in STANDARD and not name.startswith((HUGE, f"requests.{HUGE}")):
        yield invalid(path, Go(name), "must be a standard resource type or fully qualified")
    if name not in FOR_CONTAINERS and not name.startswith(HUGE):
        yield invalid(path, Go(name), "must be a standard resource for containers")


def _native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def _extended(name: str) -> bool:
    if _native(name) or name.startswith("requests."):
        return False
    return not qualified_name(f"requests.{name}")


def _overcommit(name: str) -> bool:
    return _native(name) and not name.startswith(HUGE)


def _divisible(name: str, quantity: Quantity) -> bool:
    try:
        page = parse(name.removeprefix(HUGE)).units()
    except QuantityError:
        return False
    return page > 0 and quantity.units() % page == 0
