"""Rules next to those that the recorded cases show (tests/conformance/test_pod_validation.py)."""

import json
from typing import Any

import pytest

from kubelet_lab.spec.admission import admit
from kubelet_lab.spec.pod import Exec, HTTPGet, Resources, Toleration
from kubelet_lab.spec.typed import to_pod

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {"containers": [{"name": "app", "image": "nginx:1.27"}]},
}


def pod(spec: dict[str, Any] | None = None, **container: object) -> dict[str, Any]:
    """A pod with these fields of the container, and of the spec."""
    made = json.loads(json.dumps(POD))
    made["spec"]["containers"][0] |= container
    made["spec"] |= spec or {}
    return made


def annotated(key: str) -> dict[str, Any]:
    """A pod with that annotation."""
    return POD | {"metadata": POD["metadata"] | {"annotations": {key: "runtime/default"}}}


C = "spec.containers[0]"
LABEL = "must consist of lower case alphanumeric characters or '-'"

ERRORS = [
    ("two host ports", pod(ports=[{"containerPort": 1, "hostPort": 70000}]),
     [f"{C}.ports[0].hostPort: Invalid value: 70000: must be between 1 and 65535, inclusive"]),
    ("name with dots", pod(name="a.b"), [f'{C}.name: Invalid value: "a.b": must not contain dots']),
    ("env without a name", pod(env=[{"value": "x"}]), [f"{C}.env[0].name: Required value"]),
    ("env from nothing", pod(env=[{"name": "A", "valueFrom": {}}]),
     [(f'{C}.env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, '
      "`resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`")]),
    ("env from a field that is for files",
     pod(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels"}}}]),
     [(f'{C}.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": '
      'supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", '
      '"spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", '
      '"status.podIPs"')]),
    ("env from a resource nobody has",
     pod(env=[{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.gpu"}}}]),
     [(f'{C}.env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": '
      'supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", '
      '"requests.cpu", "requests.ephemeral-storage", "requests.memory"')]),
    ("envFrom two sources", pod(envFrom=[{"configMapRef": {"name": "a"}, "secretRef": {}}]),
     [f"{C}.envFrom[0].secretRef.name: Required value",
      f'{C}.envFrom: Invalid value: "": may not have more than one field specified at a time']),
    ("secret key without a key",
     pod(env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s"}}}]),
     [f"{C}.env[0].valueFrom.secretKeyRef.key: Required value"]),
    ("mount that climbs", pod({"volumes": [{"name": "v"}]}, volumeMounts=[
        {"name": "v", "mountPath": "/a", "subPath": "../b"}]),
     [f"{C}.volumeMounts.subPath: Invalid value: \"../b\": must not contain '..'"]),
    ("hostPath without a path", pod({"volumes": [{"name": "v", "hostPath": {}}]}),
     ["spec.volumes[0].hostPath.path: Required value"]),
    ("volume name twice", pod({"volumes": [{"name": "v"}, {"name": "v"}]}),
     ['spec.volumes[1].name: Duplicate value: "v"']),
    ("file mode", pod({"volumes": [
        {"name": "v", "secret": {"secretName": "s", "defaultMode": 512}}]}),
     [("spec.volumes[0].secret.defaultMode: Invalid value: 512: "
      "must be a number between 0 and 0777 (octal), both inclusive")]),
    ("projected token without an account",
     pod({"volumes": [{"name": "v", "projected": {"sources": [
         {"serviceAccountToken": {"path": "t", "expirationSeconds": 60}}]}}]}),
     [("spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: "
      "Invalid value: 60: may not specify a duration less than 10 minutes"),
      ("spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: "
      "must not be specified when serviceAccountName is not set")]),
    ("huge pages in half pages", pod(resources={"limits": {"hugepages-2Mi": "3Mi", "cpu": 1}}),
     [f'{C}.resources.{kind}[hugepages-2Mi]: Invalid value: "3Mi": '
      "3Mi is not positive integer multiple of hugepages-2Mi" for kind in ("limits", "requests")]),
    ("run as nobody", pod(securityContext={"runAsUser": -1}),
     [(f"{C}.securityContext.runAsUser: Invalid value: -1: "
      "must be between 0 and 2147483647, inclusive")]),
    ("seccomp of no kind", pod({"securityContext": {"seccompProfile": {"type": "Off"}}}),
     [('spec.securityContext.seccompProfile.type: Unsupported value: "Off": '
      'supported values: "Localhost", "RuntimeDefault", "Unconfined"')]),
    ("weight", pod({"affinity": {"podAntiAffinity": {
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 0, "podAffinityTerm": {"topologyKey": "a"}}]}}}),
     [("spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: "
      "Invalid value: 0: must be in the range 1-100")]),
    ("node affinity without terms", pod({"affinity": {"nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {}}}}),
     [("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
      "nodeSelectorTerms: Required value: must have at least one node selector term")]),
    ("skew", pod({"topologySpreadConstraints": [{"topologyKey": "zone", "labelSelector": {},
                                                 "whenUnsatisfiable": "Maybe"}]}),
     ["spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
      ('spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": '
      'supported values: "DoNotSchedule", "ScheduleAnyway"')]),
    ("name server", pod({"dnsPolicy": "None", "dnsConfig": {"nameservers": ["1.2.3"]}}),
     [('spec.dnsConfig.nameservers[0]: Invalid value: "1.2.3": '
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]),
    ("host alias", pod({"hostAliases": [{"ip": "010.1.1.1", "hostnames": ["a_b"]}]}),
     [('spec.hostAliases[0].hostnames[0]: Invalid value: "a_b": a lowercase RFC 1123 subdomain '
      "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
      "an alphanumeric character (e.g. 'example.com', regex used for validation is "
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]),
    ("system", pod({"os": {"name": "plan9"}}),
     ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']),
    ("Windows on Linux", pod({"os": {"name": "linux"}, "securityContext": {"windowsOptions": {}}},
                            securityContext={"windowsOptions": {}}),
     [f"{at}.securityContext.windowsOptions: Forbidden: windows options cannot be set for a "
      "linux pod" for at in ("spec", C)]),
    ("Linux on Windows", pod({"os": {"name": "windows"}, "hostPID": True,
                              "securityContext": {"fsGroup": 1, "seLinuxOptions": {}}},
                             securityContext={"runAsUser": 1, "capabilities": {}}),
     [f"{field}: Forbidden: cannot be set for a windows pod" for field in (
         "spec.securityContext.seLinuxOptions", "spec.hostPID", "spec.securityContext.fsGroup",
         f"{C}.securityContext.capabilities", f"{C}.securityContext.runAsUser")]),
    ("ephemeral container", pod({"ephemeralContainers": [{"name": "d", "image": "i"}]}),
     ["spec.ephemeralContainers: Forbidden: cannot be set on create"]),
    ("account by its old name", pod({"serviceAccount": "a_b"}),
     [('spec.serviceAccountName: Invalid value: "a_b": a lowercase RFC 1123 subdomain '
      "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
      "an alphanumeric character (e.g. 'example.com', regex used for validation is "
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]),
    ("driver", pod({"volumes": [{"name": "v", "csi": {
        "driver": "d" * 64, "nodePublishSecretRef": {}}}]}),
     ["spec.volumes[0].csi.driver: Too long: may not be more than 63 bytes",
      "spec.volumes[0].csi.nodePublishSecretRef.name: Required value"]),
    ("partition", pod({"volumes": [{"name": "v", "awsElasticBlockStore": {
        "volumeID": "i", "partition": 256}}]}),
     [("spec.volumes[0].awsElasticBlockStore.partition: Invalid value: 256: "
      "must be between 1 and 255, inclusive")]),
    ("claim template", pod({"volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {
        "metadata": {"name": "n", "labels": {"a": "b"}},
        "spec": {"accessModes": ["ReadWriteOncePod", "ReadWriteOnce", "Any"],
                 "volumeMode": "Tape", "resources": {"requests": {"storage": "0"}}}}}}]}),
     [f"spec.volumes[0].ephemeral.volumeClaimTemplate.{words}" for words in (
         "metadata.name: Forbidden: cannot be set",
         ('spec.accessModes: Unsupported value: "Any": supported values: "ReadOnlyMany", '
         '"ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'),
         "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes",
         'spec.resources[storage]: Invalid value: "0": must be greater than zero',
         'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
     )]),
    ("sleeping longer than the pod's own grace",
     pod({"terminationGracePeriodSeconds": 5}, lifecycle={"preStop": {"sleep": {"seconds": 6}}}),
     [(f"{C}.lifecycle.preStop.sleep: Invalid value: 6: must be greater than 0 and less than "
      "terminationGracePeriodSeconds (5). Enable AllowPodLifecycleSleepActionZeroValue feature "
      "gate for zero sleep.")]),
]  # fmt: skip


@pytest.mark.parametrize(("manifest", "messages"), [row[1:] for row in ERRORS],
                         ids=[row[0] for row in ERRORS])  # fmt: skip
def test_a_broken_rule_is_told_in_the_api_servers_words(
    manifest: dict[str, Any], messages: list[str]
) -> None:
    assert [error.message for error in admit(manifest).errors] == messages


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1", "IfNotPresent"),
        ("localhost:5000/a/b", "Always"),
        ("localhost:5000/a/b:1", "IfNotPresent"),
        ("a@sha256:" + "0" * 64, "IfNotPresent"),
        ("a:latest@sha256:" + "0" * 64, "Always"),
        ("Nginx", "IfNotPresent"),  # no image name, so no tag either
    ],
)
def test_the_pull_policy_follows_the_tag(image: str, policy: str) -> None:
    spec = admit(pod(image=image)).defaulted_spec
    assert spec["containers"][0]["imagePullPolicy"] == policy


@pytest.mark.parametrize(
    ("manifest", "warning"),
    [
        (pod(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
         f'{C}.env[1]: hides previous definition of "A", which may be dropped when using apply'),
        (pod(ports=[{"containerPort": 80}, {"containerPort": 80}]),
         f"{C}.ports[1]: duplicate port definition with {C}.ports[0]"),
        (pod(ports=[{"containerPort": 80, "hostPort": 80}, {"containerPort": 80}]),
         f"{C}.ports[1]: overlapping port definition with {C}.ports[0]"),
        (pod(ports=[{"containerPort": 80, "hostIP": "::1"}]),
         (f"{C}.ports[0]: hostIP set without hostPort: "
         "{Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:::1}")),
        (pod({"nodeSelector": {"beta.kubernetes.io/os": "linux"}}),
         ("spec.nodeSelector[beta.kubernetes.io/os]: "
         'deprecated since v1.14; use "kubernetes.io/os" instead')),
        (pod({"imagePullSecrets": [{"name": ""}]}),
         'spec.imagePullSecrets[0].name: invalid empty name ""'),
        (pod({"volumes": [{"name": "v", "gitRepo": {"repository": "r"}}]}),
         "spec.volumes[0].gitRepo: deprecated in v1.11"),
        (pod({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [
                {"key": "beta.kubernetes.io/arch", "operator": "Exists"}]}]}}}}),
         ("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
          "nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is "
          'deprecated since v1.14; use "kubernetes.io/arch" instead')),
        (annotated("seccomp.security.alpha.kubernetes.io/pod"),
         ("metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: "
          'non-functional in v1.27+; use the "seccompProfile" field instead')),
        (annotated("container.apparmor.security.beta.kubernetes.io/app"),
         ("metadata.annotations[container.apparmor.security.beta.kubernetes.io/app]: "
          'deprecated since v1.30; use the "appArmorProfile" field instead')),
    ],
)  # fmt: skip
def test_a_doubtful_pod_is_taken_with_a_warning(manifest: dict[str, Any], warning: str) -> None:
    verdict = admit(manifest)
    assert verdict.valid
    assert verdict.warnings == (warning,)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ([], "Object 'Kind' is missing"),
        ({"kind": "Pod"}, "Object 'apiVersion' is missing"),
        (POD | {"kind": "Job"}, 'no kind "Job" is registered for version "v1"'),
        (pod(args="x"), ("json: cannot unmarshal string into Go struct field "
         "Container.spec.containers.args of type []string")),
        (pod(stdin="true"), ("json: cannot unmarshal string into Go struct field "
         "Container.spec.containers.stdin of type bool")),
        (pod(name=1), ("json: cannot unmarshal number into Go struct field "
         "Container.spec.containers.name of type string")),
        (pod({"terminationGracePeriodSeconds": 2**63}), ("json: cannot unmarshal number "
         f"{2**63} into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64")),
        (POD | {"status": "Running"},
         "json: cannot unmarshal string into Go struct field Pod.status of type struct"),
        (POD | {"metadata": {"name": "web", "deletionTimestamp": "2025-02-30T00:00:00Z"}},
         'parsing time "2025-02-30T00:00:00Z" as "2006-01-02T15:04:05Z07:00"'),
        (pod({"nodeSelector": {"a": 1}}), ("json: cannot unmarshal number into Go struct field "
         "PodSpec.spec.nodeSelector of type string")),
    ],
)  # fmt: skip
def test_a_wrong_type_is_a_decode_error(manifest: object, words: str) -> None:
    verdict = admit(manifest)
    assert not verdict.valid
    assert str(verdict.decode_error) == words


