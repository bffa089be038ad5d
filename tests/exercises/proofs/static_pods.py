"""Static pods: a manifest for the node's own folder, and what each deletion does."""

from kubelet_lab.exercises.static_deletions import DELETIONS
from kubelet_lab.exercises.static_pods import CRITERIA
from tests.helpers.proof import Proof

RUNS, SHOWN, BACK = (title for title, _, _ in CRITERIA)

FILE = """%%manifest static_pod
apiVersion: v1
kind: Pod
metadata:
  name: node-agent
spec:
  {spec}
  containers:
  - name: agent
    image: node-agent:v3
    {container}
"""
PROBE = "livenessProbe: {httpGet: {path: /healthz, port: 9100}}"


def pod(container: str = PROBE, spec: str = "restartPolicy: Always") -> str:
    return FILE.format(spec=spec, container=container)


RIGHT = {
    "a liveness probe": pod(),
    "the smallest pod there is": pod("", "hostNetwork: false"),
    "host network, a priority, small requests, a readiness probe": pod(
        "resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}\n"
        "    readinessProbe: {httpGet: {path: /metrics, port: 9100}, periodSeconds: 5}",
        "hostNetwork: true\n  priorityClassName: system-node-critical",
    ),
    "a hostPath volume and an init container": pod(
        "volumeMounts: [{name: proc, mountPath: /host/proc, readOnly: true}]",
        "volumes: [{name: proc, hostPath: {path: /proc}}]\n"
        "  initContainers: [{name: prepare, image: busybox}]",
    ),
}

WRONG = {
    "restartPolicy Never": (pod(spec="restartPolicy: Never"), BACK),
    "restartPolicy OnFailure: an agent that ends in peace stays away": (
        pod(spec="restartPolicy: OnFailure"),
        BACK,
    ),
    "a service account, as in a Deployment": (pod(spec="serviceAccountName: agent"), SHOWN),
    "settings from a ConfigMap": (pod("envFrom: [{configMapRef: {name: agent}}]"), SHOWN),
    "a ConfigMap as a volume": (
        pod(spec="volumes: [{name: conf, configMap: {name: agent}}]"),
        SHOWN,
    ),
    "a password from a Secret": (
        pod("env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: agent, key: password}}}]"),
        SHOWN,
    ),
    "a pull secret": (pod(spec="imagePullSecrets: [{name: registry}]"), SHOWN),
    "a volume from a claim": (
        pod(spec="volumes: [{name: data, persistentVolumeClaim: {claimName: agent}}]"),
        SHOWN,
    ),
    "a liveness probe on another port": (
        pod("livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5}"),
        RUNS,
    ),
    "a liveness probe on a path that is not there": (
        pod("livenessProbe: {httpGet: {path: /health, port: 9100}, periodSeconds: 5}"),
        RUNS,
    ),
    "a readiness probe on another port": (
        pod("readinessProbe: {httpGet: {path: /healthz, port: 8080}}"),
        RUNS,
    ),
    "a readiness probe that asks what the agent does not know": (
        pod("readinessProbe: {httpGet: {path: /ready, port: 9100}}"),
        RUNS,
    ),
    "more memory than the node has": (
        pod("resources: {requests: {memory: 64Gi}}"),
        RUNS,
    ),
    "more CPU than the node has": (pod("resources: {requests: {cpu: 64}}"), RUNS),
}

MALFORMED = {
    "a Deployment: the folder knows pods only": (
        "%%manifest static_pod\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: agent}",
        "this is a Deployment",
    ),
    "no name": (pod().replace("  name: node-agent\n", "  labels: {a: b}\n"), "name is needed"),
    "a tab": (pod().replace("  containers", "\tcontainers"), "not YAML"),
    "no container": (
        "%%manifest static_pod\napiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec: {}",
        "Required value",
    ),
}

HEAD = "%%answers static_deletions\n"
KEYS = {question.key: question for question in DELETIONS.questions}
ALL = {key: question.right for key, question in KEYS.items()}


def sheet(answers: dict[str, str]) -> str:
    return HEAD + "".join(f"{key}: {value}\n" for key, value in answers.items())


def each_wrong_option() -> dict[str, tuple[str, str]]:
    return {
        f"{key}: {option}": (sheet(ALL | {key: option}), question.title)
        for key, question in KEYS.items()
        for option in question.wrong
    }


PROOFS = [
    Proof(
        "static_pod",
        3,
        RIGHT,
        WRONG,
        MALFORMED,
        tuned=(pod(spec="restartPolicy: OnFailure"), (BACK,)),
    ),
    Proof(
        "static_deletions",
        3,
        {
            "in the order asked": sheet(ALL),
            "in another order, in capitals": sheet(
                {key: value.upper() for key, value in reversed(ALL.items())}
            ),
            "with quotation marks": sheet({key: f'"{value}"' for key, value in ALL.items()}),
        },
        each_wrong_option(),
        {"a list": (f"{HEAD}- nothing\n", "Answer each question")},
        nothing_hidden="what a deletion does does not depend on an incident",
        kind="answers",
    ),
]
