"""Probes: detection arithmetic, a slow model, a patient liveness probe, four handlers."""

from kubelet_lab.exercises.detection import DETECTION, HANDLERS
from kubelet_lab.exercises.model_server import REQUIREMENTS as MODEL
from kubelet_lab.exercises.orders import REQUIREMENTS as ORDERS
from kubelet_lab.exercises.questions import Choice, Number
from tests.helpers.proof import Proof

KILLED, LATE, HANGS, EARLY = (requirement.title for requirement in MODEL)
OUTAGE, DEADLOCK, SLOW = (requirement.title for requirement in ORDERS)

POD = """%%manifest {name}
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  {spec}
  containers:
  - name: {name}
    image: {name}:1
    ports: [{{name: http, containerPort: 8080}}]
{probes}
"""
LOADED = "httpGet: {path: /loaded, port: 8080}"
LIVE = "httpGet: {path: /live, port: 8080}"
PING = "httpGet: {path: /ping, port: 8080}"


def pod(name: str, spec: str = "restartPolicy: Always", **probes: str) -> str:
    lines = [f"    {kind}Probe: {{{fields}}}" for kind, fields in probes.items() if fields]
    return POD.format(name=name, spec=spec, probes="\n".join(lines))


def model(
    startup: str = f"{LOADED}, periodSeconds: 10, failureThreshold: 25",
    readiness: str = LOADED,
    liveness: str = LIVE,
    spec: str = "restartPolicy: Always",
) -> str:
    return pod("model", spec, startup=startup, readiness=readiness, liveness=liveness)


def orders(liveness: str = PING, startup: str = "", spec: str = "restartPolicy: Always") -> str:
    return pod("orders", spec, startup=startup, liveness=liveness)


MODEL_RIGHT = {
    "25 looks, 10 s apart": model(),
    "quick looks, many of them": model(f"{LOADED}, periodSeconds: 2, failureThreshold: 123"),
    "a delay for the minute that every load needs": model(
        f"{LOADED}, initialDelaySeconds: 50, periodSeconds: 5, failureThreshold: 40"
    ),
    "asks what liveness asks": model(f"{LIVE}, periodSeconds: 5, failureThreshold: 50"),
}
MODEL_WRONG = {
    "no startup probe: liveness kills what still loads": (model(""), KILLED),
    "the budget without its fence post: 24 x 10 s": (
        model(f"{LOADED}, periodSeconds: 10, failureThreshold: 24"),
        KILLED,
    ),
    "the lesson's 30 x 10 s: five minutes are ten seconds too long": (
        model(f"{LOADED}, periodSeconds: 10, failureThreshold: 31"),
        HANGS,
    ),
    "the defaults: 3 x 10 s": (model(LOADED), KILLED),
    "an hour, to be safe": (model(f"{LOADED}, periodSeconds: 10, failureThreshold: 360"), HANGS),
    "a startup probe that delays for the whole budget": (
        model(f"{LOADED}, initialDelaySeconds: 240, periodSeconds: 10"),
        LATE,
    ),
    "looks a minute apart": (
        model(f"{LOADED}, periodSeconds: 60, failureThreshold: 5"),
        LATE,
    ),
    "initialDelaySeconds on liveness instead": (
        model("", liveness=f"{LIVE}, initialDelaySeconds: 240"),
        EARLY,
    ),
    "a liveness probe so patient that no startup probe is needed": (
        model("", liveness=f"{LIVE}, failureThreshold: 25"),
        EARLY,
    ),
    "no liveness probe": (model(liveness=""), EARLY),
    "liveness opens a port": (model(liveness="tcpSocket: {port: 8080}"), EARLY),
    "startup opens a port: it passes while the model still loads": (
        model("tcpSocket: {port: 8080}, periodSeconds: 10, failureThreshold: 25"),
        KILLED,
    ),
    "no readiness probe and a startup probe that passes at once": (
        model("tcpSocket: {port: 8080}", readiness="", liveness=f"{LIVE}, failureThreshold: 30"),
        LATE,
    ),
    "the wrong path": (
        model("httpGet: {path: /started, port: 8080}, failureThreshold: 25"),
        KILLED,
    ),
    "a readiness probe that asks once a minute": (
        model(readiness=f"{LOADED}, initialDelaySeconds: 240"),
        LATE,
    ),
}
MODEL_TUNED = model(f"{LOADED}, periodSeconds: 10, failureThreshold: 18")

