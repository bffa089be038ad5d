"""Starting a pod: a manifest that never starts, the time to Ready, what keeps its address."""

from kubelet_lab.exercises.never_starts import REQUIREMENTS
from kubelet_lab.exercises.starting_a_pod import KEEPS_IP, RIGHT_S, TIME_TO_READY
from tests.helpers.proof import Proof

TAKEN, IMAGES, WORKS, BESIDE = (requirement.title for requirement in REQUIREMENTS)

SIDECAR = "{name: log-agent, image: 'log-agent:1', restartPolicy: Always}"
PLAIN_INIT = "{name: log-agent, image: 'log-agent:1'}"
RESOURCES = "{requests: {cpu: 300m, memory: 700Mi}, limits: {memory: 1Gi}}"
READY = "readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}"


def pod(  # noqa: PLR0917 - the first four are the faults, in the order of the lesson
    image: str = "ledger:2.4.1",
    policy: str = "",
    resources: str = RESOURCES,
    init: str = SIDECAR,
    beside: str = "",
    spec: str = "restartPolicy: Always",
    probe: str = READY,
) -> str:
    return f"""%%manifest never_starts
apiVersion: v1
kind: Pod
metadata: {{name: ledger}}
spec:
  {spec}
  {f"initContainers: [{init}]" if init else ""}
  containers:
  - name: ledger
    image: {image}
    {f"imagePullPolicy: {policy}" if policy else ""}
    resources: {resources}
    {probe}
  {f"- {beside}" if beside else ""}
"""


AS_GIVEN = pod("ledger:2.4", "Never", "{requests: {cpu: '6'}, limits: {memory: 256Mi}}", PLAIN_INIT)
DEPLOYMENT = """%%manifest never_starts
apiVersion: apps/v1
kind: Deployment
metadata: {name: ledger}
spec:
  selector: {matchLabels: {app: ledger}}
  template:
    metadata: {labels: {app: ledger}}
    spec:
      containers:
      - name: logs
        image: log-agent:1
        resources: {requests: {cpu: 50m, memory: 64Mi}}
      - name: app
        image: ledger:2.3.9
        imagePullPolicy: IfNotPresent
        resources: {requests: {cpu: 400m, memory: 640Mi}}
        startupProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 3, failureThreshold: 60}
        livenessProbe: {tcpSocket: {port: 8080}}
"""

RIGHT = {
    "a sidecar, a version that exists, requests that fit": pod(),
    "the log agent as an ordinary container, no limit": pod(
        "ledger:2.4.0",
        "IfNotPresent",
        "{requests: {cpu: 200m}}",
        init="",
        beside="{name: log-agent, image: 'log-agent:1'}",
    ),
    "a Deployment with the older version and its own probes": DEPLOYMENT,
    "limits alone: the requests follow them": pod(resources="{limits: {cpu: 500m, memory: 900Mi}}"),
}

WRONG = {
    "as it was found": (AS_GIVEN, TAKEN),
    "only the request repaired": (
        pod("ledger:2.4", "Never", "{requests: {cpu: 300m}, limits: {memory: 256Mi}}", PLAIN_INIT),
        IMAGES,
    ),
    "a tag that does not exist": (pod("ledger:2.4"), IMAGES),
    "no tag at all": (pod("ledger"), IMAGES),
    "another registry": (pod("registry.example.com/ledger:2.4.1"), IMAGES),
    "never pull": (pod(policy="Never"), IMAGES),
    "always pull": (pod(policy="Always"), IMAGES),
    "a request of six CPUs": (pod(resources="{requests: {cpu: 6}}"), TAKEN),
    "a request of 800m where 500m are free": (
        pod(resources="{requests: {cpu: 800m, memory: 700Mi}}"),
        TAKEN,
    ),
    "a request of 8Gi, to be safe": (pod(resources="{requests: {cpu: 300m, memory: 8Gi}}"), TAKEN),
    "no request: whoever asked for CPU gets it": (pod(resources="{}"), WORKS),
    "a tenth of a tenth of a CPU": (pod(resources="{requests: {cpu: 10m}}"), WORKS),
    "a CPU limit that throttles the start": (
        pod(resources="{requests: {cpu: 100m}, limits: {cpu: 100m}}"),
        WORKS,
    ),
    "a memory limit of 256Mi": (
        pod(resources="{requests: {cpu: 300m, memory: 256Mi}, limits: {memory: 256Mi}}"),
        WORKS,
    ),
    "a memory limit one Mi short": (
        pod(resources="{requests: {cpu: 300m}, limits: {memory: 599Mi}}"),
        WORKS,
    ),
    "a liveness probe that kills the start": (
        pod(probe="livenessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 2}"),
        WORKS,
    ),
    "an init container that serves for ever": (pod(init=PLAIN_INIT), BESIDE),
    "the log agent removed": (pod(init=""), BESIDE),
    "restartPolicy OnFailure for the pod instead of Always for the sidecar": (
        pod(init=PLAIN_INIT, spec="restartPolicy: OnFailure"),
        BESIDE,
    ),
    "readiness asks a port where nobody listens": (
        pod(probe="readinessProbe: {tcpSocket: {port: 80}}"),
        WORKS,
    ),
    "a RuntimeClass that the node does not have": (pod(spec="runtimeClassName: fast"), WORKS),
}