def test_nulls_are_as_good_as_nothing() -> None:
    empty = pod({"volumes": None, "affinity": None}, livenessProbe=None, env=None, command=None)
    assert admit(empty).defaulted == admit(POD).defaulted


def test_fields_behind_closed_gates_are_dropped_before_the_rules_see_them() -> None:
    gated = pod({"resourceClaims": [{"name": "x"}], "volumes": [{"name": "i", "image": {}}]},
                volumeMounts=[{"name": "i", "mountPath": "/i"}])  # fmt: skip
    assert admit(gated).valid


def test_a_valid_pod_becomes_the_typed_pod_of_the_engine() -> None:
    manifest = pod(
        {"tolerations": [{"key": "k", "operator": "Exists", "tolerationSeconds": 5,
                          "effect": "NoExecute"}], "terminationGracePeriodSeconds": -5},
        livenessProbe={"httpGet": {"port": "http", "httpHeaders": [{"name": "A", "value": "b"}]}},
        lifecycle={"preStop": {"sleep": {"seconds": 3}}, "postStart": {"exec": {"command": ["a"]}}},
        resources={"limits": {"cpu": "1500m", "memory": "64Mi"}},
        ports=[{"name": "http", "containerPort": 80}],
    )  # fmt: skip
    manifest["spec"]["terminationGracePeriodSeconds"] = -5
    manifest["spec"]["containers"][0]["lifecycle"].pop("preStop")
    made = to_pod(admit(manifest).defaulted)
    container = made.containers[0]
    assert made.termination_grace_period_s == 1
    assert made.tolerations == (Toleration("k", "Exists", "", "NoExecute", 5),)
    assert container.ports == (("http", 80),)
    assert container.liveness is not None
    assert container.liveness.handler == HTTPGet("/", "http", "", "HTTP", (("A", "b"),))
    assert container.liveness.period_s == 10
    assert container.post_start == Exec(("a",))
    amounts = {"cpu": 1500, "memory": 64 * 2**20}
    assert container.resources == Resources(amounts, amounts)
    assert isinstance(hash(made), int)
