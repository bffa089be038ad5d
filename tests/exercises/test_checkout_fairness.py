"""Proof that the checkout rubric is fair: who gets full marks, and who loses what for what.

Run with SEEDS=1000 for the whole proof of the right answers; CI tries a few seeds.
"""

import os
from collections.abc import Iterator

import pytest

from kubelet_lab.exercises.check import check
from kubelet_lab.exercises.checkout import REQUIREMENTS
from kubelet_lab.exercises.report import Report

SEEDS = [f"seed-{number}" for number in range(int(os.environ.get("SEEDS", "12")))]
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


def lost(report: Report) -> dict[str, float]:
    return {
        one.title: round(one.max_points - one.points, 2) for one in report.criteria if not one.full
    }


@pytest.mark.parametrize("name", RIGHT)
def test_an_answer_that_behaves_gets_full_marks_whatever_the_seed(name: str) -> None:
    for seed in [None, *SEEDS]:
        report = check(RIGHT[name], seed)
        assert report.points == report.max_points == 14, f"{seed}: {report.text()}"


@pytest.mark.parametrize("name", WRONG)
def test_a_misconception_loses_points_on_the_criterion_it_violates(name: str) -> None:
    answer, criterion = WRONG[name]
    for seed in SEEDS[:4]:
        report = check(answer, seed)
        assert not report.error, report.text()
        assert criterion in lost(report), f"{seed}: {report.text()}"


def test_an_answer_tuned_to_the_public_nights_loses_on_the_hidden_ones() -> None:
    assert check(TUNED, None).points == 14
    for seed in SEEDS:
        assert {STARTS, SERVICE} <= lost(check(TUNED, seed)).keys()


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_answer_gets_0_and_the_reason(name: str) -> None:
    answer, says = MALFORMED[name]
    report = check(answer, SEEDS[0])
    assert (report.points, says in report.error) == (0, True), report.text()


@pytest.mark.parametrize("body", ["", "\n\n", "# your manifest here\n"])
def test_an_empty_answer_gets_0_and_a_friendly_sentence(body: str) -> None:
    report = check(f"%%manifest checkout\n{body}", SEEDS[0])
    assert (report.points, report.error.split(".")[0]) == (0, "No answer yet")


def test_a_bare_pod_gets_next_to_nothing() -> None:
    assert check(pod(startup="", readiness="", liveness=""), SEEDS[0]).points == 0


def test_what_stays_hidden_is_not_told() -> None:
    for answer, _ in [*WRONG.values(), (TUNED, "")]:
        for criterion in check(answer, SEEDS[0]).criteria:
            if criterion.hidden:
                assert not any(word[:1].isdigit() and "." in word for word in words(criterion))


def words(criterion: object) -> Iterator[str]:
    return iter(str(getattr(criterion, "reason", "")).split())


def test_the_table_of_the_proof(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n\ncheckout, 14 points, first hidden seed")  # noqa: T201
        for name, answer in RIGHT.items():
            print(f"  {check(answer, SEEDS[0]).points:5.2f}  {name}")  # noqa: T201
        for name, (answer, _) in WRONG.items():
            report = check(answer, SEEDS[0])
            print(f"  {report.points:5.2f}  {name}")  # noqa: T201
            for title, points in lost(report).items():
                print(f"         -{points:<5g} {title}")  # noqa: T201