TUNED = pod(policy="Always", resources="{requests: {cpu: '1', memory: 700Mi}}")

MALFORMED = {
    "a request above its limit": (
        pod(resources="{requests: {memory: 1Gi}, limits: {memory: 256Mi}}"),
        "must be less than or equal to memory limit of 256Mi",
    ),
    "a policy that does not exist": (pod(policy="Sometimes"), 'Unsupported value: "Sometimes"'),
    "a sidecar with the pod's word": (
        pod(init="{name: log-agent, image: 'log-agent:1', restartPolicy: Never}"),
        "restartPolicy",
    ),
    "a misspelt field": (
        pod().replace("initContainers", "initContainer"),
        'unknown field "spec.initContainer"',
    ),
    "no YAML at all": ("%%manifest never_starts\n: : :", "line 2"),
}

READY_Q, SIDECAR_Q = TIME_TO_READY.questions
CRASH, PAUSE, DELETED = KEEPS_IP.questions
LATER, NEVER_SHARED, ONCE = list(SIDECAR_Q.wrong)
SAME, NEW, OTHER = CRASH.right, PAUSE.right, DELETED.right


def time_to_ready(ready: object = RIGHT_S, sidecar: str = SIDECAR_Q.right) -> str:
    return f"%%answers time_to_ready\nready: {ready}\nbigger_sidecar: {sidecar}\n"


def keeps(crash: str = SAME, pause: str = NEW, deleted: str = OTHER) -> str:
    return (
        f"%%answers keeps_its_ip\nnginx_crashes: {crash}\npause_is_killed: {pause}\n"
        f"pod_is_deleted: {deleted}\n"
    )


SLIPS = {
    f"{slip.says} ({slip.value:g})": (time_to_ready(slip.value), READY_Q.title)
    for slip in READY_Q.slips
}
PROOFS = [
    Proof("never_starts", 6, RIGHT, WRONG, MALFORMED, tuned=(TUNED, (TAKEN, IMAGES))),
    Proof(
        "time_to_ready",
        3,
        right={
            "to the second": time_to_ready(),
            "with its unit": time_to_ready(f"{RIGHT_S} s"),
            "added up, without waiting for the look": time_to_ready("68.8 s"),
            "in minutes": time_to_ready(f"{round(RIGHT_S / 60, 2)} min"),
        },
        wrong={
            **SLIPS,
            **{
                f"{off:+g} s": (time_to_ready(RIGHT_S + off), READY_Q.title)
                for off in (-30, -4, 4, 30)
            },
            "no number": (time_to_ready("soon"), READY_Q.title),
            "nothing": (time_to_ready("~"), READY_Q.title),
            "the sidecar's pull adds up": (time_to_ready(sidecar=LATER), SIDECAR_Q.title),
            "pulls in parallel": (time_to_ready(sidecar=NEVER_SHARED), SIDECAR_Q.title),
            "images once for the pod": (time_to_ready(sidecar=ONCE), SIDECAR_Q.title),
        },
        malformed={"no lines": ("%%answers time_to_ready\n71 s", "key: value")},
        nothing_hidden="predictions about one story",
        kind="answers",
    ),
    Proof(
        "keeps_its_ip",
        3,
        right={"all three": keeps(), "in capitals": keeps(SAME.upper(), NEW, OTHER)},
        wrong={
            "a crash loses the address": (keeps(crash=NEW), CRASH.title),
            "a crash makes another pod": (keeps(crash=OTHER), CRASH.title),
            "the pause container cannot die": (keeps(pause=SAME), PAUSE.title),
            "a lost sandbox is a lost pod": (keeps(pause=OTHER), PAUSE.title),
            "a Deployment's pods have fixed addresses": (keeps(deleted=SAME), DELETED.title),
            "a deleted pod comes back": (keeps(deleted=NEW), DELETED.title),
            "no option": (keeps(crash="it depends"), CRASH.title),
        },
        malformed={"no lines": ("%%answers keeps_its_ip\nnew", "key: value")},
        nothing_hidden="three choices",
        few="three questions with three options each: these are all the wrong ones",
        kind="answers",
    ),
]
