"""Where a pod may run: tolerations, affinity, topology spread, node selectors."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import (
    FieldError,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from kubelet_lab.spec.names import dns_label, dns_subdomain, label_value, qualified_name

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
NEEDS_EXISTS = (
    'operator must be Exists when `key` is empty, which means "match all values and all keys"'
)
NEEDS_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"
NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
NO_OPERATOR = "not a valid selector operator"
HIGHEST_WEIGHT = 100


def toleration_errors(tolerations: list[Struct], path: str) -> Iterator[FieldError]:
    """What taints a pod bears (ValidateTolerations)."""
    for i, toleration in enumerate(tolerations):
        yield from _toleration(toleration, f"{path}[{i}]")


def label_errors(labels: dict[str, str], path: str) -> Iterator[FieldError]:
    """Keys and values of labels, or of a node selector (ValidateLabels)."""
    for key, value in sorted(labels.items()):
        yield from name_errors(key, path)
        for reason in label_value(value):
            yield invalid(path, value, reason)


def name_errors(name: str, path: str) -> Iterator[FieldError]:
    """A label's key (ValidateLabelName)."""
    for reason in qualified_name(name):
        yield invalid(path, name, reason)


def selector_errors(selector: Struct | None, path: str) -> Iterator[FieldError]:
    """A label selector (ValidateLabelSelector)."""
    if selector is None:
        return
    yield from label_errors(selector.get("matchLabels", {}), f"{path}.matchLabels")
    for i, rule in enumerate(selector.get("matchExpressions", [])):
        at = f"{path}.matchExpressions[{i}]"
        values = rule.get("values", [])
        yield from _operator(rule["operator"], values, at)
        yield from name_errors(rule["key"], f"{at}.key")
        for j, value in enumerate(values):
            for reason in label_value(value):
                yield invalid(f"{at}.values[{j}]", value, reason)


def affinity_errors(affinity: Struct, path: str) -> Iterator[FieldError]:
    """Node affinity, then pod affinity and anti-affinity."""
    node = affinity.get("nodeAffinity", {})
    if REQUIRED in node:
        at = f"{path}.nodeAffinity.{REQUIRED}.nodeSelectorTerms"
        terms = node[REQUIRED]["nodeSelectorTerms"] or []
        if not terms:
            yield required(at, "must have at least one node selector term")
        for i, term in enumerate(terms):
            yield from _node_term(term, f"{at}[{i}]")
    for i, term in enumerate(node.get(PREFERRED, [])):
        at = f"{path}.nodeAffinity.{PREFERRED}[{i}]"
        yield from _weight(term["weight"], at)
        yield from _node_term(term["preference"], f"{at}.preference")
    for name in ("podAffinity", "podAntiAffinity"):
        yield from _pod_affinity(affinity.get(name, {}), f"{path}.{name}")


def spread_errors(constraints: list[Struct], path: str) -> Iterator[FieldError]:
    """How evenly pods spread over a topology (validateTopologySpreadConstraints)."""
    for i, constraint in enumerate(constraints):
        at = f"{path}[{i}]"
        yield from _constraint(constraint, at)
        pair = (constraint["topologyKey"], constraint["whenUnsatisfiable"])
        later = ((c["topologyKey"], c["whenUnsatisfiable"]) for c in constraints[i + 1 :])
        if pair in later:
            yield duplicate(f"{at}.{{topologyKey, whenUnsatisfiable}}", f"{{{pair[0]}, {pair[1]}}}")
        yield from _spread_policies(constraint, at)
        yield from _match_keys(constraint, f"{at}.matchLabelKeys")
        yield from selector_errors(constraint.get("labelSelector"), f"{at}.labelSelector")


def _toleration(toleration: Struct, path: str) -> Iterator[FieldError]:
    key, operator = toleration.get("key", ""), toleration.get("operator", "")
    value, effect = toleration.get("value", ""), toleration.get("effect", "")
    if key:
        yield from name_errors(key, f"{path}.key")
    elif operator != "Exists":
        yield invalid(f"{path}.operator", operator, NEEDS_EXISTS)
    if "tolerationSeconds" in toleration and effect != "NoExecute":
        detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        yield invalid(f"{path}.effect", effect, detail)
    if operator in {"", "Equal"}:
        if wrong := label_value(value):
            yield invalid(f"{path}.operator", value, ";".join(wrong))
    elif operator == "Exists":
        if value:
            detail = "value must be empty when `operator` is 'Exists'"
            yield invalid(f"{path}.operator", value, detail)
    else:
        yield not_supported(f"{path}.operator", operator, ("Equal", "Exists"))
    if effect and effect not in EFFECTS:
        yield not_supported(f"{path}.effect", effect, EFFECTS)


