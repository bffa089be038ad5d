"""Floor 4: stories as told beside what the model computes."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from kubelet_lab.incidents import checkout_database, checkout_deadlock, checkout_startup
from kubelet_lab.incidents.api_server_down import INCIDENTS as _API_SERVER_DOWN
from kubelet_lab.incidents.bootstrap import INCIDENTS as _BOOTSTRAP
from kubelet_lab.incidents.busy_disk import INCIDENTS as _BUSY_DISK
from kubelet_lab.incidents.daily_routine import INCIDENTS as _DAILY_ROUTINE
from kubelet_lab.incidents.four_ways import INCIDENTS as _FOUR_WAYS
from kubelet_lab.incidents.kubelet_crash import INCIDENTS as _KUBELET_CRASH
from kubelet_lab.incidents.ledger import INCIDENTS as _LEDGER
from kubelet_lab.incidents.memory_leak import INCIDENTS as _MEMORY_LEAK
from kubelet_lab.incidents.pod_sandbox import INCIDENTS as _POD_SANDBOX
from kubelet_lab.incidents.pod_start import INCIDENTS as _POD_START
from kubelet_lab.incidents.runtimes import INCIDENTS as _RUNTIMES
from kubelet_lab.incidents.search import INCIDENTS as _SEARCH
from kubelet_lab.incidents.shopify import INCIDENTS as _SHOPIFY
from kubelet_lab.incidents.static_pod import INCIDENTS as _STATIC_POD
from kubelet_lab.incidents.table import as_text
from kubelet_lab.incidents.target import INCIDENTS as _TARGET
from kubelet_lab.incidents.three_probes import INCIDENTS as _THREE_PROBES
from kubelet_lab.incidents.told import Incident, Outcome, Row, Unplayable

INCIDENTS: dict[str, Incident] = {
    "checkout.startup": checkout_startup.INCIDENT,
    "checkout.database": checkout_database.INCIDENT,
    "checkout.deadlock": checkout_deadlock.INCIDENT,
    **_DAILY_ROUTINE,
    **_API_SERVER_DOWN,
    **_SEARCH,
    **_THREE_PROBES,
    **_FOUR_WAYS,
    **_POD_START,
    **_POD_SANDBOX,
    **_LEDGER,
    **_RUNTIMES,
    **_BUSY_DISK,
    **_MEMORY_LEAK,
    **_STATIC_POD,
    **_BOOTSTRAP,
    **_KUBELET_CRASH,
    **_SHOPIFY,
    **_TARGET,
}
MOST = 1_000_000  # of anything: seconds, tries; larger numbers only cost time

__all__ = [
    "INCIDENTS",
    "Incident",
    "Outcome",
    "Row",
    "Unplayable",
    "as_text",
    "fixes",
    "listed",
    "run",
    "settle",
]


def run(name: str, parameters: Mapping[str, Any] | None = None) -> Outcome:
    """Play an incident; `parameters` replace those as told, numbers also as text.

    Raises Unplayable with a sentence for whoever typed it.
    """
    incident = INCIDENTS[_known("incident", name, INCIDENTS)]
    return incident.play(_settings(incident, parameters))


def settle(name: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of an incident as `run` would play it; numbers are numbers.

    Raises Unplayable with a sentence for whoever typed it.
    """
    return _settings(INCIDENTS[_known("incident", name, INCIDENTS)], parameters)


def listed() -> str:
    """Every incident by its name and its title, one a line, ready to print."""
    width = max(map(len, INCIDENTS))
    return "".join(f"{name:{width}}  {one.title}\n" for name, one in INCIDENTS.items())


def fixes(name: str, parameters: Mapping[str, Any] | None = None) -> str:
    """The table of what each fix of an incident is worth, ready to print.

    Raises Unplayable if the incident has none, or as `run` does.
    """
    incident = INCIDENTS[_known("incident", name, INCIDENTS)]
    if incident.fixes is None:
        have = ", ".join(known for known, each in INCIDENTS.items() if each.fixes)
        raise Unplayable(f"{name} has no table of fixes; these have one: {have}")
    return incident.fixes(_settings(incident, parameters))


def _settings(incident: Incident, parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    told = dict(incident.parameters)
    for parameter, value in (parameters or {}).items():
        known = _known("parameter", parameter, told)
        if known in incident.words:
            told[known] = _word(known, value, incident.words[known])
        else:
            told[known] = _number(known, value)
    return told


def _known(what: str, name: str, names: Mapping[str, Any]) -> str:
    if name in names:
        return name
    near = get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise Unplayable(f"there is no {what} {name!r}{hint} There are: {', '.join(names)}")


def _word(name: str, value: Any, words: tuple[str, ...]) -> str:  # noqa: ANN401 (as typed)
    if value not in words:
        raise Unplayable(f"{name}={value}: must be one of {', '.join(words)}")
    return str(value)


def _number(name: str, value: Any) -> float:  # noqa: ANN401 (as typed)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Unplayable(f"{name}={value}: must be a number") from None
    least = 1 if "." in name else 0  # a probe setting, or seconds
    if not least <= number <= MOST:
        raise Unplayable(f"{name}={value}: must be between {least} and {MOST}")
    if "." in name and number != int(number):
        raise Unplayable(f"{name}={value}: must be a whole number")
    return int(number) if number == int(number) else number
