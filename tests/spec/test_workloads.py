from pathlib import Path

import pytest

from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.workloads import load

MANIFESTS = sorted((Path(__file__).parent.parent / "manifests").glob("*/*.yaml"))

POD_SPEC = "containers: [{name: a, image: 'b:1'}]"
DEPLOYMENT = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{{POD_SPEC}}}
"""
JOB = f"""\
apiVersion: batch/v1
kind: Job
metadata: {{name: once}}
spec:
  template:
    spec: {{{POD_SPEC}, restartPolicy: Never}}
"""


def messages(text: str) -> list[str]:
    return [problem.message for problem in load(text).errors]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_real_manifest_loads_and_its_probes_are_there(path: Path) -> None:
    loaded = load(path.read_bytes())
    assert loaded.errors == ()
    assert loaded.workloads
    probes = path.read_text(encoding="utf-8").count("nessProbe:")
    found = [
        probe
        for workload in loaded.workloads
        for container in (*workload.pod.init_containers, *workload.pod.containers)
        for probe in (container.readiness, container.liveness)
        if probe and probe.handler
    ]
    assert len(found) == probes


def test_several_documents_and_a_list_come_out_in_order_with_their_lines() -> None:
    items = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n"
    items += f"  metadata: {{name: p}}\n  spec: {{{POD_SPEC}}}\n"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: front}\n"
    loaded = load(f"{DEPLOYMENT}---\n{service}---\n{items}---\n{JOB}")
    found = [(w.kind, w.name, w.replicas, w.line) for w in loaded.workloads]
    assert found == [("Deployment", "web", 3, 1), ("Pod", "p", 1, 18), ("Job", "once", 1, 23)]
    assert loaded.skipped == ("Service front",)
    assert loaded.workloads[0].line_of("spec.template.spec.containers[0].image") == 9


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("image: 'b:1'}]", "image: 'b:1'}], restartPolicy: Never",
         ('spec.template.spec.restartPolicy: Unsupported value: "Never": '
         'supported values: "Always"')),
        ("{labels: {app: web}}", "{labels: {app: x}}",
         ('spec.template.metadata.labels: Invalid value: map[string]string{"app":"x"}: '
         "`selector` does not match template `labels`")),
        ("replicas: 3", "replicas: -1",
         "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        ("{matchLabels: {app: web}}", "{}",
         ("spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), "
         "MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: "
         "empty selector is invalid for deployment")),
        ("name: a,", "", "spec.template.spec.containers[0].name: Required value"),
        ("replicas: 3", "replica: 3", 'strict decoding error: unknown field "spec.replica"'),
    ],
)  # fmt: skip
def test_a_deployment_is_checked_with_its_template(wrong: str, right: str, message: str) -> None:
    assert messages(DEPLOYMENT.replace(wrong, right)) == [message]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("Always", 'Required value: valid values: "OnFailure", "Never"'),
        ("x", 'Unsupported value: "x": supported values: "OnFailure", "Never"'),
    ],
)
def test_a_job_does_not_restart_for_ever(policy: str, message: str) -> None:
    wrong = messages(JOB.replace("Never", policy))
    assert wrong[-1] == f"spec.template.spec.restartPolicy: {message}"


def test_a_cron_jobs_template_is_found_three_levels_down() -> None:
    text = JOB.replace("kind: Job", "kind: CronJob").replace("Never", "Always")
    text = text.replace("  template:\n    spec", "  schedule: '@daily'\n  jobTemplate:\n    spec:\n"
                        "      parallelism: 2\n      template:\n        spec")  # fmt: skip
    path = "spec.jobTemplate.spec.template.spec.restartPolicy"
    assert messages(text) == [f'{path}: Required value: valid values: "OnFailure", "Never"']
    loaded = load(text.replace("Always", "OnFailure"))
    assert [(w.name, w.replicas, w.template) for w in loaded.workloads] == [
        ("once", 2, "spec.jobTemplate.spec.template")
    ]


def test_a_stateful_set_mounts_its_claims() -> None:
    text = DEPLOYMENT.replace("Deployment", "StatefulSet").replace(
        "image: 'b:1'", "image: 'b:1', volumeMounts: [{name: data, mountPath: /d}]"
    )
    missing = 'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'
    assert messages(text) == [missing]
    assert messages(text + "  volumeClaimTemplates: [{metadata: {name: data}}]\n") == []


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"), ("apiVersion: extensions/v1beta1 is "
         "gone from Kubernetes; read as apps/v1"), 1),
        (DEPLOYMENT.replace("  selector: {matchLabels: {app: web}}\n", ""),
         "spec.selector: Required value", 4),
        (DEPLOYMENT + "  replicas: 5\n", 'duplicate field "spec.replicas"', 10),
        (DEPLOYMENT.replace("image: 'b:1'", "image: 'b:1', resources: {limits: {memory: 1m}}"),
         ('spec.template.spec.containers[0].resources.limits[memory]: fractional byte value "1m" '
         "is invalid, must be an integer"), 9),
    ],
)  # fmt: skip
def test_what_real_files_get_away_with_is_a_warning(text: str, words: str, line: int) -> None:
    loaded = load(text).checked()
    assert [(problem.message, problem.line) for problem in loaded.warnings] == [(words, line)]


def test_a_pod_from_a_template_gets_requests_from_its_limits() -> None:
    text = DEPLOYMENT.replace("image: 'b:1'", "image: 'b:1', resources: {limits: {cpu: 1}}")
    pod = load(text).workloads[0].pod
    assert pod.containers[0].resources.requests == {"cpu": 1000}
    assert (pod.name, pod.namespace, pod.labels) == ("web", "default", (("app", "web"),))


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("", "there is nothing in this text", "write a manifest"),
        ("- 1", "this is no manifest", "write a manifest"),
        ("a: 1", "kind: Object 'Kind' is missing", "at the top"),
        ("kind: Pod", "apiVersion: Object 'apiVersion' is missing", "at the top"),
        ("apiVersion: apps/v1\nkind: Deploymnet", ('no matches for kind "Deploymnet" in version '
         '"apps/v1"'), "did you mean kind: Deployment with apiVersion: apps/v1?"),
        ("apiVersion: apps/v1\nkind: Job", 'no matches for kind "Job"', "apiVersion: batch/v1?"),
        ("a: [", "not YAML", "indentation"),
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_told_so(text: str, words: str, hint: str) -> None:
    loaded = load(text)
    assert loaded.workloads == ()
    assert len(loaded.errors) == 1
    assert words in loaded.errors[0].message
    assert hint in loaded.errors[0].hint


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("livenesProbe: {}", "did you mean livenessProbe?"),
        ("Image: x", "did you mean image?"),
        ("restartPolcy: x", "did you mean restartPolicy?"),
        ("resources: {request: {cpu: 1}}", "did you mean requests?"),
        ("hostNetwork: true", "hostNetwork belongs one level further out, beside containers"),
        ("runAsUser: 1", "runAsUser belongs one level further in, under securityContext"),
        ("'on': 1", "there is no such field here"),
        ("on: 1", "y, yes, on, n, no and off are true and false in YAML: put the name in quotes"),
        ("im\u0430ge: x", ("one letter in it is CYRILLIC SMALL LETTER A: type the name again with "
         "plain letters")),
    ],
)  # fmt: skip
def test_a_field_that_does_not_exist_comes_with_a_hint(wrong: str, hint: str) -> None:
    errors = load(DEPLOYMENT.replace("name: a,", f"name: a, {wrong},")).errors
    assert [problem.hint for problem in errors] == [hint]
    assert errors[0].line == 9


def test_the_error_of_a_person_reads_field_value_rule_line() -> None:
    text = DEPLOYMENT.replace("{containers: [{name: a, image: 'b:1'}]}", """
      containers:
      - name: a
        image: b:1
        livenessProbe:
          httpGet: {port: 80}
          successThreshold: 2
          periodSeconds: -1""")  # fmt: skip
    path = "spec.template.spec.containers[0].livenessProbe"
    with pytest.raises(SpecError) as error:
        load(text).checked()
    assert str(error.value) == (
        f"{path}.periodSeconds: Invalid value: -1: must be greater than or equal to 0\n"
        "  line 16: periodSeconds: -1\n"
        f"{path}.successThreshold: Invalid value: 2: must be 1\n"
        "  line 15: successThreshold: 2"
    )
    assert [problem.field for problem in error.value.problems] == [
        f"{path}.periodSeconds",
        f"{path}.successThreshold",
    ]


def test_a_message_cannot_move_a_cursor_or_fill_a_screen() -> None:
    text = DEPLOYMENT.replace("name: a,", 'name: "\\e[31m\\u202e' + "x" * 50_000 + '",')
    shown = str(SpecError(load(text).errors))
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert len(shown) < 5000
