"""The API server's verdict on recorded pods, word for word (a decode error: that there is one)."""

from collections.abc import Callable
from typing import Any

from kubelet_lab.spec.admission import Admission, admit
from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.defaults import PROBES
from kubelet_lab.spec.errors import FieldError


def as_recorded(verdict: Admission) -> dict[str, object]:
    undecided = verdict.decode_error is not None
    return {
        "decode_error": undecided,
        "strict_decode_error": verdict.strict_error,
        "valid": verdict.valid,
        "errors": [recorded_error(error) for error in verdict.errors],
        "api_server_message": verdict.api_server_message,
        "warnings": list(verdict.warnings),
        "defaulted_spec": None if undecided else verdict.defaulted_spec,
        "defaulted_probes": None if undecided else probes_of(verdict.defaulted_spec),
    }


def recorded_error(error: FieldError) -> dict[str, object]:
    names = ("type", "field", "detail", "message")
    value = error.bad_value
    plain = value if isinstance(value, int) else str(value)
    return {name: getattr(error, name) for name in names} | {"bad_value": plain}


def probes_of(spec: Struct) -> Struct:
    containers = [*spec.get("initContainers", []), *(spec["containers"] or [])]
    found = {c["name"]: {name: c[name] for name in PROBES if name in c} for c in containers}
    return {name: probes for name, probes in found.items() if probes}


def test_every_field_of_every_recorded_verdict_holds(
    vectors: Callable[[str], Any], report: Callable[[list[str], int], None]
) -> None:
    wrong, cases = [], vectors("pod_validation")
    for case in cases:
        got = as_recorded(admit(case["pod"]))
        want = case | {"decode_error": bool(case["decode_error"])}
        wrong += [
            f"{case['name']}: {name}\n  got  {got[name]}\n  want {want[name]}"
            for name in got
            if got[name] != want[name]
        ]
    report(wrong, len(cases))