def _operator(operator: str, values: list[str], path: str) -> Iterator[FieldError]:
    if operator in {"In", "NotIn"}:
        if not values:
            yield required(f"{path}.values", NEEDS_VALUES)
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            yield forbidden(f"{path}.values", NO_VALUES)
    else:
        yield invalid(f"{path}.operator", operator, NO_OPERATOR)


def _node_term(term: Struct, path: str) -> Iterator[FieldError]:
    for i, rule in enumerate(term.get("matchExpressions", [])):
        at = f"{path}.matchExpressions[{i}]"
        if rule["operator"] not in {"Gt", "Lt"}:
            yield from _operator(rule["operator"], rule.get("values", []), at)
        elif len(rule.get("values", [])) != 1:
            detail = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            yield required(f"{at}.values", detail)
        yield from name_errors(rule["key"], f"{at}.key")
    for i, rule in enumerate(term.get("matchFields", [])):
        yield from _node_field(rule, f"{path}.matchFields[{i}]")


def _node_field(rule: Struct, path: str) -> Iterator[FieldError]:
    values = rule.get("values", [])
    if rule["operator"] not in {"In", "NotIn"}:
        yield invalid(f"{path}.operator", rule["operator"], NO_OPERATOR)
    elif len(values) != 1:
        detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        yield required(f"{path}.values", detail)
    if rule["key"] != "metadata.name":
        yield invalid(f"{path}.key", rule["key"], "not a valid field selector key")
        return
    for i, value in enumerate(values):
        for reason in dns_subdomain(value):
            yield invalid(f"{path}.values[{i}]", value, reason)


def _weight(weight: int, path: str) -> Iterator[FieldError]:
    if not 0 < weight <= HIGHEST_WEIGHT:
        yield invalid(f"{path}.weight", weight, "must be in the range 1-100")


def _pod_affinity(affinity: Struct, path: str) -> Iterator[FieldError]:
    for i, term in enumerate(affinity.get(REQUIRED, [])):
        yield from _pod_term(term, f"{path}.{REQUIRED}[{i}]")
    for i, weighted in enumerate(affinity.get(PREFERRED, [])):
        at = f"{path}.{PREFERRED}[{i}]"
        yield from _weight(weighted["weight"], at)
        yield from _pod_term(weighted["podAffinityTerm"], f"{at}.podAffinityTerm")


def _pod_term(term: Struct, path: str) -> Iterator[FieldError]:
    yield from selector_errors(term.get("labelSelector"), f"{path}.labelSelector")
    yield from selector_errors(term.get("namespaceSelector"), f"{path}.namespaceSelector")
    for name in term.get("namespaces", []):
        for reason in dns_label(name):
            yield invalid(f"{path}.namespace", name, reason)
    for keys in ("matchLabelKeys", "mismatchLabelKeys"):
        if keys in term and "labelSelector" not in term:
            detail = "must not be specified when labelSelector is not set"
            yield forbidden(f"{path}.{keys}", detail)
    if not term["topologyKey"]:
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from name_errors(term["topologyKey"], f"{path}.topologyKey")


def _constraint(constraint: Struct, path: str) -> Iterator[FieldError]:
    if constraint["maxSkew"] <= 0:
        yield invalid(f"{path}.maxSkew", constraint["maxSkew"], "must be greater than zero")
    if not constraint["topologyKey"]:
        yield required(f"{path}.topologyKey", "can not be empty")
    action, actions = constraint["whenUnsatisfiable"], ("DoNotSchedule", "ScheduleAnyway")
    if action not in actions:
        yield not_supported(f"{path}.whenUnsatisfiable", action, actions)


def _spread_policies(constraint: Struct, path: str) -> Iterator[FieldError]:
    domains, action = constraint.get("minDomains"), constraint["whenUnsatisfiable"]
    if domains is not None:
        if domains <= 0:
            yield invalid(f"{path}.minDomains", domains, "must be greater than zero")
        if action != "DoNotSchedule":
            detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
            yield invalid(f"{path}.minDomains", domains, detail)
    for name in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        if constraint.get(name) not in {None, "Honor", "Ignore"}:
            yield not_supported(f"{path}.{name}", constraint[name], ("Honor", "Ignore"))


def _match_keys(constraint: Struct, path: str) -> Iterator[FieldError]:
    selector = constraint.get("labelSelector")
    if "matchLabelKeys" in constraint and selector is None:
        yield forbidden(path, "must not be specified when labelSelector is not set")
    taken = set((selector or {}).get("matchLabels", {}))
    taken |= {rule["key"] for rule in (selector or {}).get("matchExpressions", [])}
    for i, key in enumerate(constraint.get("matchLabelKeys", [])):
        yield from name_errors(key, f"{path}[{i}]")
        if key in taken:
            yield invalid(f"{path}[{i}]", key, "exists in both matchLabelKeys and labelSelector")
