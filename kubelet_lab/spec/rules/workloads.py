"""Deployments, StatefulSets, Jobs and the like: pkg/apis/{apps,batch}/validation.

Of their own fields only those are checked that decide which pods come to be; the pod template is
checked as a whole. A StatefulSet's template is checked too, which Kubernetes does not do before
it creates the first pod: there its claim templates count as volumes.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import (
    FieldError,
    Go,
    forbidden,
    go_quote,
    invalid,
    not_supported,
    required,
)
from kubelet_lab.spec.rules.metadata import metadata_errors
from kubelet_lab.spec.rules.placement import selector_errors
from kubelet_lab.spec.rules.pods import template_errors

MISMATCH = "`selector` does not match template `labels`"
JOB_POLICIES = ("OnFailure", "Never")
LONGEST_CRON_JOB = 52  # a Job's name adds 11 characters to it


def workload_errors(kind: str, workload: Struct) -> Iterator[FieldError]:
    """A decoded workload whose template is defaulted; `kind` is not Pod."""
    yield from metadata_errors(workload["metadata"])
    spec = workload["spec"]
    if kind == "CronJob":
        if len(workload["metadata"].get("name", "")) > LONGEST_CRON_JOB:
            detail = f"must be no more than {LONGEST_CRON_JOB} characters"
            yield invalid("metadata.name", workload["metadata"]["name"], detail)
        if not spec["schedule"]:
            yield required("spec.schedule")
        yield from _job(spec["jobTemplate"]["spec"], "spec.jobTemplate.spec")
    elif kind == "Job":
        yield from _job(spec, "spec")
    else:
        yield from _controller(kind, spec)


def _job(spec: Struct, path: str) -> Iterator[FieldError]:
    for name in ("parallelism", "completions", "backoffLimit"):
        yield from _not_negative(spec, name, path)
    yield from template_errors(spec["template"], f"{path}.template")
    policy, at = spec["template"]["spec"]["restartPolicy"], f"{path}.template.spec.restartPolicy"
    if policy == "Always":
        yield required(at, f"valid values: {', '.join(map(go_quote, JOB_POLICIES))}")
    elif policy not in JOB_POLICIES:
        yield not_supported(at, policy, JOB_POLICIES)


def _controller(kind: str, spec: Struct) -> Iterator[FieldError]:
    yield from _not_negative(spec, "replicas", "spec")
    template, path = spec.get("template"), "spec.template"
    selector = spec.get("selector")
    if kind == "ReplicationController":
        selector = {"matchLabels": spec.get("selector", {})}
    yield from _selector(kind, selector)
    if template is None:
        yield required(path)
        return
    labels = template["metadata"].get("labels", {})
    if selector and not _matches(selector, labels):
        shown = labels or Go("map[string]string(nil)")
        yield invalid(f"{path}.metadata.labels", shown, MISMATCH)
    yield from template_errors(_with_claims(template, spec), path)
    pod = template["spec"]
    if pod["restartPolicy"] != "Always":
        yield not_supported(f"{path}.spec.restartPolicy", pod["restartPolicy"], ("Always",))
    if "activeDeadlineSeconds" in pod:
        detail = "activeDeadlineSeconds in ReplicaSet is not Supported"
        yield forbidden(f"{path}.spec.activeDeadlineSeconds", detail)


def _selector(kind: str, selector: Struct | None) -> Iterator[FieldError]:
    if selector is None:
        return  # kustomize adds one; `workloads` warns of it
    if selector == {"matchLabels": {}}:
        yield required("spec.selector")
    elif not selector:
        shown = "MatchLabels:map[string]string(nil), "
        shown += "MatchExpressions:[]v1.LabelSelectorRequirement(nil)"
        detail = f"empty selector is invalid for {kind.lower()}"
        yield invalid("spec.selector", Go(f"v1.LabelSelector{{{shown}}}"), detail)
    else:
        yield from selector_errors(selector, "spec.selector")


def _matches(selector: Struct, labels: Struct) -> bool:
    wanted: dict[str, str] = selector.get("matchLabels", {})
    if not wanted.items() <= labels.items():
        return False
    return all(_rule_holds(rule, labels) for rule in selector.get("matchExpressions", []))


def _rule_holds(rule: Struct, labels: Struct) -> bool:
    given, values = labels.get(rule["key"]), rule.get("values", [])
    if rule["operator"] == "In":
        return given in values
    if rule["operator"] == "NotIn":
        return given not in values
    return bool((given is None) == (rule["operator"] == "DoesNotExist"))


def _with_claims(template: Struct, spec: Struct) -> Struct:
    claims = spec.get("volumeClaimTemplates", [])
    named = [claim.get("metadata") for claim in claims if isinstance(claim, dict)]
    names = [str(metadata.get("name")) for metadata in named if isinstance(metadata, dict)]
    if not names:
        return template
    own = template["spec"].get("volumes", [])
    volumes = [{"name": n, "persistentVolumeClaim": {"claimName": n}} for n in names]
    return {**template, "spec": {**template["spec"], "volumes": [*own, *volumes]}}


def _not_negative(spec: Struct, name: str, path: str) -> Iterator[FieldError]:
    if (spec.get(name) or 0) < 0:
        yield invalid(f"{path}.{name}", spec[name], "must be greater than or equal to 0")
