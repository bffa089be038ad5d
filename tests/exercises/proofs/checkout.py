"""Checkout: three probes for a slow start, a database outage, a deadlock."""

from kubelet_lab.exercises.checkout import REQUIREMENTS
from tests.helpers.proof import Proof

STARTS, SERVICE, OUTAGE, DEADLOCK, SLOW = (requirement.title for requirement in REQUIREMENTS)

POD = """%%manifest checkout
apiVersion: v1
kind: Pod
metadata:
  name: checkout
spec:
  {spec}
  containers:
  - name: checkout
    image: checkout:v2
    ports:
    - {{name: http, containerPort: 8080}}
{probes}
"""
STARTUP = "httpGet: {path: /startup, port: 8080}, periodSeconds: 5, failureThreshold: 20"
READINESS = "httpGet: {path: /ready, port: 8080}, periodSeconds: 3, failureThreshold: 2"
LIVENESS = (
    "httpGet: {path: /health, port: 8080}, periodSeconds: 10, failureThreshold: 3, "
    "terminationGracePeriodSeconds: 5"
)


def pod(
    startup: str = STARTUP, readiness: str = READINESS, liveness: str = LIVENESS, spec: str = ""
) -> str:
    probes = {"startupProbe": startup, "readinessProbe": readiness, "livenessProbe": liveness}
    lines = [f"    {name}: {{{fields}}}" for name, fields in probes.items() if fields]
    return POD.format(spec=spec or "restartPolicy: Always", probes="\n".join(lines))


DEPLOYMENT = """%%manifest checkout
# quick looks, one grace period for all
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  replicas: 3
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      terminationGracePeriodSeconds: 10
      containers:
      - name: checkout
        image: checkout:v2
        ports: [{name: web, containerPort: 8080}]
        startupProbe: {httpGet: {path: /health, port: web}, periodSeconds: 2, failureThreshold: 60}
        readinessProbe: {httpGet: {path: /ready, port: web}, periodSeconds: 1, failureThreshold: 3}
        livenessProbe: {httpGet: {path: /health, port: web}, timeoutSeconds: 2}
"""

RIGHT = {
    "the lesson's probes, a longer budget, a shorter grace": pod(),
    "a Deployment, quick looks, one grace period for all": DEPLOYMENT,
    "default grace, so liveness notices sooner": pod(
        startup="httpGet: {path: /startup, port: http}, periodSeconds: 10",
        readiness="httpGet: {path: /ready, port: http}, periodSeconds: 4, failureThreshold: 2",
        liveness="httpGet: {path: /health, port: http}, periodSeconds: 5, failureThreshold: 2",
    ).replace("periodSeconds: 10}", "periodSeconds: 10, failureThreshold: 12}"),
    "a patient readiness probe: one look, nine seconds": pod(
        readiness="httpGet: {path: /ready, port: 8080}, periodSeconds: 1, timeoutSeconds: 8, "
        "failureThreshold: 1"
    ),
}

WRONG = {
    "no probe at all": (pod(startup="", readiness="", liveness=""), DEADLOCK),
    "no startup probe: liveness kills what still loads": (pod(startup=""), STARTS),
    "the budget without its fence post (15 x 5 s for 75 s)": (
        pod(startup=STARTUP.replace("20", "15")),
        STARTS,
    ),
    "a startup budget of an hour, to be safe": (pod(startup=STARTUP.replace("20", "720")), STARTS),
    "a startup probe every 60 s": (
        pod(startup=STARTUP.replace("periodSeconds: 5", "periodSeconds: 60")),
        STARTS,
    ),
    "the startup probe asks the database": (
        pod(startup=STARTUP.replace("/startup", "/ready")),
        OUTAGE,
    ),
    "initialDelaySeconds instead of a startup probe": (
        pod(startup="", liveness=f"{LIVENESS}, initialDelaySeconds: 120"),
        DEADLOCK,
    ),
    "no readiness probe": (pod(readiness=""), SERVICE),
    "readiness asks what liveness asks": (
        pod(readiness=READINESS.replace("/ready", "/health")),
        SERVICE,
    ),
    "readiness opens a port": (pod(readiness="tcpSocket: {port: 8080}"), SERVICE),
    "readiness with the defaults, 3 x 10 s": (
        pod(readiness="httpGet: {path: /ready, port: 8080}"),
        SERVICE,
    ),
    "readiness comes back after ten successes": (
        pod(readiness=f"{READINESS}, successThreshold: 10"),
        SERVICE,
    ),
    "readiness acts on one failure": (
        pod(readiness=READINESS.replace("failureThreshold: 2", "failureThreshold: 1")),
        SLOW,
    ),
    "liveness asks the database, to be safe": (
        pod(liveness=LIVENESS.replace("/health", "/ready")),
        OUTAGE,
    ),
    "liveness opens a port: a TCP probe notices no deadlock": (
        pod(liveness="tcpSocket: {port: 8080}, terminationGracePeriodSeconds: 5"),
        DEADLOCK,
    ),
    "no liveness probe": (pod(liveness=""), DEADLOCK),
    "liveness with the default grace of 30 s": (
        pod(liveness="httpGet: {path: /health, port: 8080}"),
        DEADLOCK,
    ),
    "liveness every 30 s": (
        pod(liveness=LIVENESS.replace("periodSeconds: 10", "periodSeconds: 30")),
        DEADLOCK,
    ),
    "a timeout of 20 s for liveness": (pod(liveness=f"{LIVENESS}, timeoutSeconds: 20"), DEADLOCK),
    "liveness acts on one failure": (
        pod(liveness=LIVENESS.replace("failureThreshold: 3", "failureThreshold: 1")),
        SLOW,
    ),
    "the wrong port": (pod(startup=STARTUP.replace("8080", "80")), STARTS),
    "restartPolicy Never": (pod(spec="restartPolicy: Never"), DEADLOCK),
}

TUNED = pod(  # 60 s is the slowest public start, "down" the only public outage
    startup=STARTUP.replace("20", "13"),
    readiness="httpGet: {path: /ready, port: 8080}, periodSeconds: 3, timeoutSeconds: 3, "
    "failureThreshold: 3",
)

MALFORMED = {
    "a misspelt field": (
        pod().replace("livenessProbe", "livenesProbe"),
        'unknown field "spec.containers[0].livenesProbe"',
    ),
    "a threshold that the API server refuses": (
        pod(liveness=f"{LIVENESS}, successThreshold: 2"),
        "livenessProbe.successThreshold: Invalid value: 2: must be 1",
    ),
    "seconds with a unit": (pod(startup=STARTUP.replace("5,", "10s,")), "periodSeconds"),
    "two handlers": (
        pod(liveness=f"{LIVENESS}, tcpSocket: {{port: 8080}}"),
        "may not specify more than 1 handler type",
    ),
    "a tab": (pod().replace("  containers", "\tcontainers"), "tab"),
    "no YAML at all": ("%%manifest checkout\n: : :", "line 2"),
    "another kind": (
        "%%manifest checkout\napiVersion: v1\nkind: Service\nmetadata: {name: checkout}",
        "no workload",
    ),
    "two pods": (pod() + "---\n" + pod().split("\n", 1)[1], "One workload"),
}

PROOFS = [Proof("checkout", 14, RIGHT, WRONG, MALFORMED, tuned=(TUNED, (STARTS, SERVICE)))]