ORDERS_RIGHT = {
    "the main loop, with the defaults": orders(),
    "its own client, with time for it": orders(
        'exec: {command: ["orders-cli", "ping"]}, timeoutSeconds: 3'
    ),
    "two patient looks": orders(
        f"{PING}, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 2"
    ),
    "quick looks, more of them, and a short grace": orders(
        f"{PING}, periodSeconds: 3, failureThreshold: 6, terminationGracePeriodSeconds: 5"
    ),
    "with a startup probe": orders(startup=f"{PING}, periodSeconds: 2, failureThreshold: 15"),
}
ORDERS_WRONG = {
    "liveness asks the database, to be safe": (
        orders("httpGet: {path: /status, port: 8080}"),
        OUTAGE,
    ),
    "the front page": (orders("httpGet: {path: /, port: 8080}"), OUTAGE),
    "the client's full check": (
        orders('exec: {command: ["orders-cli", "status"]}, timeoutSeconds: 3'),
        OUTAGE,
    ),
    "startup asks the database": (
        orders(startup="httpGet: {path: /status, port: 8080}, failureThreshold: 6"),
        OUTAGE,
    ),
    "no liveness probe": (orders("", startup=PING), DEADLOCK),
    "a TCP probe notices no deadlock": (orders("tcpSocket: {port: 8080}"), DEADLOCK),
    "the metrics have a thread of their own": (
        orders("httpGet: {path: /metrics, port: 8080}"),
        DEADLOCK,
    ),
    "the process is in the list": (orders('exec: {command: ["pgrep", "orders"]}'), DEADLOCK),
    "a look every 30 s": (orders(f"{PING}, periodSeconds: 30"), DEADLOCK),
    "ten failures": (orders(f"{PING}, failureThreshold: 10"), DEADLOCK),
    "initialDelaySeconds of ten minutes": (
        orders(f"{PING}, initialDelaySeconds: 600"),
        DEADLOCK,
    ),
    "a grace of two minutes": (
        orders(spec="terminationGracePeriodSeconds: 120"),
        DEADLOCK,
    ),
    "restartPolicy Never": (orders(spec="restartPolicy: Never"), DEADLOCK),
    "acts on one failure": (orders(f"{PING}, failureThreshold: 1"), SLOW),
    "impatient: three looks in two seconds": (
        orders(f"{PING}, periodSeconds: 1, failureThreshold: 3"),
        SLOW,
    ),
    "the wrong port": (orders("httpGet: {path: /ping, port: 80}"), SLOW),
    "a gRPC check that nobody answers": (orders("grpc: {port: 8080}"), SLOW),
}
ORDERS_TUNED = orders(f"{PING}, periodSeconds: 5, failureThreshold: 2")


def malformed(name: str, right: str) -> dict[str, tuple[str, str]]:
    return {
        "a misspelt field": (
            right.replace("livenessProbe", "livenesProbe"),
            'unknown field "spec.containers[0].livenesProbe"',
        ),
        "a threshold that the API server refuses": (
            right.replace("livenessProbe: {", "livenessProbe: {successThreshold: 2, "),
            "livenessProbe.successThreshold: Invalid value: 2: must be 1",
        ),
        "two handlers": (
            right.replace("livenessProbe: {", "livenessProbe: {tcpSocket: {port: 1}, "),
            "may not specify more than 1 handler type",
        ),
        "no YAML at all": (f"%%manifest {name}\n: : :", "line 2"),
        "another kind": (
            f"%%manifest {name}\napiVersion: v1\nkind: Service\nmetadata: {{name: x}}",
            "no workload",
        ),
    }


def numbers(**changes: object) -> str:
    given = {q.key: f"{round(q.right)} s" for q in DETECTION.questions if isinstance(q, Number)}
    lines = [f"{key}: {value}" for key, value in (given | changes).items()]
    return "\n".join(["%%answers detection", *lines])


def handlers(**changes: object) -> str:
    given = {q.key: q.right for q in HANDLERS.questions if isinstance(q, Choice)}
    lines = [f"{key}: {value}" for key, value in (given | changes).items()]
    return "\n".join(["%%answers handlers", *lines])


SHEET_MALFORMED = {
    "a list": ("- 31\n- 5", "key: value"),
    "prose": ("about half a minute", "key: value"),
    "a tab": ("\tweb_shop: x", "tab"),
}

PROOFS = [
    Proof(
        "detection",
        5,
        {
            "whole seconds": numbers(),
            "without a unit": numbers(liveness_longest=62, startup_budget=290),
            "in minutes": numbers(slow_looks="0.6667 min"),
            "to the millisecond": numbers(first_look="24.999 s"),
        },
        {
            f"{q.key}: {value:g}": (numbers(**{q.key: value}), q.title)
            for q in DETECTION.questions
            if isinstance(q, Number)
            for value in {*(slip.value for slip in q.slips), q.right + 1, q.right - 1}
        },
        {k: (f"%%answers detection\n{body}", says) for k, (body, says) in SHEET_MALFORMED.items()},
        nothing_hidden="arithmetic has one answer",
        kind="answers",
    ),
    Proof("model", 4, MODEL_RIGHT, MODEL_WRONG, malformed("model", model()),
          tuned=(MODEL_TUNED, (KILLED,))),
    Proof("orders", 5, ORDERS_RIGHT, ORDERS_WRONG, malformed("orders", orders()),
          tuned=(ORDERS_TUNED, (SLOW,))),
    Proof(
        "handlers",
        4,
        {
            "as the options are written": handlers(),
            "in capitals": handlers(cache="EXEC", prices="gRPC"),
            "with blanks": handlers(web_shop="  httpget "),
        },
        {
            f"{q.key}: {option}": (handlers(**{q.key: option}), q.title)
            for q in HANDLERS.questions
            if isinstance(q, Choice)
            for option in (*q.wrong, "httpPost")
        },
        {k: (f"%%answers handlers\n{body}", says) for k, (body, says) in SHEET_MALFORMED.items()},
        nothing_hidden="a choice among four handlers",
        kind="answers",
    ),
]  # fmt: skip
