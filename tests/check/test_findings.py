"""What a check finds, under which name, at which line; and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubelet_lab.check import Report, as_text, check, worst

MANIFESTS = sorted((Path(__file__).parents[1] / "manifests").glob("*/*.yaml"))
SOUND = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.2
        ports: [{name: http, containerPort: 8080}]
        startupProbe: {httpGet: {path: /started, port: http}, failureThreshold: 30}
        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 3, timeoutSeconds: 9}
        livenessProbe: {httpGet: {path: /health, port: 8080}}
        resources: {limits: {cpu: 1, memory: 1Gi}}
"""
LIVENESS = "{httpGet: {path: /health, port: 8080}}"
READINESS = "{path: /ready, port: http}, periodSeconds: 3, timeoutSeconds: 9"


def rules(text: str) -> list[tuple[str, int | None]]:
    report = check(text)
    assert not report.errors
    return [(f.rule, f.problem.line) for w in report.workloads for f in w.findings]


def without(name: str) -> str:
    return "".join(line for line in SOUND.splitlines(keepends=True) if f" {name}:" not in line)


def test_a_sound_manifest_is_clean_although_its_timeout_is_longer_than_its_period() -> None:
    assert check(SOUND).verdict == "clean"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (without("readinessProbe"), [("no-readiness-probe", 11)]),
        (without("livenessProbe"), [("no-liveness-probe", 11)]),
        (without("startupProbe"), [("no-startup-probe", 15)]),
        (without("resources"), [("unset-cpu-requirements", 11), ("unset-memory-requirements", 11)]),
        (SOUND.replace("cpu: 1, ", ""), [("unset-cpu-requirements", 17)]),
        (SOUND.replace("limits: {cpu", "requests: {cpu"), [("unset-memory-requirements", 17)]),
        (SOUND.replace("web:1.2", "web"), [("latest-tag", 12)]),
        (SOUND.replace("web:1.2", "web:latest"), [("latest-tag", 12)]),
        (SOUND.replace("web:1.2", "r.io:50/web@sha256:" + "a" * 64), []),
        (SOUND.replace("/health, port: 8080", "/ready, port: http"),
         [("pod-probes-identical", 16)]),
        (SOUND.replace("/health, port: 8080", "/health, port: 8081"), [("liveness-port", 16)]),
        (SOUND.replace("/health, port: 8080", "/health, port: web"), [("liveness-port", 16)]),
        (SOUND.replace("/started, port: http", "/started, port: 80"), [("startup-port", 14)]),
        (SOUND.replace("httpGet: {path: /health, port: 8080}", "tcpSocket: {port: http}"),
         [("liveness-tcp", 16)]),
        (SOUND.replace("failureThreshold: 30", "failureThreshold: 1"), [("startup-budget", 14)]),
        (SOUND.replace("failureThreshold: 30", "failureThreshold: 3"), [("startup-budget", 14)]),
        (SOUND.replace("failureThreshold: 30", "failureThreshold: 4"), []),
        (SOUND.replace(LIVENESS, LIVENESS[:-1] + ", failureThreshold: 1}"),
         [("liveness-first-failure", 16)]),
        (SOUND.replace("    spec:\n      c", "    spec:\n      terminationGracePeriodSeconds: 900\n"
                       "      c"), [("liveness-grace", 17)]),
        (SOUND + "        lifecycle: {preStop: {exec: {command: [sh, -c, sleep 40]}}}\n",
         [("prestop-grace", 18)]),
        (SOUND + "        lifecycle: {preStop: {exec: {command: [sh, -c, sleep 4]}}}\n", []),
        (SOUND + "        lifecycle: {preStop: {sleep: {seconds: 20}}}\n", []),
        (SOUND.replace(LIVENESS, LIVENESS[:-1] + ", terminationGracePeriodSeconds: 5}")
         + "        lifecycle: {preStop: {sleep: {seconds: 20}}}\n", [("prestop-grace", 16)]),
    ],
)  # fmt: skip
def test_a_rule_has_its_name_and_its_line(text: str, found: list[tuple[str, int]]) -> None:
    assert rules(text) == found


def test_a_container_with_several_unnamed_ports_declares_them_all() -> None:
    ports = "ports: [{containerPort: 8080}, {containerPort: 8083}]"
    text = SOUND.replace("ports: [{name: http, containerPort: 8080}]", ports)
    assert rules(text.replace("port: http", "port: 8083")) == []


def test_a_job_needs_no_probes() -> None:
    text = """\
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: a, image: 'a:1', resources: {limits: {cpu: 1, memory: 1Gi}}}]
"""
    assert check(text).verdict == "clean"
    assert check(text).workloads[0].containers == ()


def reactions_of(text: str, fault: str) -> dict[str, tuple[int | None, int | None]]:
    container = check(text).workloads[0].containers[0]
    return {r.action: (r.shortest_s, r.longest_s) for r in container.reactions if r.fault == fault}


def test_each_fault_has_its_shortest_and_longest_time() -> None:
    assert reactions_of(SOUND, "database outage") == {
        "out of traffic": (6, 30),  # refused at once, or three hanging looks of 9 s
        "back in traffic": (0, 9),
        "killed": (20, 32),
    }
    assert reactions_of(SOUND, "deadlock") == {
        "out of traffic": (27, 30), "killed": (21, 32), "gone": (51, 62),
    }  # fmt: skip
    assert reactions_of(SOUND, "slow start") == {"survives": (290, 302)}


def test_a_port_nobody_declared_makes_a_probe_deaf() -> None:
    text = SOUND.replace("/health, port: 8080", "/health, port: web")
    found = [r for r in check(text).workloads[0].containers[0].reactions if r.probe == "liveness"]
    assert [r.action for r in found] == ["none"] * 3
    assert 'strconv.Atoi: parsing "web": invalid syntax' in found[0].text
    text = SOUND.replace("/started, port: http", "/started, port: web")
    found = list(check(text).workloads[0].containers[0].reactions)
    assert {r.action for r in found} == {"none"}


def test_an_error_has_the_api_servers_words_and_the_line() -> None:
    report = check(SOUND.replace("failureThreshold: 30", "successThreshold: 2"))
    assert report.verdict == "invalid"
    shown = as_text("web.yaml", report)
    assert "startupProbe.successThreshold: Invalid value: 2: must be 1" in shown
    assert "line 14: startupProbe:" in shown


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_real_workload_is_checked(path: Path) -> None:
    report = check(path.read_bytes())
    assert not report.errors
    assert all(workload.containers for workload in report.workloads)
    shown = as_text(path.name, report)
    assert max(map(len, shown.splitlines())) <= 120
    json.dumps(report.as_json())


def test_the_worst_verdict_counts() -> None:
    clean, found, wrong = check(SOUND), check(without("livenessProbe")), check("kind: Pod")
    assert worst([]) == worst([clean]) == "clean"
    assert worst([clean, found]) == "findings"
    assert worst([wrong, found, clean]) == "invalid"


def test_an_empty_text_is_invalid() -> None:
    assert isinstance(check(""), Report)
    assert check("").verdict == "invalid"
